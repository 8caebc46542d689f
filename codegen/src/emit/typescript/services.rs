//! Services: one interface for each, one method for each operation; and all of them by their names on a client.

use super::roles::{Role, Roles};
use super::round_trip;
use super::text::{File, comment, open, property};
use super::{Files, WIDTH};
use crate::emit::docs::{about, likely_statuses, reference, reference_of, title, values};
use crate::model::{Api, Body, Operation, Paging, Parameter, Place, Ref, Shape, names};
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) fn emit(api: &Api, roles: &Roles<'_>, files: &mut Files) -> std::io::Result<()> {
    let mut all = File::new(api, roles, "services".to_owned());
    let mut index = String::new();
    comment(&["The services of a client.".to_owned()], "", &mut all.body);
    all.body.push_str("export interface Services {\n");
    for area in &api.areas {
        let interface = format!("{}Service", names::pascal(&area.name));
        let mut file = File::new(api, roles, format!("services/{}", area.name));
        let operations = api.operations.iter().filter(|operation| operation.area == area.name);
        let methods = operations.map(|operation| Method::new(api, operation)).collect::<std::io::Result<Vec<_>>>()?;
        for method in &methods {
            method.arguments(&mut file);
        }
        let mut declared = methods.iter().filter_map(Method::interface).chain([interface.clone()]);
        if let Some(name) = declared.find(|name| api.types.contains_key(name)) {
            return Err(std::io::Error::other(format!("two TypeScript types would be named {name}")));
        }
        let _ = writeln!(index, "export type * from \"./services/{}.js\";", area.name);
        let words = title(&area.name);
        let lines =
            [format!("{words}: tag `{}` of the API document.", area.tag), format!("@see {}", reference(&area.tag))];
        file.body.push('\n');
        comment(&lines, "", &mut file.body);
        let _ = writeln!(file.body, "export interface {interface} {{");
        for (at, method) in methods.iter().enumerate() {
            if at > 0 {
                file.body.push('\n');
            }
            method.declare(&mut file);
        }
        file.body.push_str("}\n");
        let (path, text) = file.finish();
        files.insert(path, text);
        all.import(&format!("services/{}", area.name), &interface);
        comment(&[format!("{words}: tag `{}` of the API document.", area.tag)], "  ", &mut all.body);
        let _ = writeln!(all.body, "  readonly {}: {interface};", camel(&area.name));
    }
    all.body.push_str("}\n\n");
    all.body.push_str(&index);
    let (path, text) = all.finish();
    files.insert(path, text);
    Ok(())
}

/// A call with its required arguments.
pub(crate) fn call(api: &Api, operation: &Operation) -> std::io::Result<String> {
    Ok(Method::new(api, operation)?.call())
}

/// A name on the wire in camelCase; only letters and digits stay.
pub(super) fn camel(wire: &str) -> String {
    let mut out = String::new();
    for word in wire.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let first = word.get(..1).unwrap_or_default();
        out += &if out.is_empty() { first.to_lowercase() } else { first.to_uppercase() };
        out += word.get(1..).unwrap_or_default();
    }
    out
}

