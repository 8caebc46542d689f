//! The body of a successful response, as bytes and decoded to the type of its operation.

use bytes::Bytes;
use oktant_core::decode::{self, FromBody};
use oktant_core::io::{BodyPointers, BodySummary};
use std::any::Any;

/// The body of a successful response.
#[derive(Default)]
pub(crate) struct DecodedBody {
    pub(crate) bytes: Bytes,
    pub(crate) wire_size: u64,
    pub(crate) value: Option<Box<dyn Any + Send>>,
}

/// Decodes a body to one type, with the type erased.
pub(crate) type BodyReader = fn(&[u8], Option<&BodyPointers>) -> (BodySummary, Option<Box<dyn Any + Send>>);

/// The [`BodyReader`] of a type.
pub(crate) fn read_as<T: FromBody>(
    body: &[u8],
    pointers: Option<&BodyPointers>,
) -> (BodySummary, Option<Box<dyn Any + Send>>) {
    let decoded = T::from_body(body);
    let summary = decode::summary(body, &decoded, pointers);
    (summary, decoded.value.map(|value| Box::new(value) as Box<dyn Any + Send>))
}
