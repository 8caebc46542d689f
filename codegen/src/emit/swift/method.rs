//! One method: signature, documentation, and the call.

use super::WIDTH;
use super::text::{INDENT, comment, emitted_into_client, listed, literal, quoted};
use crate::emit::docs::{about, idents, likely_statuses, reference_of, values};
use crate::emit::types::Types;
use crate::model::names::camel;
use crate::model::{Body, Kind, Operation, Paging, Parameter, Place, Ref, Shape};
use std::collections::BTreeSet;
use std::io::{Error, Result};

/// Argument names that methods have beside those of parameters.
const TAKEN: [&str; 4] = ["body", "client", "cursor", "options"];

/// The parameters of an operation with their argument names, not quoted.
pub(super) fn arguments(operation: &Operation) -> Vec<(&Parameter, String)> {
    let names = idents(operation.parameters.iter().map(|one| one.wire.as_str()), &TAKEN, camel);
    operation.parameters.iter().zip(names).collect()
}

/// The name of a method with the labels of its required arguments, as Swift writes it: `getUser(id:)`.
pub(super) fn name(operation: &Operation) -> String {
    let arguments = arguments(operation);
    let required = |in_path: bool| {
        let required = arguments.iter().filter(|(parameter, _)| parameter.required);
        required.filter(move |(parameter, _)| (parameter.place == Place::Path) == in_path)
    };
    let mut labels: Vec<&str> = required(true).chain(required(false)).map(|(_, name)| name.as_str()).collect();
    labels.extend(operation.body.as_ref().filter(|body| body.required).map(|_| "_"));
    format!("{}({})", operation.id, labels.iter().map(|label| format!("{label}:")).collect::<String>())
}

pub(super) struct Method<'a> {
    types: &'a Types<'a>,
    operation: &'a Operation,
    /// The structs of services: inside a client they hide models of the same name.
    services: &'a BTreeSet<String>,
    /// The parameters with their argument names, not quoted.
    arguments: Vec<(&'a Parameter, String)>,
    /// The item type, if this is a list.
    item: Option<&'a Ref>,
    /// The function that makes the call, and the closure that makes the value of the response's JSON.
    verb: &'static str,
    view: Option<String>,
}

