//! Which members of a typed result public fields hold, and which the extras.

use oktant::value::{Json, Model, View};

/// Where each member of a document is held, as JSON pointers. What is below an extra or a raw value is held with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointers {
    /// Held by a public typed field, or by a map with typed values.
    pub typed: Vec<String>,
    /// Held by the extras, or inside a value of a type that the document leaves open.
    pub extras: Vec<String>,
    /// Of another type than declared, so held raw.
    pub raw: Vec<String>,
    /// Texts of enums and tags of unions that the document does not list.
    pub unknown: Vec<String>,
    /// Tags of unions that chose a type.
    pub tags: Vec<(String, &'static str)>,
}

impl Pointers {
    /// Walks a typed result as its fields show it.
    pub(crate) fn of(view: View<'_>) -> Pointers {
        let mut found = Pointers::default();
        found.look(view, "");
        found
    }

    /// All of a document that no typed result could hold.
    pub(crate) fn untyped(document: &Json) -> Pointers {
        let mut found = Pointers::default();
        found.open(document, "");
        if found.extras.is_empty() && document.as_object().is_none() {
            found.extras.push(String::new());
        }
        found
    }

    fn look(&mut self, view: View<'_>, at: &str) {
        match view {
            View::Model(model) => self.model(model, at),
            View::Variant(model, tag) => {
                self.tags.extend(tag.map(|(_, value)| (at.to_owned(), value)));
                self.model(model, at);
            }
            View::List(items) => {
                for index in 0..items.len() {
                    let place = format!("{at}/{index}");
                    if !items.is_known(index) {
                        self.unknown.push(place.clone());
                    }
                    match items.item(index) {
                        View::Raw(_) => self.raw.push(place),
                        item => self.look(item, &place),
                    }
                }
            }
            View::Map(entries) => {
                for index in 0..entries.len() {
                    let (name, value) = entries.entry(index);
                    let place = below(at, name);
                    match value {
                        View::Json(_) => self.extras.push(place),
                        value => self.member(value, place),
                    }
                }
            }
            View::Json(value) => self.open(value, at),
            View::Raw(_) | View::Text(_) | View::Integer(_) | View::Bool(_) | View::Number(_) => {}
        }
    }

    fn model(&mut self, model: &dyn Model, at: &str) {
        model.slots(&mut |slots, extras| {
            if extras.whole().is_some() {
                self.raw.push(at.to_owned());
            }
            for (field, slot) in model.fields().iter().zip(slots) {
                if let Some(value) = slot.view() {
                    let place = below(at, field.name);
                    if !slot.is_known() {
                        self.unknown.push(place.clone());
                    }
                    self.member(value, place);
                }
            }
            for (name, value) in extras.iter() {
                let field = model.fields().iter().zip(slots).find(|(field, _)| field.name == name);
                match field {
                    Some((_, slot)) if slot.view().is_some() => {} // the field beats it
                    Some(_) if !value.is_null() => self.raw.push(below(at, name)),
                    _ => self.extras.push(below(at, name)),
                }
            }
        });
    }

    fn member(&mut self, value: View<'_>, place: String) {
        match value {
            View::Raw(_) => self.raw.push(place),
            value => {
                self.look(value, &place);
                self.typed.push(place);
            }
        }
    }

    /// What is inside a value without a declared type.
    fn open(&mut self, value: &Json, at: &str) {
        if let Some(members) = value.as_object() {
            self.extras.extend(members.iter().map(|(name, _)| below(at, name)));
        } else if let Some(elements) = value.as_array() {
            self.extras.extend((0..elements.len()).map(|index| format!("{at}/{index}")));
        }
    }
}

fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oktant::value::{Document, Element, List, Map, Value};

    oktant_core::model! {
        /// A leaf.
        Leaf {
            /// Text.
            name: String = "na/me",
        }
        /// What holds one of each.
        Root {
            /// A number.
            size: i64 = "size",
            /// An object.
            leaf: Leaf = "leaf",
            /// A list.
            tags: List<String> = "tags",
            /// Typed values under any name.
            map: Map<Element<i64>> = "map",
            /// Anything.
            any: Json = "any",
        }
    }

    fn pointers(text: &str) -> Pointers {
        let root = Root::parse(text.as_bytes()).unwrap();
        let mut found = Pointers::of(root.view());
        found.typed.sort();
        found.extras.sort();
        found.raw.sort();
        found
    }

    #[test]
    fn typed_at_every_depth() {
        let found = pointers(r#"{"size":1,"leaf":{"na/me":"x","more":{"a":1}},"tags":["a",1],"map":{"x":1,"y":"z"}}"#);
        assert_eq!(found.typed, ["/leaf", "/leaf/na~1me", "/map", "/map/x", "/size", "/tags"]);
        assert_eq!(found.extras, ["/leaf/more"]);
        assert_eq!(found.raw, ["/map/y", "/tags/1"]);
    }

    #[test]
    fn what_the_document_does_not_list() {
        let apps = br#"[{"signOnMode":"BOOKMARK"},{"signOnMode":"NEW"},{"status":"NEW","signOnMode":"SAML_2_0"}]"#;
        let apps = Vec::<oktant::models::Application>::parse(apps).unwrap();
        let found = Pointers::of(apps.view());
        assert_eq!(found.unknown, ["/1", "/1/signOnMode", "/2/status"]);
        assert_eq!(found.tags, [("/0".to_owned(), "BOOKMARK"), ("/2".to_owned(), "SAML_2_0")]);
    }

    #[test]
    fn nulls_odd_types_and_open_values() {
        let found = pointers(r#"{"size":null,"leaf":"x","any":{"b":[1]},"more":null}"#);
        assert_eq!(found.typed, ["/any"]);
        assert_eq!(found.extras, ["/any/b", "/more", "/size"]);
        assert_eq!(found.raw, ["/leaf"]);
    }

    #[test]
    fn an_untyped_document_is_extras() {
        let extras = |text: &str| Pointers::untyped(&Json::parse(text.as_bytes()).unwrap()).extras;
        assert_eq!(extras(r#"{"a":{"b":1}}"#), ["/a"]);
        assert_eq!(extras("[]"), [""]);
        assert_eq!(extras("5"), [""]);
        assert!(extras("{}").is_empty());
    }
}
