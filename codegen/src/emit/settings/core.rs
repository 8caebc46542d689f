//! The core: the key of each setting, with its name, default and aliases.

use super::{Files, MARK, lines};
use crate::model::names;
use crate::settings::{Setting, Settings};
use std::fmt::Write;

pub(super) fn emit(settings: &Settings, files: &mut Files) {
    let mut out = format!("// {MARK}\n\n//! The keys of settings.\n\n/// A setting.\n");
    out.push_str("#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]\npub enum Key {\n");
    let (mut table, mut aliases) = (String::new(), String::new());
    let (mut rows, mut others) = (0, 0);
    for (setting, env) in settings.named() {
        let name = names::pascal(&setting.name);
        let _ = writeln!(out, "{}    {name},", lines(&settings.plain_doc(setting), "    /// "));
        let _ = writeln!(table, "    (Key::{name}, {env:?}, {:?}),", setting.default);
        rows += 1;
        for alias in setting.alias_keys() {
            let _ = writeln!(aliases, "    ({alias:?}, Key::{name}),");
            others += 1;
        }
    }
    let _ = write!(
        out,
        "}}\n\n/// Names in the environment, without their prefix, and defaults.\n\
         pub(crate) const TABLE: [(Key, &str, Option<&str>); {rows}] = [\n{table}];\n\n\
         /// Names that official SDKs have for the same settings, in upper case and without separators.\n\
         pub(crate) const ALIASES: [(&str, Key); {others}] = [\n{aliases}];\n\n\
         impl Key {{\n    /// True if its value is never shown.\n    {}\n    /// True if it is for tests only.\n    {}}}\n",
        which(settings, "is_secret", |setting| setting.secret),
        which(settings, "is_for_tests", |setting| setting.tests_only),
    );
    files.insert("core/src/generated/settings.rs".to_owned(), out);
}

fn which(settings: &Settings, name: &str, is: impl Fn(&Setting) -> bool) -> String {
    let keys = settings.named().filter(|(setting, _)| is(setting));
    let keys: Vec<String> = keys.map(|(setting, _)| format!("Key::{}", names::pascal(&setting.name))).collect();
    format!("pub(crate) fn {name}(self) -> bool {{\n        matches!(self, {})\n    }}\n", keys.join(" | "))
}
