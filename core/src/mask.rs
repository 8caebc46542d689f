//! Secrets that others repeat, made unreadable.

use crate::{Config, text};

/// What must be seen nowhere, whoever says it.
pub(crate) struct Mask<'a>(Vec<&'a str>);

impl<'a> Mask<'a> {
    /// The secrets of a configuration, and of one call.
    pub(crate) fn new(config: &'a Config, own: impl IntoIterator<Item = &'a str>) -> Mask<'a> {
        // What is shorter is no secret, and would make every text unreadable.
        const SHORTEST: usize = 4;
        Mask(config.secrets().chain(own).filter(|secret| secret.len() >= SHORTEST).collect())
    }

    /// `text` without them.
    pub(crate) fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text::replaced(&text, secret, "***"))
    }
}
