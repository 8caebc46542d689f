//! Reads files with settings, keys and certificates.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Reads a regular file of at most `limit` bytes. Nothing else is opened: a pipe or device may never end.
///
/// # Errors
/// If it cannot be read, or with `InvalidInput` if it is not a regular file or larger than `limit`.
pub fn read(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
    if !std::fs::metadata(path)?.is_file() {
        return Err(invalid("it is not a regular file".to_owned()));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(invalid(format!("it is larger than {} kB", limit / 1024)));
    }
    Ok(bytes)
}

/// Reads a regular file of UTF-8 text.
///
/// # Errors
/// As [`read`], or with `InvalidData` if it is not UTF-8.
pub fn read_text(path: &Path, limit: usize) -> io::Result<String> {
    let invalid = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text");
    String::from_utf8(read(path, limit)?).map_err(invalid)
}

/// The path of a setting, with `~/` at its beginning replaced by the home directory, as in a shell.
pub fn from_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\")), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
pub(crate) mod tests {
    use super::*;

    /// A temporary folder for a test.
    pub(crate) struct Folder(pub(crate) PathBuf);

    impl Folder {
        pub(crate) fn new(name: &str) -> Folder {
            let folder = std::env::temp_dir().join(format!("oktant-keys-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            Folder(folder)
        }

        pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
            let path = self.0.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_path_may_begin_at_home() {
        let home = std::env::home_dir().unwrap();
        assert_eq!(from_home("~/keys/key.pem"), home.join("keys").join("key.pem"));
        for path in ["key.pem", "/k/~/key.pem", "~", "~ann/key.pem", "./~/key.pem"] {
            assert_eq!(from_home(path), PathBuf::from(path));
        }
    }

    #[test]
    fn files_are_read_up_to_a_limit() {
        let folder = Folder::new("limit");
        let path = folder.file("a", "x".repeat(1024));
        assert_eq!(read_text(&path, 1024).unwrap().len(), 1024);
        assert_eq!(read(&path, 1023).unwrap_err().to_string(), "it is larger than 0 kB");
        let path = folder.file("b", b"\xff");
        assert_eq!(read_text(&path, 9).unwrap_err().to_string(), "it is not UTF-8 text");
        assert_eq!(read(&folder.0.join("c"), 9).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(read(&folder.0, 9).unwrap_err().to_string(), "it is not a regular file");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_opened() {
        let folder = Folder::new("pipe");
        let path = folder.0.join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert_eq!(read(&path, 9).unwrap_err().to_string(), "it is not a regular file");
        assert_eq!(read(Path::new("/dev/zero"), 9).unwrap_err().to_string(), "it is not a regular file");
    }
}