struct Method<'a> {
    operation: &'a Operation,
    /// The item type, if this is a list.
    item: Option<&'a Ref>,
    path: Vec<(&'a Parameter, String)>,
    named: Vec<(&'a Parameter, String)>,
}

impl<'a> Method<'a> {
    fn new(api: &'a Api, operation: &'a Operation) -> std::io::Result<Method<'a>> {
        let all = operation.parameters.iter().map(|parameter| (parameter, camel(&parameter.wire)));
        let (path, named): (Vec<_>, Vec<_>) = all.partition(|(parameter, _)| parameter.place == Place::Path);
        let mut taken = BTreeSet::from(["named".to_owned(), "options".to_owned(), "body".to_owned()]);
        let mut names = path.iter().chain(&named).map(|(_, name)| name.clone());
        let twice = names.find(|name| !taken.insert(name.clone()));
        match twice {
            Some(name) => {
                Err(std::io::Error::other(format!("{}: two TypeScript arguments are named {name}", operation.id)))
            }
            None => Ok(Method { operation, item: api.item(operation), path, named }),
        }
    }

    /// A call with its required arguments.
    fn call(&self) -> String {
        let mut arguments: Vec<String> = self.path.iter().map(|(_, name)| name.clone()).collect();
        arguments.extend(self.operation.body.as_ref().filter(|body| body.required).map(|_| "body".to_owned()));
        let named = self.named.iter().filter(|(parameter, _)| parameter.required);
        let named: Vec<String> = named.map(|(_, name)| property(name)).collect();
        if !named.is_empty() {
            arguments.push(format!("{{ {} }}", named.join(", ")));
        }
        format!("okta.{}.{}({})", camel(&self.operation.area), self.operation.id, arguments.join(", "))
    }

    /// The body, if it is optional.
    fn optional_body(&self) -> Option<&'a Body> {
        self.operation.body.as_ref().filter(|body| !body.required)
    }

    /// The interface of its named arguments, if it has any.
    fn interface(&self) -> Option<String> {
        let any = !self.named.is_empty() || self.optional_body().is_some();
        any.then(|| {
            let id = &self.operation.id;
            format!("{}{}Arguments", id.get(..1).unwrap_or_default().to_uppercase(), id.get(1..).unwrap_or_default())
        })
    }

    fn arguments(&self, file: &mut File<'_>) {
        let Some(interface) = self.interface() else { return };
        file.body.push('\n');
        comment(&[format!("Named arguments of `{}`.", self.operation.id)], "", &mut file.body);
        let _ = writeln!(file.body, "export interface {interface} {{");
        for (parameter, name) in &self.named {
            let mut words = values(self.operation, parameter);
            if self.item.is_some() && name == "limit" {
                words.push_str("; `take` limits the whole list");
            }
            let what = if parameter.place == Place::Header { "Header" } else { "Query parameter" };
            comment(&[format!("{what} `{}`: {words}.", parameter.wire)], "  ", &mut file.body);
            let of = argument(file, parameter);
            let _ = match parameter.required {
                true => writeln!(file.body, "  {}: {of};", property(name)),
                false => writeln!(file.body, "  {}?: {of} | undefined;", property(name)),
            };
        }
        if let Some(body) = self.optional_body() {
            let of = body_type(file, self.operation, body);
            comment(&["Request body.".to_owned()], "  ", &mut file.body);
            let _ = writeln!(file.body, "  body?: {of} | undefined;");
        }
        file.body.push_str("}\n");
    }

    fn declare(&self, file: &mut File<'_>) {
        let mut parts = Vec::new();
        for (parameter, name) in &self.path {
            // The `id` of a model may be missing as far as types go. The core refuses undefined before anything is sent.
            parts.push(format!("{name}: {} | undefined", argument(file, parameter)));
        }
        if let Some(body) = self.operation.body.as_ref().filter(|body| body.required) {
            parts.push(format!("body: {}", body_type(file, self.operation, body)));
        }
        if let Some(interface) = self.interface() {
            let optional = if self.named.iter().any(|(parameter, _)| parameter.required) { "" } else { "?" };
            parts.push(format!("named{optional}: {interface}"));
        }
        let options = if self.item.is_some() { "ListOptions" } else { "CallOptions" };
        file.import("../options", options);
        parts.push(format!("options?: {options}"));
        let gives = self.gives(file);
        comment(&self.docs(), "  ", &mut file.body);
        let id = &self.operation.id;
        let line = format!("  {id}({}): {gives};\n", parts.join(", "));
        if line.len() <= WIDTH {
            file.body.push_str(&line);
        } else {
            let _ = write!(file.body, "  {id}(\n    {},\n  ): {gives};\n", parts.join(",\n    "));
        }
    }

    /// The return type.
    fn gives(&self, file: &mut File<'_>) -> String {
        if let Some(item) = self.item {
            file.import("../list", "List");
            let whole =
                self.operation.reply.of.as_ref().filter(|_| matches!(self.operation.paging, Paging::Body { .. }));
            let whole = whole.map(|of| format!(", {}", file.of(of, Role::Read))).unwrap_or_default();
            return format!("List<{}{whole}>", file.of(item, Role::Read));
        }
        file.import("../call", "Call");
        let reply = &self.operation.reply;
        let of = match (reply.shape, &reply.of) {
            (Shape::Nothing, _) => "void".to_owned(),
            (Shape::Text, _) => if reply.is_text() { "string" } else { "Uint8Array" }.to_owned(),
            (_, Some(of)) => file.of(of, Role::Read),
            (_, None) => "unknown".to_owned(),
        };
        let optional = if reply.optional && reply.shape != Shape::Nothing { " | undefined" } else { "" };
        format!("Call<{of}{optional}>")
    }

    fn docs(&self) -> Vec<String> {
        let operation = self.operation;
        let mut lines = about(operation);
        if let Some(body) = operation.body.as_ref().filter(|body| body.of.is_none()) {
            let what = match body.part {
                Some(_) => "the file".to_owned(),
                None => format!("the content, of type `{}`", body.media.join("`, `")),
            };
            lines.push(format!("@param body - {what}"));
        }
        lines.push(format!("@throws {}", self.errors()));
        if operation.facts.deprecated {
            lines.push("@deprecated Deprecated by Okta.".to_owned());
        }
        let original = operation.variant_of.as_ref().unwrap_or(&operation.id);
        lines.push(format!("@see {}", reference_of(&operation.tag, original)));
        lines
    }

    /// The likely errors.
    fn errors(&self) -> String {
        let operation = self.operation;
        let likely: Vec<String> = likely_statuses(operation).iter().map(u16::to_string).collect();
        let page = if operation.paging == Paging::No { "" } else { ", kind `page`" };
        let status = if likely.is_empty() { String::new() } else { format!("status {}, ", likely.join(", ")) };
        format!("`OktantError`, likely {status}kind `rate_limited`{page}.")
    }
}

/// The type of an argument: any string, with the documented values for editors to complete.
fn argument(file: &mut File<'_>, parameter: &Parameter) -> String {
    let values = || open(parameter.values.iter().map(String::as_str));
    match &parameter.of {
        Ref::Text if !parameter.values.is_empty() => values(),
        Ref::List(_) if !parameter.values.is_empty() => format!("readonly ({})[]", values()),
        Ref::List(of) => format!("readonly {}[]", file.of(of, Role::Sent)),
        Ref::Timestamp => "string | Date".to_owned(),
        of => file.of(of, Role::Sent),
    }
}

fn body_type(file: &mut File<'_>, operation: &Operation, body: &Body) -> String {
    match &body.of {
        Some(of) => {
            let sent = file.of(of, Role::Sent);
            match round_trip::returned(file.api, file.roles, operation) {
                Some(read) => format!("{sent} | {}", file.of(read, Role::Read)),
                None => sent,
            }
        }
        None => {
            file.import("../upload", "Upload");
            "Upload".to_owned()
        }
    }
}
