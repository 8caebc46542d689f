//! JSON values and typed models that lose nothing: unknown members, exact numbers and mismatched types survive a round trip.

mod debug;
mod extras;
mod json;
mod kind;
mod list;
mod macros;
mod map;
mod model;
mod number;
mod open_enum;
mod plain;
mod problem;
mod read;
#[cfg(feature = "serde")]
mod serde;
pub(crate) mod timestamp;
mod walk;
mod write;

#[cfg(all(test, feature = "full"))]
mod properties;
#[cfg(test)]
mod tests;

pub use debug::is_secret;
pub use extras::Extras;
pub use json::{Json, Object};
pub use kind::{Kind, Malformed};
pub use list::{Element, List};
pub use map::Map;
pub use model::{Document, Entries, Field, Items, Model, Slot, Value, View};
pub use number::{NotFinite, Number};
pub use problem::Problem;
pub use read::Reader;
pub use timestamp::Timestamp;

/// Support for the code that this module's macros expand to. Not part of the API.
#[doc(hidden)]
pub mod expand {
    pub use super::debug::{debug, text};
    pub use super::model::{equal, read_model};
    pub use super::open_enum::Unknown;
    #[cfg(feature = "serde")]
    pub use super::serde::{deserialize, serialize};
    #[cfg(feature = "serde")]
    pub use ::serde;
}
