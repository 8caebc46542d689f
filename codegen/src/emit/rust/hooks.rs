//! Inline hooks: the payload that Okta sends and the reply it takes.

use super::{Files, header, rust_path};
use crate::model::{Api, names};
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) fn emit(api: &Api, files: &mut Files) {
    let mut out = header(api, "Inline hooks: one type for each, with its payload and reply.");
    let mut modules: BTreeSet<&str> = BTreeSet::new();
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
        for of in [&hook.request, &hook.reply] {
            if let crate::model::Ref::Named(name) = of {
                modules.extend(api.types.get(name).map(|of| of.area.as_str()));
            }
        }
    }
    for module in modules {
        let _ = writeln!(out, "use oktant_core::models::{module};");
    }
    let _ = write!(out, "use crate::hooks::Hook;\n\n{body}");
    files.insert("client/src/generated/hooks.rs".to_owned(), out.trim_end().to_owned() + "\n");
}
