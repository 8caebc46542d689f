//! Inline hooks: the payload that Okta sends and the reply it takes.

use super::Files;
use super::roles::{Role, Roles};
use super::services::camel;
use super::text::{File, comment};
use crate::model::{Api, names};
use std::fmt::Write;

pub(super) fn emit(api: &Api, roles: &Roles<'_>, files: &mut Files) {
    let mut file = File::new(api, roles, "hooks".to_owned());
    comment(&["Inline hooks by name, each with its payload and reply.".to_owned()], "", &mut file.body);
    file.body.push_str("export interface InlineHooks {\n");
    for hook in &api.hooks {
        let (payload, reply) = (file.of(&hook.request, Role::Read), file.of(&hook.reply, Role::Sent));
        comment(&[format!("The inline hook `{}`.", hook.name)], "  ", &mut file.body);
        let name = camel(&names::words(&hook.short()).join("-"));
        let _ = writeln!(file.body, "  {name}: {{ payload: {payload}; reply: {reply} }};");
    }
    file.body.push_str("}\n");
    let (path, text) = file.finish();
    files.insert(path, text);
}
