//! Services: one method for each operation, one setter for each optional argument.

use super::docs::{about, values};
use super::{Files, header, holds_odd, ident, idents, rust_path};
use crate::model::{Api, Area, Operation, Parameter, Place, Ref, Shape, names};
use std::fmt::Write;

const FOLDER: &str = "client/src/generated/services";

/// Methods that every request has: a setter of that name gets an underscore.
const OF_REQUEST: [&str; 19] = [
    "raw", "wait", "timeout", "deadline", "max_retries", "with_header", "with_query", "items", "pages", "first_page",
    "take", "first", "all", "cursor", "follow", "new", "set_query", "set_header", "set_body",
];

pub(super) fn emit(api: &Api, files: &mut Files) {
    for area in &api.areas {
        files.insert(format!("{FOLDER}/{}.rs", area.name), service(api, area));
    }
    files.insert(format!("{FOLDER}/mod.rs"), index(api));
}

/// The setter of an optional parameter.
pub(super) fn setter(wire: &str) -> String {
    let name = ident(wire);
    if OF_REQUEST.contains(&name.as_str()) || name == "body" { format!("{name}_") } else { name }
}

/// The name of a service's type.
pub(super) fn service_type(area: &Area) -> String {
    names::pascal(&area.name)
}

fn index(api: &Api) -> String {
    let mut out = header(api, "Services: one module for each tag of the API document.");
    for area in &api.areas {
        let _ = write!(out, "#[cfg(feature = {:?})]\npub mod {};\n", area.name, area.name);
    }
    out.push_str("\nimpl crate::Client {\n");
    for area in &api.areas {
        let (name, tag, of) = (&area.name, &area.tag, service_type(area));
        out += &format!(
            "    /// The service `{name}`: the tag `{tag}` of the API document.\n    #[cfg(feature = {name:?})]\n    \
             pub fn {name}(&self) -> {name}::{of} {{\n        {name}::{of} {{ client: self.clone() }}\n    }}\n\n"
        );
    }
    out.truncate(out.trim_end().len());
    out + "\n}\n"
}

fn service(api: &Api, area: &Area) -> String {
    let operations: Vec<&Operation> = api.operations.iter().filter(|operation| operation.area == area.name).collect();
    let mut methods = String::new();
    let mut markers = String::new();
    for operation in &operations {
        method(api, operation, &mut methods);
        marker(api, operation, &mut markers);
    }
    let mut out = header(api, &format!("The service `{}`: tag `{}` of the API document.", area.name, area.tag));
    let body = format!("{methods}{markers}");
    for (word, path) in [
        ("models::", "oktant_core::models"),
        ("Arguments::", "oktant_core::Arguments"),
        ("Argument::", "oktant_core::Argument"),
        ("v::", "oktant_core::value as v"),
        ("Page<", "crate::Page"),
        (" Text;", "crate::Text"),
        ("impl List for", "crate::List"),
        ("impl Into<File>", "crate::File"),
        ("impl FitsInto<", "crate::FitsInto"),
    ] {
        if body.contains(word) {
            let _ = writeln!(out, "use {path};");
        }
    }
    let _ = write!(out, "use crate::reference::reference;\nuse crate::{{Client, Operation, Request}};\n\n");
    let (tag, of) = (&area.tag, service_type(area));
    out += &format!(
        "/// Operations of the tag `{tag}`. A method returns a [`Request`]: await it, or call `.wait()`.\n///\n#[doc = reference!({tag:?})]\n\
         #[derive(Debug, Clone)]\npub struct {of} {{\n    pub(crate) client: Client,\n}}\n\n"
    );
    out += &format!("impl {of} {{\n{}\n}}\n\n{markers}", methods.trim_end());
    out.trim_end().to_owned() + "\n"
}

