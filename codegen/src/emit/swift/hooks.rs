//! Inline hooks: the payload that Okta sends and the reply it takes.

use super::text::{comment, file};
use crate::emit::Files;
use crate::emit::types::Types;
use crate::model::names::camel;
use std::fmt::Write;

pub(super) fn emit(types: &Types<'_>, files: &mut Files) {
    let mut body = String::new();
    let about = "Inline hooks, each with its payload and reply, and the event hook: what Okta sends to your service.";
    comment(&[about.to_owned()], "", &mut body);
    body.push_str("public enum Hooks {\n");
    for hook in &types.api.hooks {
        comment(&[format!("The inline hook `{}`.", hook.name)], "    ", &mut body);
        let (payload, reply) = (types.in_swift(&hook.request), types.in_swift(&hook.reply));
        let _ = writeln!(
            body,
            "    public static let {} = InlineHookHandler<{payload}, {reply}>()\n",
            camel(&hook.short())
        );
    }
    body.push_str("    /// The event hook.\n    public static let event = EventHookHandler()\n}\n");
    file(types.api, "Hooks", &body, files);
}
