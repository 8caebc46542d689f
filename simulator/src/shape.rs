//! What a schema of the document says of an object: its members, with those of `allOf` and of the variant that the object's tag
//! chooses.

use crate::document::{follow, schema};
use serde_json::{Map, Value};

/// A member that the document knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    /// The schema of its value, with references followed.
    pub(crate) schema: &'static Value,
    pub(crate) required: bool,
    /// The org sets it; what is sent is ignored.
    pub(crate) read_only: bool,
    /// Never in a response.
    pub(crate) write_only: bool,
}

/// The members of an object by its schema, each once.
pub(crate) fn members(of: &'static Value, object: &Map<String, Value>) -> Vec<Member> {
    let mut found = Vec::new();
    collect(of, object, &mut found, &mut Vec::new());
    found
}

/// A property's schema with its reference followed, also where it stands alone in `allOf`.
pub(crate) fn meaning(of: &'static Value) -> &'static Value {
    let of = follow(of);
    match of.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([part]) if of.get("properties").is_none() => meaning(part),
        _ => of,
    }
}

/// The schema of the variant that an object's tag chooses.
fn variant(of: &'static Value, object: &Map<String, Value>) -> Option<&'static Value> {
    let choice = of.get("discriminator")?;
    let tag = object.get(choice.get("propertyName")?.as_str()?)?.as_str()?;
    Some(schema(choice.get("mapping")?.get(tag)?.as_str()?))
}

/// `open` holds the schemas that are being read: a variant takes in the one that it is a variant of.
fn collect(of: &'static Value, object: &Map<String, Value>, found: &mut Vec<Member>, open: &mut Vec<&'static Value>) {
    let of = follow(of);
    if open.iter().any(|own| std::ptr::eq(*own, of)) {
        return;
    }
    open.push(of);
    for part in parts(of, "allOf") {
        collect(part, object, found, open);
    }
    for (name, property) in of.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let meant = meaning(property);
        let has = |flag: &str| [property, meant].iter().any(|of| of.get(flag) == Some(&Value::Bool(true)));
        let required = found.iter().any(|member| member.name == name && member.required);
        found.retain(|member| member.name != name);
        found.push(Member { name, schema: meant, required, read_only: has("readOnly"), write_only: has("writeOnly") });
    }
    for name in parts(of, "required").filter_map(Value::as_str) {
        found.iter_mut().filter(|member| member.name == name).for_each(|member| member.required = true);
    }
    if let Some(variant) = variant(of, object) {
        collect(variant, object, found, open);
    }
    open.pop();
}

fn parts(of: &'static Value, name: &str) -> impl Iterator<Item = &'static Value> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names(of: &str, object: Value) -> Vec<(&'static str, bool)> {
        let members = members(schema(of), object.as_object().unwrap());
        members.into_iter().map(|member| (member.name, member.required)).collect()
    }

    #[test]
    fn a_tag_chooses_the_variant() {
        let plain = names("NetworkZone", json!({}));
        assert!(plain.contains(&("name", true)) && plain.contains(&("status", false)));
        assert!(!plain.iter().any(|(name, _)| *name == "gateways"));
        assert!(names("NetworkZone", json!({ "type": "IP" })).contains(&("gateways", false)));
        // From the variant itself, too.
        assert!(names("IPNetworkZone", json!({ "type": "IP" })).contains(&("name", true)));
    }

    #[test]
    fn what_the_org_sets_is_known() {
        let members = members(schema("NetworkZone"), &Map::new());
        let read_only = |name: &str| members.iter().any(|member| member.name == name && member.read_only);
        assert!(read_only("id") && read_only("created") && !read_only("name"));
    }
}
