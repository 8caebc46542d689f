//! Python: a `TypedDict` of what a client takes, for type checkers alone, and how each of it becomes text.

use super::{Files, MARK, lines};
use crate::settings::{Kind, Language, Setting, Settings};
use std::fmt::Write;

const HEAD: &str = r#"
"""What a client is made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from os import PathLike
    from typing import TypedDict

    from .._response import Event
    from .._settings import Signer
    from .._transport import Transport

    class Settings(TypedDict, total=False):
        """What a client is made with. An argument beats the environment (OKTA_CLIENT_...) and okta.yaml. Times are in seconds."""

"#;

pub(super) fn emit(settings: &Settings, files: &mut Files) {
    let mut out = format!("# {MARK}\n{HEAD}");
    let (mut table, mut implied) = (String::new(), String::new());
    for setting in settings.of(Language::Python) {
        let name = setting.name_in(Language::Python);
        let [of, form] = forms(setting);
        let doc = format!("\"\"\"{}\"\"\"", settings.doc(setting, Language::Python));
        let _ = write!(out, "        {name}: {of}\n{}", lines(&doc, "        "));
        // A token that is given in place of a callback.
        let token = if setting.kind == Kind::Bearer { "TOKEN" } else { "" };
        let env = setting.env.as_deref().unwrap_or(token);
        let _ = writeln!(table, "    {name:?}: ({form:?}, {env:?}),");
        if let Some((of, text)) = settings.implied_by(setting, Language::Python) {
            let env = of.env.as_deref().unwrap_or_default();
            let _ = writeln!(implied, "    {name:?}: ({env:?}, {text:?}),");
        }
    }
    let _ = write!(
        out,
        "\nSETTINGS: dict[str, tuple[str, str]] = {{\n{table}}}\n\"\"\"How each becomes text, and its name in the environment.\"\"\"\n\n\
         IMPLIED: dict[str, tuple[str, str]] = {{\n{implied}}}\n\"\"\"Settings that follow from others, by their names in the environment, and their texts.\"\"\"\n",
    );
    files.insert("bindings-python/python/oktant/generated/settings.py".to_owned(), out);
}

/// The type of an argument, and how it becomes text.
fn forms(setting: &Setting) -> [&'static str; 2] {
    match setting.kind {
        Kind::Text | Kind::Mode => ["str", "text"],
        Kind::Path => ["str | PathLike[str]", "path"],
        Kind::Words => ["str | Iterable[str]", "words"],
        Kind::Flag => ["bool", "flag"],
        Kind::Count | Kind::Percent | Kind::Megabytes | Kind::Minutes | Kind::Port => ["int", "whole"],
        Kind::Seconds => ["float", "seconds"],
        Kind::Key => ["str | PathLike[str] | Mapping[str, object]", "key"],
        Kind::Bearer => ["str | Callable[[bool], str | Awaitable[str]]", "bearer"],
        Kind::Signer => ["Signer", "object"],
        Kind::Transport => ["Transport", "object"],
        Kind::Listener => ["Callable[[Event], object]", "object"],
        Kind::Others => ["Mapping[str, str]", "others"],
    }
}
