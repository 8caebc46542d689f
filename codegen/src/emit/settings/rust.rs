//! Rust: a builder method for each setting that is only text under its key. The methods of the others are written by hand; their docs
//! are generated.

use super::{Files, MARK, lines};
use crate::model::names;
use crate::settings::{Kind, Language, Setting, Settings};
use std::fmt::Write;

pub(super) fn emit(settings: &Settings, files: &mut Files) {
    let mut out = format!("// {MARK}\n\n//! Settings of a client.\n\n");
    out.push_str(
        "use crate::client::{Builder, joined, millis};\nuse oktant_core::config::Key;\nuse std::time::Duration;\n\n",
    );
    let (mut methods, mut docs) = (Vec::new(), String::new());
    for setting in settings.of(Language::Rust) {
        let (name, doc) = (setting.name_in(Language::Rust), settings.doc(setting, Language::Rust));
        match plain(setting) {
            Some([argument, of, text]) => {
                let key = names::pascal(&setting.name);
                let generic = if setting.kind == Kind::Words { "<S: AsRef<str>>" } else { "" };
                methods.push(format!(
                    "{}    pub fn {name}{generic}(self, {argument}: {of}) -> Builder {{\n        self.set(Key::{key}, {text})\n    }}\n",
                    lines(&doc, "    /// "),
                ));
            }
            None => {
                let _ = writeln!(docs, "    ({name}) => {{\n        {doc:?}\n    }};");
            }
        }
    }
    let _ = write!(
        out,
        "impl Builder {{\n{}}}\n\n/// The docs of the hand-written methods.\nmacro_rules! setting_doc {{\n{docs}}}\npub(crate) use setting_doc;\n",
        methods.join("\n"),
    );
    files.insert("client/src/generated/settings.rs".to_owned(), out);
}

/// The argument, its type, and the text that it becomes.
fn plain(setting: &Setting) -> Option<[&'static str; 3]> {
    match setting.kind {
        _ if setting.implies_another() => None,
        Kind::Text | Kind::Store => Some(["text", "impl Into<String>", "text"]),
        Kind::Path => Some(["path", "impl Into<String>", "path"]),
        Kind::Words => Some(["words", "impl IntoIterator<Item = S>", "joined(words)"]),
        Kind::Flag => Some(["on", "bool", "on.to_string()"]),
        Kind::Count | Kind::Port => Some(["number", "u32", "number.to_string()"]),
        Kind::Percent => Some(["percent", "u32", "percent.to_string()"]),
        Kind::Megabytes => Some(["megabytes", "u32", "megabytes.to_string()"]),
        Kind::Seconds => Some(["time", "Duration", "millis(time)"]),
        _ => None,
    }
}
