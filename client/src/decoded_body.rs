//! The body of a success, as it came and as the type of its operation.

use bytes::Bytes;
use oktant_core::decode::{self, FromBody};
use oktant_core::io::{BodyPointers, BodySummary};
use std::any::Any;

/// The body of a good answer.
#[derive(Default)]
pub(crate) struct DecodedBody {
    pub(crate) bytes: Bytes,
    pub(crate) wire_size: u64,
    pub(crate) value: Option<Box<dyn Any + Send>>,
}

/// Reads a body as one type, without that type in the reader's own.
pub(crate) type BodyReader = fn(&[u8], Option<&BodyPointers>) -> (BodySummary, Option<Box<dyn Any + Send>>);

/// The reader of a type.
pub(crate) fn read_as<T: FromBody>(
    body: &[u8],
    pointers: Option<&BodyPointers>,
) -> (BodySummary, Option<Box<dyn Any + Send>>) {
    let decoded = T::from_body(body);
    let summary = decode::summary(body, &decoded, pointers);
    (summary, decoded.value.map(|value| Box::new(value) as Box<dyn Any + Send>))
}
