//! `Debug` of models: what is set, secrets masked.

use super::{Model, View};
use std::fmt;

/// `User { id: "00u…", profile: UserProfile {…} }`, secrets as `***`.
#[doc(hidden)]
pub fn debug(name: &str, model: &dyn Model, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut result = Ok(());
    model.slots(&mut |slots, extras| {
        let mut out = f.debug_struct(name);
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

/// An open enum's or timestamp's text, quoted.
#[doc(hidden)]
pub fn text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(text, f)
}

/// Names that hold secrets wherever they stand, custom attributes included.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['_', '-'], "");
    ["password", "secret", "privatekey", "passcode", "otpseed", "sharedsecret"].iter().any(|word| name.contains(word))
        || name.ends_with("token")
        || name == "answer"
        || name == "authorization"
}

/// Stands for a secret.
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
            View::Model(model) | View::Variant(model, _) => debug("", model, f),
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
