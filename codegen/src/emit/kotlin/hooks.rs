//! Inline hooks: the payload that Okta sends and the reply it takes.

use super::text::{File, comment, getter};
use crate::emit::Files;
use crate::emit::types::Types;
use crate::model::names::camel;
use std::fmt::Write;

pub(super) fn emit(types: &Types<'_>, files: &mut Files) {
    let mut file = File::new("Hooks".to_owned(), "dev.oktant");
    let about = "Inline hooks, each with its payload and reply, and the event hook: what Okta sends to your service.";
    comment(&[about.to_owned()], "", &mut file.body);
    file.body.push_str("public object Hooks {\n");
    for (at, hook) in types.api.hooks.iter().enumerate() {
        let (payload, reply) = (types.in_kotlin(&hook.request), types.in_kotlin(&hook.reply));
        for name in [&payload, &reply] {
            file.import(format!("dev.oktant.models.{name}"));
        }
        if at > 0 {
            file.body.push('\n');
        }
        comment(&[format!("The inline hook `{}`.", hook.name)], "    ", &mut file.body);
        let name = camel(&hook.short());
        let (of, value) =
            (format!("InlineHookHandler<{payload}, {reply}>"), format!("InlineHookHandler {{ {payload}(it) }}"));
        let _ = writeln!(file.body, "{}", getter("    ", &format!("public val {name}"), &of, &value));
    }
    file.body
        .push_str("\n    /** The event hook. */\n    public val event: EventHookHandler get() = EventHookHandler\n}\n");
    let (path, text) = file.finish(types.api);
    files.insert(path, text);
}
