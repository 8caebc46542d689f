//! The typed API by the names of the API document: [`dispatch`] makes the typed call of a [`Case`] and returns its [`Answer`].

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
