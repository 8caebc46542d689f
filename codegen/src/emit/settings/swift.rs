//! Swift: a struct of properties, and their values as text for the engine.

use super::{Files, MARK, lines};
use crate::settings::{Kind, Language, Setting, Settings};
use std::fmt::Write;

const LANGUAGE: Language = Language::Swift;

pub(super) fn emit(settings: &Settings, files: &mut Files) {
    let mut out = format!(
        "// {MARK}\n\n/// Settings of a client. When the client is made, all errors in them are reported together.\n\
         public struct Settings: Sendable {{\n",
    );
    let (mut values, mut pairs) = (String::new(), String::new());
    for setting in settings.of(LANGUAGE) {
        let name = setting.name_in(LANGUAGE);
        let (of, text) = forms(setting);
        let start = if setting.kind == Kind::Others { " = [:]" } else { "?" };
        let _ =
            writeln!(out, "{}    public var {name}: {of}{start}", lines(&settings.doc(setting, LANGUAGE), "    /// "));
        if let Some(env) = &setting.env {
            let mut value = format!("{name}{text}");
            if let Some((set, text)) = settings.implying(setting, LANGUAGE, |name| format!("{name} != nil")) {
                let _ = writeln!(values, "        let {name} = {value} ?? ({set} ? {text:?} : nil)");
                value = name;
            }
            let _ = writeln!(pairs, "            ({env:?}, {value}),");
        }
    }
    let _ = write!(
        out,
        "\n    /// Creates settings without values.\n    public init() {{}}\n\n    /// The values as text, by their names in the environment.\n    \
         var texts: [(key: String, text: String?)] {{\n{values}        return [\n{pairs}        ]\n    }}\n}}\n",
    );
    files.insert("bindings-uniffi/swift/Sources/Oktant/generated/Settings.swift".to_owned(), out);
}

/// The type of a property, and what makes it text.
fn forms(setting: &Setting) -> (&'static str, &'static str) {
    match setting.kind {
        Kind::Text | Kind::Path | Kind::Key | Kind::Store => ("String", ""),
        Kind::Words => ("[String]", "?.joined(separator: \" \")"),
        Kind::Flag => ("Bool", ".map(String.init)"),
        Kind::Count | Kind::Percent | Kind::Megabytes | Kind::Minutes | Kind::Port => ("Int", ".map(String.init)"),
        Kind::Seconds => ("Duration", "?.text"),
        Kind::Mode => ("AuthorizationMode", "?.rawValue"),
        Kind::Bearer => ("Bearer", ""),
        Kind::Signer => ("(any Signer)", ""),
        Kind::Transport => ("(any HTTPTransport)", ""),
        Kind::Listener => ("(@Sendable (Event) -> Void)", ""),
        Kind::Others => ("[String: String]", ""),
    }
}
