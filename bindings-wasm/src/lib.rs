//! The engine for JavaScript: its host over the `fetch`, timers and JSON of browsers and Node.
//!
//! Decides nothing: every decision is a `Step` of the core. Values stay in JavaScript; the engine gets summaries of them.

mod arguments;
mod client;
mod config;
mod decode;
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
mod services;
mod shared;
mod upload;
mod wait;

pub use client::Engine;
pub use pages::Pages;
pub use services::{hint, methods, services};

/// An allocator with a quarter of the code of std's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
