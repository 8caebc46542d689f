//! The edge of the engine in JavaScript: what a host does for it, with the browser's and Node's own fetch, timers and JSON.
//!
//! Decides nothing: every verdict is a step of the core. Values stay in JavaScript; only facts about them come in here.

mod arguments;
mod client;
mod config;
mod error;
mod events;
mod fetch;
#[rustfmt::skip]
mod generated {
    pub(crate) mod options;
}
mod host;
mod js;
mod pages;
mod reading;
mod shared;
mod upload;
mod wait;

pub use client::Engine;
pub use pages::Pages;

/// A quarter of the code that std's own has.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
