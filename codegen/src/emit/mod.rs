//! From the intermediate model to files: one small emitter for each language.

mod cli;
mod columns;
mod docs;
mod hints;
mod kotlin;
mod python;
mod reference;
mod role;
mod rust;
mod settings;
mod simulator;
mod swift;
mod table;
mod types;
mod typescript;

pub(crate) use cli::commands;
pub(crate) use docs::in_plain_words;
pub use reference::reference;
pub(crate) use types::sent;

use crate::hints::Hints;
use crate::model::Api;
use crate::settings::Settings;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Files by their path from the project's root.
pub type Files = BTreeMap<String, String>;

/// Everything that is generated from the corrected document and the model of it. The hand-written parts of the manifests and of pages in docs/ under `root` are kept.
///
/// # Errors
/// If one of these files cannot be read, or two declarations would have the same name.
pub fn emit(document: &Value, api: &Api, settings: &Settings, hints: &Hints, root: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    files.insert("core/src/generated/operations.txt".to_owned(), table::table(api));
    files.insert("core/src/generated/paths.txt".to_owned(), table::paths(api));
    files.insert("cli/src/generated/commands.txt".to_owned(), cli::groups(api));
    files.insert("cli/src/generated/words.txt".to_owned(), cli::words(api));
    files.insert("cli/src/generated/page_sizes.txt".to_owned(), cli::page_sizes(api));
    columns::emit(api, &mut files);
    simulator::emit(document, &mut files);
    settings::emit(settings, root, &mut files)?;
    hints::emit(api, hints, root, &mut files)?;
    kotlin::emit(api, &mut files)?;
    swift::emit(api, &mut files)?;
    python::emit(api, &mut files);
    rust::emit(api, root, &mut files)?;
    typescript::emit(api, &mut files)?;
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
            Err(error) => wrong.push(format!("{path}: {error}")),
        }
    }
    wrong.extend(stale(root, files)?.iter().map(|path| format!("{path} is left over")));
    Ok(wrong)
}

/// Writes the files, and removes stale ones from the folders that only the generator writes.
///
/// # Errors
/// If a file cannot be written.
pub fn write(root: &Path, files: &Files) -> std::io::Result<()> {
    for path in stale(root, files)? {
        std::fs::remove_file(root.join(path))?;
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

/// Puts `text` between the marks of a hand-written page, which name the file in spec/ that it is made from.
fn marked_part(root: &Path, page: &str, source: &str, text: &str, files: &mut Files) -> std::io::Result<()> {
    let start = format!("<!-- written by `make generate` from spec/{source} -->\n");
    let end = "<!-- from here on by hand -->\n";
    let old = std::fs::read_to_string(root.join(page))?;
    let Some((before, after)) =
        old.split_once(&start).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)))
    else {
        return Err(std::io::Error::other(format!("{page} lacks one of the marks {start}{end}")));
    };
    files.insert(page.to_owned(), format!("{before}{start}\n{text}\n{end}{after}"));
    Ok(())
}

/// The files in the folders named `generated` that are not generated any more.
fn stale(root: &Path, files: &Files) -> std::io::Result<Vec<String>> {
    let tops =
        files.keys().filter_map(|path| path.split_once("/generated/").map(|(top, _)| format!("{top}/generated")));
    let mut folders: Vec<String> = tops.collect();
    folders.dedup();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        if !root.join(&folder).exists() {
            continue;
        }
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.retain(|path| !files.contains_key(path));
    Ok(found)
}
