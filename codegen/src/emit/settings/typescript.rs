//! TypeScript: the options of a client, and the engine's names for them where they differ.

use super::{Files, MARK, block};
use crate::settings::{self, Kind, Language, Setting, Settings};
use std::fmt::Write;

const LANGUAGE: Language = Language::TypeScript;

const ABOUT: &str = "Options of a client. An option that is not set comes from the environment, if there is one, or has its \
    default. Times are in milliseconds.";

pub(super) fn emit(settings: &Settings, files: &mut Files) {
    options(settings, files);
    names(settings, files);
}

fn options(settings: &Settings, files: &mut Files) {
    let mut out = format!(
        "// {MARK}\nimport type {{ Event }} from \"../event.js\";\nimport type {{ Jwk, Signer }} from \"../keys.js\";\n\n\
         {}export interface ClientOptions {{\n",
        block(ABOUT, ""),
    );
    let mut implied = String::new();
    for setting in settings.of(LANGUAGE) {
        let name = setting.name_in(LANGUAGE);
        let doc = block(&settings.doc(setting, LANGUAGE), "  ");
        let _ = writeln!(out, "{doc}  {name}?: {};", of(setting));
        let set = |name| format!("options.{name} !== undefined");
        if let Some((set, text)) = settings.implying(setting, LANGUAGE, set) {
            let text = if setting.kind == Kind::Flag { text.to_owned() } else { format!("{text:?}") };
            let _ = writeln!(implied, "    {name}:\n      options.{name} ??\n      ({set} ? {text} : undefined),");
        }
    }
    let _ = write!(
        out,
        "}}\n\n/** Options that follow from others, unless they are set. @internal */\n\
         export function implied(options: ClientOptions): object {{\n  return {{\n{implied}  }};\n}}\n",
    );
    files.insert("bindings-wasm/npm/src/generated/options.ts".to_owned(), out);
}

/// The engine removes the unit of times before it looks an option up.
fn names(settings: &Settings, files: &mut Files) {
    let mut arms = String::new();
    for (setting, env) in settings.named().filter(|(setting, _)| setting.is_in(LANGUAGE)) {
        let option = setting.name_in(LANGUAGE);
        let key = settings::key(if setting.kind == Kind::Seconds { option.trim_end_matches("Ms") } else { &option });
        if key != settings::key(env) && !setting.alias_keys().contains(&key) {
            let _ = writeln!(arms, "        {option:?} => {env:?},");
        }
    }
    let out = format!(
        "// {MARK}\n\n//! The engine's names for options.\n\n/// The name of an option's setting, if it differs.\n\
         pub(crate) fn setting(option: &str) -> &str {{\n    match option {{\n{arms}        same => same,\n    }}\n}}\n",
    );
    files.insert("bindings-wasm/src/generated/options.rs".to_owned(), out);
}

fn of(setting: &Setting) -> &'static str {
    match setting.kind {
        Kind::Text | Kind::Path | Kind::Store | Kind::Others => "string",
        Kind::Words => "readonly string[] | string",
        Kind::Flag => "boolean",
        Kind::Count | Kind::Percent | Kind::Megabytes | Kind::Seconds | Kind::Minutes | Kind::Port => "number",
        Kind::Mode => "\"SSWS\" | \"Bearer\" | \"PrivateKey\" | \"Cookie\"",
        Kind::Key => "string | Uint8Array | Jwk",
        Kind::Bearer => "(question: { fresh: boolean }) => string | PromiseLike<string>",
        Kind::Signer => "Signer",
        Kind::Transport => "(url: string, init: RequestInit) => Promise<Response>",
        Kind::Listener => "(event: Event) => void",
    }
}