/// A call with its required arguments.
pub(crate) fn call(operation: &Operation) -> String {
    let mut arguments: Vec<String> = required(operation).into_iter().map(|(_, arg)| arg).collect();
    arguments.extend(operation.body.as_ref().filter(|body| body.required).map(|_| "body".to_owned()));
    format!("okta.{}().{}({})", operation.area, ident(&operation.id), arguments.join(", "))
}

/// The required parameters with their argument names.
fn required(operation: &Operation) -> Vec<(&Parameter, String)> {
    let required = || operation.parameters.iter().filter(|parameter| parameter.required);
    let args = idents(required().map(|parameter| parameter.wire.as_str())).into_iter();
    required().zip(args.map(|arg| if arg == "body" { "body_".to_owned() } else { arg })).collect()
}

fn method(api: &Api, operation: &Operation, out: &mut String) {
    let mut signature = String::new();
    let mut arguments = String::from("Arguments::new()");
    for (parameter, arg) in required(operation) {
        let _ = write!(signature, ", {arg}: {}", taken(&parameter.of));
        let value = given(&parameter.of, &arg);
        let verb = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        };
        let _ = write!(arguments, ".{verb}({:?}, {value})", parameter.wire);
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let (of, set) = match (&body.of, &body.part) {
            (Some(of), _) => (body_type(api, operation, of), "json_body(body)"),
            (None, Some(_)) => ("impl Into<File>".to_owned(), "file_body(body.into().0)"),
            (None, None) => ("impl Into<Vec<u8>>".to_owned(), "binary_body(body)"),
        };
        let _ = write!(signature, ", body: {of}");
        let _ = write!(arguments, ".{set}");
    }
    for line in about(operation).into_iter().chain(accepts(api, operation)) {
        let _ = writeln!(out, "    {}", format!("/// {line}").trim_end());
    }
    let original = operation.variant_of.as_ref().unwrap_or(&operation.id);
    let _ = writeln!(out, "    #[doc = reference!({:?}, {original:?})]", operation.tag);
    if operation.facts.deprecated {
        out.push_str("    #[deprecated(note = \"deprecated by Okta\")]\n");
    }
    let name = ident(&operation.id);
    let marker = names::pascal(&operation.id);
    let _ = write!(
        out,
        "    pub fn {name}(&self{signature}) -> Request<{marker}> {{\n        Request::new(&self.client, {arguments})\n    }}\n\n"
    );
}

/// The type of a JSON body.
fn body_type(api: &Api, operation: &Operation, of: &Ref) -> String {
    let name = rust_path(api, of);
    if api.also_taken(operation).is_empty() { format!("&{name}") } else { format!("&impl FitsInto<{name}>") }
}

/// Lines of documentation on what a method takes that its signature does not show: other types of bodies, optional arguments.
fn accepts(api: &Api, operation: &Operation) -> Vec<String> {
    let mut lines = Vec::new();
    let also: Vec<String> =
        api.also_taken(operation).into_iter().map(|name| format!("[`{name}`](models::{name})")).collect();
    if !also.is_empty() {
        lines.push(format!("The body may also be of type {}.", also.join(" or ")));
    }
    let body = operation.body.as_ref().filter(|body| !body.required && body.of.is_some()).map(|_| "body".to_owned());
    let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
    let setters = body.into_iter().chain(optional.map(|parameter| setter(&parameter.wire)));
    let setters: Vec<String> = setters.map(|name| format!("`{name}`")).collect();
    if !setters.is_empty() {
        let marker = names::pascal(&operation.id);
        let link = format!("crate::Request#impl-Request%3C{marker}%3E");
        lines.push(format!("Optional arguments, set on the [request]({link}): {}.", setters.join(", ")));
    }
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

/// The type of an argument.
fn taken(of: &Ref) -> &'static str {
    match of {
        Ref::Integer => "i64",
        Ref::Number => "f64",
        Ref::Bool => "bool",
        Ref::List(_) => "impl IntoIterator<Item = impl Into<String>>",
        _ => "impl Into<String>",
    }
}

