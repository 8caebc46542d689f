//! Settings that stand outside the program: files and environment.

use oktant_core::config::{Origin, RawConfig};
use std::io::ErrorKind;
use std::path::PathBuf;

pub use oktant_keys::read_key;

/// Adds what `~/.okta/okta.yaml`, `./okta.yaml` and the environment say.
pub fn from_outside(raw: &mut RawConfig) {
    if let Some(home) = std::env::home_dir() {
        from_file(raw, home.join(".okta").join("okta.yaml"), Origin::HomeFile);
    }
    from_file(raw, PathBuf::from("okta.yaml"), Origin::WorkingFile);
    let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    raw.environment(std::env::vars_os().map(|(name, value)| (text(name), text(value))));
}

/// A file that is not there says nothing; one that cannot be read is an error.
fn from_file(raw: &mut RawConfig, path: PathBuf, origin: Origin) {
    match std::fs::read_to_string(path) {
        #[cfg(feature = "yaml")]
        Ok(text) => raw.yaml(&text, origin),
        #[cfg(not(feature = "yaml"))]
        Ok(_) => raw.unreadable(origin, "this program was built without the feature yaml"),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
        Err(error) => raw.unreadable(origin, &error.to_string()),
    }
}
