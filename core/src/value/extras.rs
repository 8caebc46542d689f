//! What a model has no field for.

use super::{Json, Object};
use std::ops::{Deref, DerefMut};

/// The rest of a document: members without a field, explicit nulls, and values of another type than their field's.
/// All of it goes back on the wire. A field that is set beats a member of its name.
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
    /// The document itself where it is no object at all, as an odd element of a list can be.
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