fn given(of: &Ref, arg: &str) -> String {
    match of {
        Ref::List(_) => format!("Argument::many({arg})"),
        Ref::Integer | Ref::Number | Ref::Bool => arg.to_owned(),
        _ => format!("{arg}.into()"),
    }
}

fn marker(api: &Api, operation: &Operation, out: &mut String) {
    let marker = names::pascal(&operation.id);
    let (id, output) = (&operation.id, output(api, operation));
    *out += &format!(
        "/// The operation `{id}`.\n#[derive(Debug)]\npub struct {marker};\n\nimpl Operation for {marker} {{\n    \
         const ID: &'static str = {id:?};\n    type Output = {output};\n}}\n\n"
    );
    if let Some((item, items)) = items(api, operation) {
        let _ = write!(
            out,
            "impl List for {marker} {{\n    type Item = {item};\n    fn items(output: Self::Output) -> Vec<Self::Item> {{\n        {items}\n    }}\n}}\n\n"
        );
    }
    let optional: Vec<&Parameter> = operation.parameters.iter().filter(|parameter| !parameter.required).collect();
    let body = operation.body.as_ref().filter(|body| !body.required);
    if optional.is_empty() && body.is_none() {
        return;
    }
    let _ = writeln!(out, "impl Request<{marker}> {{");
    if let Some(of) = body.and_then(|body| body.of.as_ref()) {
        let of = body_type(api, operation, of);
        *out += "    /// The request body, which is optional.\n";
        *out += &format!("    pub fn body(self, body: {of}) -> Self {{\n        self.set_body(body)\n    }}\n\n");
    }
    for parameter in optional {
        let name = setter(&parameter.wire);
        let verb = if parameter.place == Place::Header { "set_header" } else { "set_query" };
        let value = match parameter.of {
            Ref::List(_) => "Argument::many(value)",
            _ if parameter.place == Place::Header && taken(&parameter.of) != "impl Into<String>" => "value.to_string()",
            Ref::Integer | Ref::Number | Ref::Bool => "value",
            _ => "value.into()",
        };
        let kind = if parameter.place == Place::Header { "Header" } else { "Query parameter" };
        let (wire, about, of) = (&parameter.wire, values(operation, parameter), taken(&parameter.of));
        *out += &format!(
            "    /// {kind} `{wire}`: {about}.\n    pub fn {name}(self, value: {of}) -> Self {{\n        \
             self.{verb}({wire:?}, {value})\n    }}\n\n"
        );
    }
    out.truncate(out.trim_end().len());
    out.push_str("\n}\n\n");
}

/// The type of what a call gives.
pub(super) fn output(api: &Api, operation: &Operation) -> String {
    let reply = &operation.reply;
    let of = match (reply.shape, &reply.of) {
        (Shape::Nothing, _) | (Shape::Object | Shape::Array | Shape::Json, None) => return "()".to_owned(),
        (Shape::Text, _) => return "Text".to_owned(),
        (_, Some(of)) => of,
    };
    if let Some(item) = operation.item() {
        return format!("Page<{}>", item_type(api, item));
    }
    let name = rust_path(api, of);
    if reply.optional { format!("Option<{name}>") } else { name }
}

fn item_type(api: &Api, item: &Ref) -> String {
    if holds_odd(api, item) { rust_path(api, item) } else { format!("v::Element<{}>", rust_path(api, item)) }
}

/// The item of a list and how items come out of an output.
fn items(api: &Api, operation: &Operation) -> Option<(String, String)> {
    if let Some(item) = operation.item() {
        return Some((item_type(api, item), "output.items".to_owned()));
    }
    let (fields, at) = api.wrapped(operation)?;
    let name = idents(fields.iter().map(|field| field.wire.as_str())).into_iter().nth(at)?;
    let Ref::List(item) = api.meaning(&fields.get(at)?.of) else { return None };
    holds_odd(api, item).then(|| (rust_path(api, item), format!("output.{name}.unwrap_or_default()")))
}
