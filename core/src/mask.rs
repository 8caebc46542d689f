//! Secrets that others repeat, made unreadable.

use crate::{Config, text};

/// What must be seen nowhere, whoever says it.
pub(crate) struct Mask<'a>([Option<&'a str>; 4]);

impl<'a> Mask<'a> {
    /// The secrets of a configuration, and of one call.
    pub(crate) fn new(config: &'a Config, [first, second]: [Option<&'a str>; 2]) -> Mask<'a> {
        let [credential, password] = config.secrets();
        Mask([credential, password, first, second])
    }

    /// `text` without them.
    pub(crate) fn text(&self, text: &str) -> String {
        // What is shorter is no secret, and would make every text unreadable.
        const SHORTEST: usize = 4;
        let mut masked = text.to_owned();
        for secret in self.0.iter().flatten() {
            if secret.len() >= SHORTEST {
                masked = text::replaced(&masked, secret, "***");
            }
        }
        masked
    }
}
