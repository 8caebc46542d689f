//! Services: one class an area, one method an operation; the same text for both clients, but for what waits.

use super::method::Method;
use super::types::Types;
use super::{ClientFlavor, FOLDER, Files, WIDTH, broken, header, ident};
use crate::emit::docs::title;
use crate::model::{Api, Area, names};
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) fn emit(api: &Api, files: &mut Files) {
    for flavor in [ClientFlavor::Sync, ClientFlavor::Async] {
        let folder = flavor.folder();
        let what = format!("Services of `{}Client`: one module for each tag of the API document.", flavor.prefix());
        files.insert(format!("{FOLDER}/{folder}/__init__.py"), header(api, &what));
        for area in &api.areas {
            files.insert(format!("{FOLDER}/{folder}/{}.py", area.name), module(api, area, flavor));
        }
    }
    files.insert(format!("{FOLDER}/clients.py"), clients(api));
}

fn class(area: &Area) -> String {
    names::pascal(&area.name)
}

/// Both clients' services, each loaded on first use.
fn clients(api: &Api) -> String {
    let mut imports = String::new();
    let mut classes = String::new();
    for flavor in [ClientFlavor::Sync, ClientFlavor::Async] {
        let prefix = flavor.prefix();
        let _ = write!(
            classes,
            "\n\nclass {prefix}Services:\n    \"\"\"All services of the API.\"\"\"\n\n    _native: NativeClient\n"
        );
        for area in &api.areas {
            let import = format!("from .{}.{} import {prefix}{}", flavor.folder(), area.name, class(area));
            let _ = writeln!(imports, "    {import}");
            let _ = write!(
                classes,
                "\n    @cached_property\n    def {}(self) -> {prefix}{}:\n        \"\"\"{}: tag `{}` of the API document.\"\"\"\n        {import}\n\n        return {prefix}{}(self._native)\n",
                ident(&area.name),
                class(area),
                title(&area.name),
                area.tag,
                class(area),
            );
        }
    }
    let mut out = header(api, "The services of both clients, each loaded on first use.");
    let _ = write!(
        out,
        "\nfrom __future__ import annotations\n\nfrom functools import cached_property\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .._native import NativeClient\n{imports}{classes}"
    );
    out
}

fn module(api: &Api, area: &Area, flavor: ClientFlavor) -> String {
    let (name, prefix) = (class(area), flavor.prefix());
    let types = Types { api, class: &name };
    let operations = api.operations.iter().filter(|operation| operation.area == area.name);
    let methods: Vec<Method<'_>> = operations.map(|operation| Method::new(types, operation, flavor)).collect();
    let mut body = format!(
        "\n\nclass {prefix}{name}({prefix}Service):\n    \"\"\"{}: tag `{}` of the API document.\n\n    Okta's reference: {}\n    \"\"\"\n\n    __slots__ = ()\n\n    @property\n    def with_raw_response(self) -> {prefix}Raw{name}:\n        \"\"\"The same methods, returning full responses: status, headers, request ID and rate limit.\"\"\"\n        return {prefix}Raw{name}(self._native)\n",
        title(&area.name),
        area.tag,
        area.tag
    );
    for method in &methods {
        method.write(&mut body);
    }
    let _ = write!(
        body,
        "\n\nclass {prefix}Raw{name}({prefix}RawService):\n    \"\"\"The methods of `{prefix}{name}`, returning full responses.\"\"\"\n\n    __slots__ = ()\n\n"
    );
    for method in &methods {
        method.write_raw(&format!("{prefix}{name}"), &mut body);
    }
    let what = format!("The service `{}` of `{prefix}Client`: tag `{}` of the API document.", area.name, area.tag);
    header(api, &what) + &imports(types, &methods, flavor, &body) + &body
}

/// What the text of a module needs.
fn imports(types: Types<'_>, methods: &[Method<'_>], flavor: ClientFlavor, text: &str) -> String {
    let (prefix, file) = if flavor == ClientFlavor::Async { ("Async", "_async_service") } else { ("", "_service") };
    let used = |words: &[&'static str]| {
        let used = words.iter().filter(|word| mentions(text, word)).map(|word| word.trim_end_matches('['));
        used.collect::<Vec<_>>()
    };
    let mut own = vec![format!("{prefix}RawService"), format!("{prefix}Service")];
    let called = ["async_raw", "async_raw_list", "async_raw_page", "deprecated", "raw", "raw_list", "raw_page"];
    own.extend(called.into_iter().filter(|word| mentions(text, &format!("{word}("))).map(str::to_owned));
    let mut out = "\nfrom __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n".to_owned();
    let _ = write!(out, "from ...{file} import {}\n\nif TYPE_CHECKING:\n", own.join(", "));
    for (module, words) in [
        ("collections.abc", used(&["Mapping[", "Sequence["])),
        ("datetime", used(&["datetime"])),
        ("os", used(&["PathLike["])),
        ("typing", used(&["Any", "BinaryIO", "Literal["])),
        ("typing_extensions", vec!["Unpack"]),
        ("..._async_list", used(&["AsyncList["])),
        ("..._call_options", vec!["CallOptions"]),
        ("..._list", used(&["List["])),
        ("..._model", used(&["ListView[", "MapView["])),
        ("..._native", used(&["File"])),
    ] {
        if !words.is_empty() {
            let _ = writeln!(out, "    from {module} import {}", words.join(", "));
        }
    }
    let models: BTreeSet<&str> = methods.iter().flat_map(Method::models).collect();
    let models: Vec<String> = models.into_iter().map(|name| types.import(name)).collect();
    let line = format!("    from ..models import {}\n", models.join(", "));
    match models.len() {
        0 => {}
        _ if line.len() <= WIDTH => out.push_str(&line),
        _ => broken(&mut out, 4, "from ..models import ", &models, ""),
    }
    out
}

/// True where a text has these words, whole.
fn mentions(text: &str, words: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + words.len()..).and_then(|text| text.chars().next());
        !part(before) && (words.ends_with(['(', '[']) || !part(after))
    })
}
