//! The text of a file: types by name with the imports that they need, doc comments.

use super::roles::{Role, Roles};
use super::{FOLDER, WIDTH};
use crate::emit::docs;
use crate::model::{Api, Ref};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A file that is being written.
pub(super) struct File<'a> {
    pub(super) api: &'a Api,
    pub(super) roles: &'a Roles<'a>,
    /// Its path in the generated folder.
    path: String,
    /// The names that it imports, by module.
    imports: BTreeMap<String, BTreeSet<String>>,
    pub(super) body: String,
}

impl<'a> File<'a> {
    pub(super) fn new(api: &'a Api, roles: &'a Roles<'a>, path: String) -> File<'a> {
        File { api, roles, path, imports: BTreeMap::new(), body: String::new() }
    }

    /// Imports a name from a module, which is named by its path in the generated folder.
    pub(super) fn import(&mut self, module: &str, name: &str) {
        self.imports.entry(module.to_owned()).or_default().insert(name.to_owned());
    }

    /// The type of a value in a role.
    pub(super) fn of(&mut self, of: &Ref, role: Role) -> String {
        let api = self.api;
        match api.meaning(of) {
            Ref::Text | Ref::Timestamp => "string".to_owned(),
            Ref::Integer | Ref::Number => "number".to_owned(),
            Ref::Bool => "boolean".to_owned(),
            Ref::Any => "unknown".to_owned(),
            Ref::Object => "Record<string, unknown>".to_owned(),
            Ref::Named(name) => self.named(name, role),
            Ref::List(of) => format!("{}[]", self.of(of, role)),
            Ref::Map(of) => format!("Record<string, {}>", self.of(of, role)),
        }
    }

    /// The name of a type in a role, imported if another file declares it.
    pub(super) fn named(&mut self, name: &str, role: Role) -> String {
        let local = self.roles.name(name, role);
        let area = self.api.types.get(name).map_or("shared", |of| of.area.as_str());
        let module = format!("models/{area}");
        if module != self.path {
            self.import(&module, &local);
        }
        local
    }

    /// Its path from the project's root, and its text.
    pub(super) fn finish(self) -> (String, String) {
        let mut out = format!("// {}\n", docs::generated_by(self.api));
        let up = if self.path.contains('/') { "../" } else { "./" };
        for (module, names) in &self.imports {
            let names = Vec::from_iter(names.iter().map(String::as_str));
            let module = match self.path.split_once('/').zip(module.split_once('/')) {
                Some(((own, _), (its, file))) if own == its => format!("./{file}"),
                _ => format!("{up}{module}"),
            };
            let line = format!("import type {{ {} }} from \"{module}.js\";\n", names.join(", "));
            if line.len() <= WIDTH {
                out.push_str(&line);
            } else {
                let _ = write!(out, "import type {{\n  {},\n}} from \"{module}.js\";\n", names.join(",\n  "));
            }
        }
        out.push('\n');
        out.push_str(self.body.trim_start());
        (format!("{FOLDER}/{}.ts", self.path), out)
    }
}

/// A doc comment of several lines, or of one.
pub(super) fn comment(lines: &[String], indent: &str, out: &mut String) {
    match lines {
        [] => {}
        [line] if indent.len() + line.len() + 7 <= WIDTH => drop(writeln!(out, "{indent}/** {line} */")),
        _ => {
            let _ = writeln!(out, "{indent}/**");
            for line in lines {
                let _ = writeln!(out, "{}", format!("{indent} * {line}").trim_end());
            }
            let _ = writeln!(out, "{indent} */");
        }
    }
}

/// A property's name, in quotes if it is no identifier.
pub(super) fn property(wire: &str) -> String {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    let is_name = wire.starts_with(letter) && wire.chars().all(|c| letter(c) || c.is_ascii_digit());
    if is_name { wire.to_owned() } else { format!("{wire:?}") }
}

/// An open set of strings, which editors complete.
pub(super) fn open<'t>(values: impl Iterator<Item = &'t str>) -> String {
    values.map(|value| format!("{value:?} | ")).collect::<String>() + "(string & {})"
}
