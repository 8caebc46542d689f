//! The typed face by the names of the document: a [`Case`] in, one typed call, an [`Answer`] out.

mod calling;
mod case;
#[rustfmt::skip]
mod generated {
    pub(crate) mod dispatch;
}
mod pointers;

pub use calling::{Answer, Calling};
pub use case::Case;
pub use generated::dispatch::dispatch;
pub use pointers::Pointers;
