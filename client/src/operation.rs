//! Operations of the API, as types.

use oktant_core::decode::FromBody;

/// An operation of the API, as a type.
pub trait Operation: Send + Sync + 'static {
    /// Operation ID in the API document, `listUsers`.
    const ID: &'static str;
    /// Output of a request: a model, a [`Page`](crate::Page), or nothing.
    type Output: FromBody;
}

/// An operation that returns a list, page by page.
pub trait List: Operation {
    /// Type of an item.
    type Item: Send + 'static;
    /// The items of a page.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}
