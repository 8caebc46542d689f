//! The engine for JavaScript: calls as steps, which the npm package does over the `fetch` and timers of browsers and Node.
//!
//! Decides nothing: every decision is a `Step` of the core. Values stay in JavaScript; the engine gets summaries of them. Each
//! crossing between JavaScript and Rust has a price, so a step is one text, and what happened is one text again.

mod arguments;
mod calls;
mod client;
mod config;
mod data;
mod error;
mod events;
#[rustfmt::skip]
mod generated {
    pub(crate) mod options;
}
mod page_fetch;
mod pages;
mod services;
mod steps;

pub use client::{Engine, metadata};
pub use page_fetch::page_fetch;
pub use pages::Pages;
pub use services::{hint, methods, services};

/// An allocator with a quarter of the code of std's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
