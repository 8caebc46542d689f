//! Lists, read page by page.

use crate::alive::Alive;
use crate::call::StartedCall;
use crate::keys::Keys;
use crate::list::List;
use oktant_core::io::Now;
use std::sync::Arc;

/// A list, read with one call per page.
#[derive(Debug, uniffi::Object)]
pub struct Pages {
    pub(crate) list: Arc<List>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) _alive: Alive,
}

#[uniffi::export]
impl Pages {
    /// Starts the call of the next page; none at the end. Before it the host pauses for [`PageInfo::rest_ms`](crate::PageInfo).
    pub fn next(&self, seed: u64, mono_ms: u64, unix_ms: u64) -> Option<StartedCall> {
        let call = self.list.next_call()?;
        let now = Now { mono_ms, unix_ms };
        Some(StartedCall::new(call, Some(Arc::clone(&self.list)), Arc::clone(&self.keys), seed, now))
    }
}
