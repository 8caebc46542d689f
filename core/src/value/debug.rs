//! `Debug` for models and JSON: shows the members that are set and masks secrets.

use super::walk::{Event, Walk};
use super::{Json, Model, View};
use std::fmt::{self, Write};

/// Formats a model like `User { id: "00u…", profile: UserProfile {…} }`, with secrets as `***`.
#[doc(hidden)]
pub fn debug(model: &dyn Model, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut result = Ok(());
    model.slots(&mut |slots, extras| {
        let mut out = f.debug_struct(model.name());
        for (field, slot) in model.fields().iter().zip(slots) {
            match slot.view() {
                Some(_) if field.secret => out.field(field.name, &Masked),
                Some(view) => out.field(field.name, &Shown(view)),
                None => continue,
            };
        }
        for (name, value) in extras.iter() {
            let secret = is_secret(name) || model.fields().iter().any(|field| field.secret && field.name == name);
            out.field(name, if secret && !value.is_null() { &Masked } else { value as &dyn fmt::Debug });
        }
        if let Some(whole) = extras.whole() {
            out.field("whole", whole);
        }
        result = out.finish();
    });
    result
}

/// Formats JSON as std formats its lists and maps, but without recursion.
pub(super) fn json(value: &Json, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let pretty = f.alternate();
    let mut walk = Walk::new(value);
    while let Some(event) = walk.next() {
        match event {
            Event::Leaf(value) => fmt::Display::fmt(value, f)?,
            Event::Open(whole) => f.write_char(ends(whole).0)?,
            Event::Item { first, name } => {
                match (pretty, first) {
                    (true, true) => f.write_char('\n')?,
                    (true, false) => f.write_str(",\n")?,
                    (false, true) => {}
                    (false, false) => f.write_str(", ")?,
                }
                indent(f, if pretty { walk.depth() } else { 0 })?;
                if let Some(name) = name {
                    write!(f, "{name:?}: ")?;
                    if is_secret(name) {
                        walk.skip_value();
                        write!(f, "{Masked:?}")?;
                    }
                }
            }
            Event::Close(whole) => {
                let empty = matches!(whole, Json::Array(items) if items.is_empty())
                    || matches!(whole, Json::Object(members) if members.is_empty());
                if pretty && !empty {
                    f.write_str(",\n")?;
                    indent(f, walk.depth())?;
                }
                f.write_char(ends(whole).1)?;
            }
        }
    }
    Ok(())
}

fn ends(whole: &Json) -> (char, char) {
    if matches!(whole, Json::Array(_)) { ('[', ']') } else { ('{', '}') }
}

fn indent(f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
    (0..depth).try_for_each(|_| f.write_str("    "))
}

/// Formats the text of an open enum or a timestamp, quoted.
#[doc(hidden)]
pub fn text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(text, f)
}

/// Whether a member of this name holds a secret, such as `password` or `clientSecret`. Case, `_` and `-` are ignored, and custom
/// attributes count too.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['_', '-'], "");
    ["password", "secret", "privatekey", "passcode", "otpseed", "sharedsecret"].iter().any(|word| name.contains(word))
        || name.ends_with("token")
        || name == "answer"
        || name == "authorization"
}

/// Formats as `***`, in place of a secret.
pub(super) struct Masked;

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

struct Shown<'a>(View<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            View::Text(text) => fmt::Debug::fmt(text, f),
            View::Integer(value) => write!(f, "{value}"),
            View::Bool(value) => write!(f, "{value}"),
            View::Number(number) => write!(f, "{number}"),
            View::Json(value) | View::Raw(value) => fmt::Debug::fmt(value, f),
            View::Model(model) | View::Variant(model, _) => debug(model, f),
            View::List(items) => f.debug_list().entries((0..items.len()).map(|at| Shown(items.item(at)))).finish(),
            View::Map(entries) => {
                let mut map = f.debug_map();
                for (name, value) in (0..entries.len()).map(|at| entries.entry(at)) {
                    map.key(&name);
                    if is_secret(name) {
                        map.value(&Masked)
                    } else {
                        map.value(&Shown(value))
                    };
                }
                map.finish()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn documents_look_as_std_shows_lists_and_maps() {
        let json = Json::parse(br#"{"a":[[1],[],{}],"b":{"c":[2,3]}}"#).unwrap();
        let (list, object) = ((vec![1], [0; 0], BTreeMap::<i32, i32>::new()), BTreeMap::from([("c", [2, 3])]));
        let std_map: BTreeMap<&str, &dyn fmt::Debug> = [("a", &list as &dyn fmt::Debug), ("b", &object)].into();
        let brackets = |text: String| text.replace('(', "[").replace(')', "]");
        assert_eq!(format!("{json:?}"), brackets(format!("{std_map:?}")));
        assert_eq!(format!("{json:#?}"), brackets(format!("{std_map:#?}")));
        let secret = Json::parse(br#"[{"password":{"value":["x"]},"n":null}]"#).unwrap();
        assert_eq!(format!("{secret:?}"), r#"[{"password": ***, "n": null}]"#);
        assert_eq!(format!("{:#?}", Some(secret)).lines().nth(3), Some("            \"password\": ***,"));
    }
}
