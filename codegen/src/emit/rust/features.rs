//! One cargo feature for each service, at the end of the manifests of core and client.

use super::Files;
use crate::model::Api;
use std::fmt::Write;
use std::path::Path;

const START: &str = "# One feature a service: from here on written by `make generate`.\n";

/// Both manifests, what stands before the mark kept.
pub(super) fn emit(api: &Api, root: &Path, files: &mut Files) -> std::io::Result<()> {
    for (manifest, below) in [("core/Cargo.toml", None), ("client/Cargo.toml", Some("oktant-core"))] {
        let text = std::fs::read_to_string(root.join(manifest))?;
        let kept = text.split(START).next().unwrap_or_default();
        let table = if kept.contains("\n[features]\n") { "" } else { "\n[features]\n" };
        let mut out = format!("{}\n{table}{START}", kept.trim_end());
        let all: Vec<String> = api.areas.iter().map(|area| format!("    {:?},\n", area.name)).collect();
        let more = below.map(|below| format!("    \"{below}/full\",\n")).unwrap_or_default();
        let _ = write!(out, "full = [\n{more}{}]\n", all.concat());
        for area in &api.areas {
            let needs = below.map(|below| format!("\"{below}/{}\"", area.name)).unwrap_or_default();
            let _ = writeln!(out, "{} = [{needs}]", area.name);
        }
        files.insert(manifest.to_owned(), out);
    }
    Ok(())
}
