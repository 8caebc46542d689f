//! Operations of the API, as types.

use oktant_core::decode::FromBody;

/// An operation of the API, as a type: the parameter of a [`Request`](crate::Request).
pub trait Operation: Send + Sync + 'static {
    /// The operation ID, such as `listUsers`.
    const ID: &'static str;
    /// The type of the decoded response.
    type Output: FromBody;
}

/// An operation that returns a list, page by page.
pub trait List: Operation {
    /// The type of the list's items.
    type Item: Send + 'static;
    /// Extracts the items from a response.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}
