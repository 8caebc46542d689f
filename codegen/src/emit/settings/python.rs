//! Python: a `TypedDict` of a client's arguments, for type checkers only, and how each of them becomes text.

use super::{Files, MARK, lines};
use crate::settings::{Kind, Language, Setting, Settings};
use std::fmt::Write;

const HEAD: &str = r#"
"""Settings of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from os import PathLike
    from typing import TypedDict

    from .._response import Event
    from .._settings import Signer, Store
    from .._transport import Transport

    class Settings(TypedDict, total=False):
        """Settings of a client. Arguments take precedence over the environment (OKTA_CLIENT_...) and okta.yaml.

        Times are in seconds.
        """

"#;

pub(super) fn emit(settings: &Settings, files: &mut Files) {
    let mut out = format!("# {MARK}\n{HEAD}");
    let (mut table, mut implied) = (String::new(), String::new());
    for setting in settings.of(Language::Python) {
        let name = setting.name_in(Language::Python);
        let [of, form] = forms(setting);
        let doc = format!("\"\"\"{}\"\"\"", settings.doc(setting, Language::Python));
        let _ = write!(out, "        {name}: {of}\n{}", lines(&doc, "        "));
        // A token may be passed in place of the callback.
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
        "\nSETTINGS: dict[str, tuple[str, str]] = {{\n{table}}}\n\"\"\"How the value of each setting becomes text, and its name in the environment.\"\"\"\n\n\
         IMPLIED: dict[str, tuple[str, str]] = {{\n{implied}}}\n\"\"\"What a setting implies: the name of another setting in the environment, and its text.\"\"\"\n",
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
        Kind::Store => ["str | Store", "store"],
        Kind::Bearer => ["str | Callable[[bool], str | Awaitable[str]]", "bearer"],
        Kind::Signer => ["Signer", "object"],
        Kind::Transport => ["Transport", "object"],
        Kind::Listener => ["Callable[[Event], object]", "object"],
        Kind::Others => ["Mapping[str, str]", "others"],
    }
}
