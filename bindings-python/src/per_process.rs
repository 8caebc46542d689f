//! What belongs to one process alone.
//!
//! A forked child has none of its parent's threads. So what it has of its parent's is never touched again, not even dropped. This
//! crate locks mutexes only with the GIL held, and so does `fork` run: no lock is copied while it is held.

/// A value that only the process that made it can use.
pub(crate) struct PerProcess<T> {
    process: u32,
    value: Option<T>,
}

impl<T> PerProcess<T> {
    /// A value of this process.
    pub(crate) fn new(value: T) -> PerProcess<T> {
        PerProcess { process: std::process::id(), value: Some(value) }
    }

    /// The value; `None` in any other process.
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.process == std::process::id())
    }

    /// The value; `None` in any other process.
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut().filter(|_| self.process == std::process::id())
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            std::mem::forget(self.value.take());
        }
    }
}
