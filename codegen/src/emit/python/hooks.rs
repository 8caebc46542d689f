//! Inline hooks: the payload that Okta sends and the reply it takes.

use super::{FOLDER, Files, header, static_type, type_text};
use crate::model::Api;
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) fn emit(api: &Api, files: &mut Files) {
    let mut out = header(api, "Inline hooks, by name.");
    let mut body = String::new();
    let mut classes: BTreeSet<&str> = BTreeSet::new();
    for hook in &api.hooks {
        let _ = write!(
            body,
            "\n{}: Hook[{}, {}] = Hook({:?}, {:?})\n\"\"\"The inline hook `{}`: its payload and reply.\"\"\"\n",
            hook.short(),
            static_type(api, &hook.request),
            static_type(api, &hook.reply),
            type_text(api, &hook.request),
            type_text(api, &hook.reply),
            hook.name,
        );
        for of in [&hook.request, &hook.reply] {
            classes.extend(api.class_of(of));
        }
    }
    out.push_str(
        "\nfrom __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nfrom .._hook import Hook\n",
    );
    let _ = write!(out, "\nif TYPE_CHECKING:\n    from ..models import {}\n", Vec::from_iter(classes).join(", "));
    files.insert(format!("{FOLDER}/hooks.py"), out + &body);
}
