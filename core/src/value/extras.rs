//! Members of a JSON document that a model has no field for.

use super::{Json, Object};
use std::ops::{Deref, DerefMut};

/// Additional members of a JSON object: those without a field, explicit nulls, and values that do not fit the field's type.
/// All of them are written back. A field that is set takes precedence over a member of the same name.
///
/// To send null, leave the field `None` and insert the null here:
///
/// ```
/// # use oktant_core::value::{Extras, Json};
/// let mut extras = Extras::default();
/// extras.insert("badge", "42"); // a custom attribute
/// extras.insert("nickName", Json::Null);
/// assert_eq!(extras.get("badge").and_then(Json::as_str), Some("42"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Extras {
    members: Object,
    whole: Option<Box<Json>>,
}

impl Extras {
    /// The whole value, if it is not an object, as can happen to an element of a list.
    pub fn whole(&self) -> Option<&Json> {
        self.whole.as_deref()
    }

    #[doc(hidden)]
    pub fn whole_of(value: Json) -> Extras {
        Extras { members: Object::new(), whole: Some(Box::new(value)) }
    }
}

impl Deref for Extras {
    type Target = Object;
    fn deref(&self) -> &Object {
        &self.members
    }
}

impl DerefMut for Extras {
    fn deref_mut(&mut self) -> &mut Object {
        &mut self.members
    }
}

impl From<Object> for Extras {
    fn from(members: Object) -> Extras {
        Extras { members, whole: None }
    }
}
