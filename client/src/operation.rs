//! Operations of the API, as types.

use oktant_core::decode::FromBody;

/// An operation of the API, as a type.
pub trait Operation: Send + Sync + 'static {
    /// Its name in the operation table.
    const ID: &'static str;
    /// What awaiting it gives.
    type Output: FromBody;
}

/// An operation whose answer goes on over several pages.
pub trait List: Operation {
    /// What the list holds.
    type Item: Send + 'static;
    /// The items of one answer.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}
