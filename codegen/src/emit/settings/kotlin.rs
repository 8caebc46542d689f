//! Kotlin: a class of properties, and their values as text for the engine.

use super::{Files, MARK, block};
use crate::settings::{Kind, Language, Setting, Settings};
use std::fmt::Write;

const LANGUAGE: Language = Language::Kotlin;

const HEAD: &str = "package dev.oktant

import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** Settings of a client. When the client is made, all errors in them are reported together. */
@OktantDsl
public class Settings internal constructor() {
";

pub(super) fn emit(settings: &Settings, files: &mut Files) {
    let mut out = format!("// {MARK}\n{HEAD}");
    let mut pairs = String::new();
    for setting in settings.of(LANGUAGE) {
        let name = setting.name_in(LANGUAGE);
        let doc = block(&settings.doc(setting, LANGUAGE), "    ");
        let (of, text) = forms(setting);
        if setting.kind == Kind::Others {
            let _ = write!(
                out,
                "    internal val others = LinkedHashMap<String, String>()\n\n{doc}    \
                 public fun {name}(key: String, text: String) {{\n        others[key] = text\n    }}\n\n",
            );
        } else {
            let _ = write!(out, "{doc}    public var {name}: {of}? = null\n\n");
            if setting.kind == Kind::Seconds {
                let (first, rest) = name.split_at(1);
                let _ = write!(
                    out,
                    "    /** Sets [{name}]; for Java. */\n    \
                     public fun set{}{rest}(value: java.time.Duration?) {{\n        {name} = value?.toKotlinDuration()\n    }}\n\n",
                    first.to_uppercase(),
                );
            }
        }
        if let Some(env) = &setting.env {
            let mut value = format!("{name}{text}");
            if let Some((set, text)) = settings.implying(setting, LANGUAGE, |name| format!("{name} != null")) {
                value = format!("({value} ?: {text:?}.takeIf {{ {set} }})");
            }
            let _ = writeln!(pairs, "        {env:?} to {value},");
        }
    }
    let _ = write!(
        out,
        "    /** The values as text, by their names in the environment. */\n    \
         internal fun texts(): List<Pair<String, String?>> = listOf(\n{pairs}    ) + others.toList()\n}}\n",
    );
    files.insert("bindings-uniffi/kotlin/src/main/kotlin/dev/oktant/generated/Settings.kt".to_owned(), out);
}

/// The type of a property, and what makes it text.
fn forms(setting: &Setting) -> (&'static str, &'static str) {
    match setting.kind {
        Kind::Text | Kind::Path | Kind::Key | Kind::Store | Kind::Others => ("String", ""),
        Kind::Words => ("List<String>", "?.joinToString(\" \")"),
        Kind::Flag => ("Boolean", "?.toString()"),
        Kind::Count | Kind::Percent | Kind::Megabytes | Kind::Minutes | Kind::Port => ("Int", "?.toString()"),
        Kind::Seconds => ("Duration", "?.toText()"),
        Kind::Mode => ("AuthorizationMode", "?.text"),
        Kind::Bearer => ("(suspend (fresh: Boolean) -> String)", ""),
        Kind::Signer => ("Signer", ""),
        Kind::Transport => ("HttpTransport", ""),
        Kind::Listener => ("((Event) -> Unit)", ""),
    }
}
