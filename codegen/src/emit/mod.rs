//! From the intermediate model to files: one small emitter for each language.

mod docs;
mod python;
mod rust;
mod table;

use crate::model::Api;
use std::collections::BTreeMap;
use std::path::Path;

/// Files by their path from the project's root.
pub type Files = BTreeMap<String, String>;

/// Everything that is generated; the hand-written part of the manifests under `root` is kept.
///
/// # Errors
/// If a manifest cannot be read.
pub fn emit(api: &Api, root: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    files.insert("core/src/generated/operations.txt".to_owned(), table::table(api));
    files.insert("core/src/generated/paths.txt".to_owned(), table::paths(api));
    files.insert("simulator/src/generated/scopes.txt".to_owned(), table::scopes(api));
    python::emit(api, &mut files);
    rust::emit(api, root, &mut files)?;
    Ok(files)
}

/// The differences between `files` and what is on disk: generated folders, and generated parts of hand-written files.
///
/// # Errors
/// If a file cannot be read.
pub fn differences(root: &Path, files: &Files) -> std::io::Result<Vec<String>> {
    let mut wrong = Vec::new();
    for (path, wanted) in files {
        match std::fs::read_to_string(root.join(path)) {
            Ok(found) if found == *wanted => {}
            Ok(_) => wrong.push(format!("{path} differs")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => wrong.push(format!("{path} is missing")),
            Err(error) => return Err(error),
        }
    }
    for path in generated(root, files)? {
        if !files.contains_key(&path) {
            wrong.push(format!("{path} is left over"));
        }
    }
    Ok(wrong)
}

/// Writes the files, and removes stale ones from the folders that only the generator writes.
///
/// # Errors
/// If a file cannot be written.
pub fn write(root: &Path, files: &Files) -> std::io::Result<()> {
    for path in generated(root, files)? {
        if !files.contains_key(&path) {
            std::fs::remove_file(root.join(path))?;
        }
    }
    for (path, text) in files {
        let path = root.join(path);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        if std::fs::read_to_string(&path).ok().as_deref() != Some(text) {
            std::fs::write(path, text)?;
        }
    }
    Ok(())
}

/// The files in the folders named `generated`.
fn generated(root: &Path, files: &Files) -> std::io::Result<Vec<String>> {
    let tops =
        files.keys().filter_map(|path| path.split_once("/generated/").map(|(top, _)| format!("{top}/generated")));
    let mut folders: Vec<String> = tops.collect();
    folders.dedup();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    Ok(found)
}
