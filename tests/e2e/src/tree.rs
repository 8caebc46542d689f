//! The project's own files, for tests that read them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Root folder of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Files of the project with this ending, by their path from its root, without generated ones. Files that git does not
/// track yet are left out.
pub fn files(ending: &str) -> Vec<String> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all = String::from_utf8(output.stdout).unwrap();
    let own = all.split('\0').filter(|path| path.ends_with(ending) && !path.contains("/generated/"));
    own.filter(|path| root().join(path).is_file()).map(str::to_owned).collect()
}
