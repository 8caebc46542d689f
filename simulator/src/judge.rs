//! Judges a body by its schema, and takes out of it what only the org sets.

use crate::error::{self, ApiError, BLANK};
use crate::shape::{meaning, members};
use serde_json::{Map, Value};

/// The body of a request by its schema: without the members that are read-only, or the error of a real org. `object` is the
/// name of the thing in E0000001. Members that the document does not know stay: it does not know all that a real org takes.
pub(crate) fn judged(
    of: &'static Value,
    body: Map<String, Value>,
    object: &str,
) -> Result<Map<String, Value>, ApiError> {
    let mut causes = Vec::new();
    let kept = object_of(of, body, "", &mut causes)?;
    if causes.is_empty() { Ok(kept) } else { Err(causes.into_iter().fold(error::invalid(object), ApiError::because)) }
}

/// A body that is a list.
pub(crate) fn judged_list(of: &'static Value, body: Vec<Value>, object: &str) -> Result<Vec<Value>, ApiError> {
    let mut causes = Vec::new();
    let kept = value_of(of, body.into(), "items", &mut causes)?;
    if causes.is_empty() {
        return Ok(kept.as_array().cloned().unwrap_or_default());
    }
    Err(causes.into_iter().fold(error::invalid(object), ApiError::because))
}

fn object_of(
    of: &'static Value,
    mut body: Map<String, Value>,
    place: &str,
    causes: &mut Vec<String>,
) -> Result<Map<String, Value>, ApiError> {
    for member in members(of, &body) {
        let name = if place.is_empty() { member.name.to_owned() } else { format!("{place}.{}", member.name) };
        match body.get_mut(member.name) {
            Some(_) if member.read_only => drop(body.shift_remove(member.name)),
            None | Some(Value::Null) if member.required && !member.read_only => {
                causes.push(format!("{name}: {BLANK}"));
            }
            None => {}
            Some(value) => *value = value_of(member.schema, value.take(), &name, causes)?,
        }
    }
    Ok(body)
}

/// A container in place of a scalar, or the other way round, is a body that is not well-formed for the parser of a real org.
fn value_of(of: &'static Value, value: Value, place: &str, causes: &mut Vec<String>) -> Result<Value, ApiError> {
    let of = meaning(of);
    let kind = of.get("type").and_then(Value::as_str).unwrap_or("any");
    let mut refuse = |why: String| causes.push(format!("{place}: {why}"));
    match (kind, value) {
        (_, Value::Null) => Ok(Value::Null),
        ("object" | "any", Value::Object(object)) => Ok(object_of(of, object, place, causes)?.into()),
        ("array", Value::Array(items)) => {
            let count = items.len() as u64;
            let limit = |name: &str| of.get(name).and_then(Value::as_u64);
            if limit("minItems").is_some_and(|least| count < least)
                || limit("maxItems").is_some_and(|most| count > most)
            {
                refuse(format!("The field cannot have {count} items"));
            }
            let Some(item) = of.get("items") else { return Ok(items.into()) };
            let items = items.into_iter().enumerate();
            items.map(|(at, one)| value_of(item, one, &format!("{place}[{at}]"), causes)).collect()
        }
        ("any", value) => Ok(value),
        ("array" | "object", _) | (_, Value::Array(_) | Value::Object(_)) => Err(error::malformed()),
        (kind, value) => {
            if let Some(why) = scalar_fault(of, kind, &value) {
                refuse(why);
            }
            Ok(value)
        }
    }
}

fn scalar_fault(of: &Value, kind: &str, value: &Value) -> Option<String> {
    let fits = match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => true,
    };
    if !fits {
        return Some(format!("The value is not of the type {kind}"));
    }
    if let Some(known) = of.get("enum").and_then(Value::as_array).filter(|known| !known.contains(value)) {
        let texts: Vec<_> = known.iter().filter_map(Value::as_str).collect();
        let shown = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        return Some(format!("'{shown}' is invalid. Valid values: [{}].", texts.join(", ")));
    }
    let limit = |name: &str| of.get(name).and_then(Value::as_f64);
    let size = value.as_str().map_or(value.as_f64(), |text| Some(text.chars().count() as f64))?;
    let (least, most) = if value.is_string() { ("minLength", "maxLength") } else { ("minimum", "maximum") };
    match (limit(least).filter(|least| size < *least), limit(most).filter(|most| size > *most)) {
        (Some(least), _) if value.is_string() => Some(format!("The field must have at least {least} characters")),
        (_, Some(most)) if value.is_string() => Some(format!("The field must have at most {most} characters")),
        (Some(least), _) => Some(format!("The field must be at least {least}")),
        (_, Some(most)) => Some(format!("The field must be at most {most}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::schema;
    use serde_json::json;

    fn zone(body: Value) -> Result<Value, ApiError> {
        judged(schema("NetworkZone"), body.as_object().unwrap().clone(), "zone").map(Value::Object)
    }

    #[test]
    fn read_only_members_are_ignored() {
        let sent = json!({ "id": "nzo1", "name": "a", "type": "IP", "gateways": [{ "type": "CIDR", "value": "1.2.3.0/24" }], "x": 1 });
        let kept = zone(sent).unwrap();
        assert_eq!(
            kept,
            json!({ "name": "a", "type": "IP", "gateways": [{ "type": "CIDR", "value": "1.2.3.0/24" }], "x": 1 })
        );
    }

    #[test]
    fn each_fault_is_a_cause() {
        let wrong = error::invalid("zone")
            .because("name: The field must have at most 128 characters")
            .because("type: The field cannot be left blank");
        assert_eq!(zone(json!({ "name": "x".repeat(129) })), Err(wrong));
        assert!(zone(json!({ "name": 1, "type": "IP" })).is_err());
        assert!(zone(json!({ "name": "a", "type": "OTHER" })).is_err());
        for sent in [json!({ "name": [], "type": "IP" }), json!({ "name": "a", "type": "IP", "gateways": {} })] {
            assert_eq!(zone(sent), Err(error::malformed()));
        }
    }
}