impl<'a> Method<'a> {
    /// # Errors
    /// If the response has no form in Swift.
    pub(super) fn new(
        types: &'a Types<'a>,
        operation: &'a Operation,
        services: &'a BTreeSet<String>,
    ) -> Result<Method<'a>> {
        let arguments = arguments(operation);
        let item = types.api.item(operation);
        let mut method = Method { types, operation, services, arguments, item, verb: "", view: None };
        let reply = &operation.reply;
        (method.verb, method.view) = match (item, reply.shape, &reply.of) {
            (Some(item), ..) => {
                (if method.document().is_some() { "documents" } else { "list" }, Some(method.value(item)?))
            }
            (_, Shape::Nothing, _) => ("unit", None),
            (_, Shape::Text, _) => (if reply.is_text() { "text" } else { "bytes" }, None),
            (_, _, of) => {
                let view = of.as_ref().map_or_else(|| Ok("$0".to_owned()), |of| method.value(of))?;
                (if reply.optional { "valueOrNil" } else { "value" }, Some(view))
            }
        };
        Ok(method)
    }

    /// The method, and the same with the other models that its body may be.
    pub(super) fn write(&self, out: &mut String) {
        let Some(body) = &self.operation.body else { return self.write_one(None, out) };
        self.write_one(Some((&self.body_type(body), body.required)), out);
        for name in self.types.api.also_taken(self.operation) {
            out.push('\n');
            self.write_one(Some((&self.name_of(&Ref::Named(name.to_owned())), true)), out);
        }
    }

    /// One method, with a body of this type, which may be left out if it is not required.
    fn write_one(&self, body: Option<(&str, bool)>, out: &mut String) {
        let operation = self.operation;
        comment(&self.docs(), INDENT, out);
        if operation.facts.deprecated {
            out.push_str("    @available(*, deprecated, message: \"Deprecated by Okta.\")\n");
        }
        emitted_into_client(out);
        let gives = self.gives();
        if operation.method != "GET" && !gives.is_empty() {
            out.push_str("    @discardableResult\n");
        }
        let effects = if self.item.is_some() { "" } else { " async throws" };
        let head = format!("public func {}(", operation.id);
        *out += &listed(INDENT, &head, &self.parameters(body), &format!("){effects}{gives} {{"));
        *out += &format!("\n{}\n    }}\n", self.call(body.is_some_and(|(_, is_required)| is_required)));
    }

    /// The expression of the method.
    fn call(&self, body_is_required: bool) -> String {
        let steps = self.steps(body_is_required);
        let attempt = if self.item.is_some() { "" } else { "try await " };
        let mut arguments = vec![literal(&self.operation.id), format!("Arguments(){}", steps.concat())];
        arguments.extend(self.item.map(|_| "cursor".to_owned()));
        arguments.push("options".to_owned());
        arguments.extend(self.document().and_then(|of| self.value(of).ok()).map(|view| format!("{{ {view} }}")));
        let view = self.view.as_ref().map(|view| format!(" {{ {view} }}")).unwrap_or_default();
        let head = format!("{INDENT}    {attempt}client.{}(", self.verb);
        let line = format!("{head}{}){view}", arguments.join(", "));
        if line.chars().count() <= WIDTH {
            return line;
        }
        let inner = format!("{INDENT}        ");
        let mut text = head;
        for (at, argument) in arguments.iter().enumerate() {
            let comma = if at + 1 < arguments.len() { "," } else { "" };
            if inner.len() + argument.len() < WIDTH {
                text += &format!("\n{inner}{argument}{comma}");
            } else {
                text += &format!("\n{inner}Arguments()");
                steps.iter().for_each(|step| text += &format!("\n{inner}    {step}"));
                text += comma;
            }
        }
        format!("{text}\n{INDENT}    ){view}")
    }

    /// A type, by the name that it has inside a client.
    fn name_of(&self, of: &Ref) -> String {
        let name = self.types.in_swift(of);
        match self.types.api.class_of(of) {
            Some(class) if self.services.contains(class) => name.replace(class, &format!("Oktant.{class}")),
            _ => name,
        }
    }

    fn body_type(&self, body: &Body) -> String {
        body.of.as_ref().map_or_else(|| "Body".to_owned(), |of| self.name_of(of))
    }

    /// Required arguments, the body, then what may be left out, headers last.
    fn parameters(&self, body: Option<(&str, bool)>) -> Vec<String> {
        let declare = |(parameter, name): &(&Parameter, String)| {
            let of = match parameter.of {
                Ref::Integer => "Int".to_owned(),
                _ => self.types.in_swift(&parameter.of),
            };
            format!("{}: {of}{}", quoted(name), if parameter.required { "" } else { "? = nil" })
        };
        let some =
            |wanted: fn(&Parameter) -> bool| self.arguments.iter().filter(move |(one, _)| wanted(one)).map(declare);
        let mut all: Vec<String> = some(|one| one.place == Place::Path).collect();
        all.extend(some(|one| one.required && one.place != Place::Path));
        all.extend(body.map(|(of, is_required)| format!("_ body: {of}{}", if is_required { "" } else { "? = nil" })));
        all.extend(some(|one| !one.required && one.place != Place::Header));
        all.extend(some(|one| !one.required && one.place == Place::Header));
        all.extend(self.item.map(|_| "cursor: String? = nil".to_owned()));
        all.push("options: CallOptions = CallOptions()".to_owned());
        all
    }

    /// What adds each argument to the call.
    fn steps(&self, body_is_required: bool) -> Vec<String> {
        let mut steps = Vec::new();
        for (parameter, name) in &self.arguments {
            let word = match parameter.place {
                Place::Path => "path",
                Place::Query => "query",
                Place::Header => "header",
            };
            let dot = if parameter.required { "." } else { "?." };
            let is_enum = self.types.enum_of(&parameter.of).is_some();
            let value = if is_enum { format!("{dot}rawValue") } else { String::new() };
            steps.push(format!(".{word}({}, {}{value})", literal(&parameter.wire), quoted(name)));
        }
        steps.extend(self.operation.body.as_ref().map(|body| match (&body.of, body_is_required) {
            (None, _) => ".body(body)".to_owned(),
            (_, true) => ".json(body.json)".to_owned(),
            (_, false) => ".json(body?.json)".to_owned(),
        }));
        steps
    }

    /// The return type with its arrow; nothing if the method returns nothing.
    fn gives(&self) -> String {
        let reply = &self.operation.reply;
        let optional = if reply.optional { "?" } else { "" };
        match (self.item, reply.shape, &reply.of) {
            (Some(item), ..) => match self.document() {
                Some(of) => format!(" -> PagedDocuments<{}, {}>", self.name_of(item), self.name_of(of)),
                None => format!(" -> PagedSequence<{}>", self.name_of(item)),
            },
            (_, Shape::Nothing, _) => String::new(),
            (_, Shape::Text, _) => format!(" -> {}", if reply.is_text() { "String" } else { "Data" }),
            (_, _, Some(of)) => format!(" -> {}{optional}", self.name_of(of)),
            (_, _, None) => format!(" -> JSON{optional}"),
        }
    }

    /// The type of a page that is more than a list of items.
    fn document(&self) -> Option<&'a Ref> {
        self.operation.reply.of.as_ref().filter(|_| self.types.api.wrapped(self.operation).is_some())
    }

    /// The expression that makes a value of the JSON `$0`.
    fn value(&self, of: &Ref) -> Result<String> {
        match self.types.api.meaning(of) {
            Ref::Named(name) if matches!(self.types.kind(name), Some(Kind::Model { .. } | Kind::Union { .. })) => {
                Ok(format!("{}(json: $0)", self.name_of(of)))
            }
            Ref::List(_) => Ok("$0.models()".to_owned()),
            Ref::Text => Ok("$0.string ?? $0.description".to_owned()),
            Ref::Any => Ok("$0".to_owned()),
            of => Err(Error::other(format!("{}: no form in Swift of {of:?}", self.operation.id))),
        }
    }

    fn docs(&self) -> Vec<String> {
        let operation = self.operation;
        let original = operation.variant_of.as_ref().unwrap_or(&operation.id);
        let mut lines = about(operation);
        lines.extend([String::new(), reference_of(&operation.tag, original), String::new()]);
        let mut parameters: Vec<String> = Vec::new();
        for (parameter, name) in &self.arguments {
            let mut words = values(operation, parameter);
            if self.item.is_some() && name == "limit" {
                words.push_str("; `prefix` limits the whole list");
            }
            if self.item.is_some() && name == "after" {
                words.push_str("; the `cursor` of a page is for `cursor`");
            }
            let header = if parameter.place == Place::Header { "header, " } else { "" };
            let wire = if *name == parameter.wire { String::new() } else { format!("`{}`, ", parameter.wire) };
            parameters.push(format!("{name}: {header}{wire}{words}"));
        }
        if let Some(body) = operation.body.as_ref() {
            parameters.push(match (&body.of, &body.part) {
                (Some(_), _) => "body: the request body".to_owned(),
                (None, Some(_)) => "body: the file".to_owned(),
                (None, None) => format!("body: the content, of type `{}`", body.media.join("`, `")),
            });
        }
        if self.item.is_some() {
            let own = "the ``Page/cursor`` of an earlier page, to continue after it; it brings its own query arguments";
            parameters.push(format!("cursor: {own}"));
        }
        parameters.push("options: timeout, retries and headers of this call".to_owned());
        match parameters.as_slice() {
            [one] => lines.push(format!("- Parameter {one}")),
            _ => {
                lines.push("- Parameters:".to_owned());
                lines.extend(parameters.iter().map(|one| format!("  - {one}")));
            }
        }
        let likely: Vec<String> = likely_statuses(operation).iter().map(u16::to_string).collect();
        let status = if likely.is_empty() { String::new() } else { format!("status {}, ", likely.join(", ")) };
        let page = if operation.paging == Paging::No { "" } else { ", `page`" };
        let throws = format!("``OktantError``; likely {status}`rateLimited`{page}.");
        if self.item.is_some() {
            // Reading the list throws, not the method.
            lines.insert(about(operation).len(), format!("Reading the list throws {throws}"));
        } else {
            lines.push(format!("- Throws: {throws}"));
        }
        lines
    }
}
