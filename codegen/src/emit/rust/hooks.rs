//! Inline hooks: the payload that Okta sends and the reply it takes.

use super::{Files, header, rust_path};
use crate::model::{Api, names};
use std::fmt::Write;

pub(super) fn emit(api: &Api, files: &mut Files) {
    let mut out = header(api, "Inline hooks: one type for each, with its payload and reply.");
    let mut body = String::new();
    for hook in &api.hooks {
        let name = format!("{}Hook", names::pascal(&hook.short()));
        let _ = write!(
            body,
            "/// The inline hook `{0}`: its payload and reply.\n#[derive(Debug)]\npub struct {name};\n\nimpl Hook for {name} {{\n    type Payload = {1};\n    type Reply = {2};\n}}\n\n",
            hook.name,
            rust_path(api, &hook.request),
            rust_path(api, &hook.reply),
        );
    }
    let _ = write!(out, "use crate::hooks::Hook;\nuse oktant_core::models;\n\n{body}");
    files.insert("client/src/generated/hooks.rs".to_owned(), out.trim_end().to_owned() + "\n");
}
