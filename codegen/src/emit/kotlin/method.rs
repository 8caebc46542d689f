//! One method: signature, documentation, and the call.

use super::WIDTH;
use super::text::{File, comment, function, literal, quoted};
use crate::emit::docs::{about, idents, likely_statuses, reference_of, values};
use crate::emit::types::Types;
use crate::model::names::camel;
use crate::model::{Body, Kind, Operation, Paging, Parameter, Place, Ref, Shape};
use std::io::{Error, Result};

/// Argument names that methods have beside those of parameters.
const TAKEN: [&str; 4] = ["body", "cursor", "options", "client"];

pub(super) struct Method<'a> {
    types: &'a Types<'a>,
    operation: &'a Operation,
    /// The service's own class: a model of that name is written with its package.
    class: &'a str,
    /// The parameters with their argument names, not quoted; headers last.
    arguments: Vec<(&'a Parameter, String)>,
    /// The item type, if this is a list.
    item: Option<&'a Ref>,
}

impl<'a> Method<'a> {
    /// # Errors
    /// If the response has no form in Kotlin.
    pub(super) fn new(types: &'a Types<'a>, operation: &'a Operation, class: &'a str) -> Result<Method<'a>> {
        let names = idents(operation.parameters.iter().map(|one| one.wire.as_str()), &TAKEN, camel);
        let mut arguments: Vec<_> = operation.parameters.iter().zip(names).collect();
        arguments.sort_by_key(|(parameter, _)| parameter.place == Place::Header);
        let method = Method { types, operation, class, arguments, item: types.api.item(operation) };
        match method.made() {
            Some(_) => Ok(method),
            None => Err(Error::other(format!("{}: no form in Kotlin of {:?}", operation.id, operation.reply.of))),
        }
    }

    /// A call with its required arguments.
    pub(super) fn call(&self, service: &str) -> String {
        let mut arguments: Vec<String> = self.required().map(|(_, name)| quoted(name)).collect();
        arguments.extend(self.operation.body.as_ref().filter(|body| body.required).map(|_| "body".to_owned()));
        format!("okta.{service}.{}({})", self.operation.id, arguments.join(", "))
    }

    /// The required parameters with their argument names: those in the path first.
    fn required(&self) -> impl Iterator<Item = &(&'a Parameter, String)> {
        let of = |in_path: bool| {
            let required = self.arguments.iter().filter(|(parameter, _)| parameter.required);
            required.filter(move |(parameter, _)| (parameter.place == Place::Path) == in_path)
        };
        of(true).chain(of(false))
    }

    /// The method, and the same with the other models that its body may be.
    pub(super) fn write(&self, file: &mut File) {
        let bodies = self.operation.body.as_ref().map_or_else(
            || vec![None],
            |body| {
                let found = self.types.api.also_taken(self.operation).into_iter().map(|name| self.local(name));
                [self.body_type(body)].into_iter().chain(found).map(Some).collect()
            },
        );
        for (at, body) in bodies.into_iter().enumerate() {
            if at > 0 {
                file.body.push('\n');
            }
            self.write_one(body.as_deref(), at == 0, file);
        }
        for name in self.models() {
            if name != self.class {
                file.import(format!("dev.oktant.models.{name}"));
            }
        }
    }

    fn write_one(&self, body: Option<&str>, is_first: bool, file: &mut File) {
        let operation = self.operation;
        comment(&self.docs(), "    ", &mut file.body);
        if operation.facts.deprecated {
            file.body.push_str("    @Deprecated(\"Deprecated by Okta.\")\n");
        }
        if self.arguments.iter().any(|(parameter, _)| self.types.enum_of(&parameter.of).is_some()) {
            file.body.push_str(&format!("    @JvmName({:?})\n", operation.id));
        }
        // Java has no default arguments. Without a body, one of several methods is meant.
        if is_first || operation.body.as_ref().is_some_and(|body| body.required) {
            file.body.push_str("    @JvmOverloads\n");
        }
        let (verb, made) = self.made().unwrap_or_default();
        let word = if self.item.is_some() { "public fun" } else { "public suspend fun" };
        let tail = if made.is_empty() { made } else { format!(" {made}") };
        let mut arguments = vec![literal(&operation.id), format!("ArgumentsBuilder(){}", self.steps().concat())];
        arguments.extend(self.item.map(|_| "cursor".to_owned()));
        arguments.push("options".to_owned());
        arguments.extend(self.document().and_then(|of| self.view(of)));
        let whole = format!("client.{verb}({}){tail}", arguments.join(", "));
        let broken = |indent: &str| self.broken(verb, &arguments, &tail, indent);
        let (head, parameters) = (format!("{word} {}", operation.id), self.parameters(body));
        file.body.push_str(&function("    ", &head, &parameters, &self.gives(), &whole, broken));
        file.body.push('\n');
    }

    /// The call with a line for each argument, and for each step of a long one.
    fn broken(&self, verb: &str, arguments: &[String], tail: &str, indent: &str) -> String {
        let inner = format!("{indent}    ");
        let mut text = format!("client.{verb}(\n");
        for argument in arguments {
            if inner.len() + argument.len() < WIDTH {
                text += &format!("{inner}{argument},\n");
            } else {
                let steps = self.steps().iter().map(|step| format!("\n{inner}    {step}")).collect::<String>();
                text += &format!("{inner}ArgumentsBuilder(){steps},\n");
            }
        }
        text + indent + ")" + tail
    }

    /// The named types that its text mentions.
    fn models(&self) -> impl Iterator<Item = &'a str> {
        let body = self.operation.body.as_ref().and_then(|body| body.of.as_ref());
        let replies = self.item.into_iter().chain(self.operation.reply.of.as_ref());
        let taken = self.operation.parameters.iter().map(|parameter| &parameter.of);
        let named = body.into_iter().chain(replies).chain(taken).filter_map(|of| self.types.api.class_of(of));
        named.chain(self.types.api.also_taken(self.operation))
    }

    /// A class, by the name that it has in this file.
    fn local(&self, name: &str) -> String {
        if name == self.class { format!("dev.oktant.models.{name}") } else { name.to_owned() }
    }

    fn name_of(&self, of: &Ref) -> String {
        match self.types.api.class_of(of) {
            Some(name) if name == self.class => self.types.in_kotlin(of).replace(name, &self.local(name)),
            _ => self.types.in_kotlin(of),
        }
    }

    fn body_type(&self, body: &Body) -> String {
        match &body.of {
            Some(of) => self.name_of(of),
            None if body.part.is_some() => "Body.File".to_owned(),
            None => "Body.Bytes".to_owned(),
        }
    }

    /// What is required: path arguments, others, the body. Then what may be left out: the body, the query, headers.
    fn parameters(&self, body: Option<&str>) -> Vec<String> {
        let of = |parameter: &Parameter| match parameter.of {
            Ref::Integer => "Int".to_owned(),
            _ => self.types.in_kotlin(&parameter.of),
        };
        let body_is_required = self.operation.body.as_ref().is_some_and(|body| body.required);
        let optional = self.arguments.iter().filter(|(one, _)| !one.required);
        let mut all: Vec<String> =
            self.required().map(|(one, name)| format!("{}: {}", quoted(name), of(one))).collect();
        all.extend(body.map(|of| if body_is_required { format!("body: {of}") } else { format!("body: {of}? = null") }));
        all.extend(optional.map(|(one, name)| format!("{}: {}? = null", quoted(name), of(one))));
        all.extend(self.item.map(|_| "cursor: String? = null".to_owned()));
        all.push("options: CallOptions? = null".to_owned());
        all
    }

    /// What adds each argument to the call.
    fn steps(&self) -> Vec<String> {
        let mut steps = Vec::new();
        for (parameter, name) in &self.arguments {
            let word = match parameter.place {
                Place::Path => "path",
                Place::Query => "query",
                Place::Header => "header",
            };
            let dot = if parameter.required { "." } else { "?." };
            let value = if self.types.enum_of(&parameter.of).is_some() { format!("{dot}value") } else { String::new() };
            steps.push(format!(".{word}({}, {}{value})", literal(&parameter.wire), quoted(name)));
        }
        steps.extend(
            self.operation
                .body
                .as_ref()
                .map(|body| if body.of.is_some() { ".json(body)" } else { ".body(body)" }.to_owned()),
        );
        steps
    }

    /// The return type.
    fn gives(&self) -> String {
        let reply = &self.operation.reply;
        let optional = if reply.optional { "?" } else { "" };
        match (self.item, reply.shape, &reply.of) {
            (Some(item), ..) => match self.document() {
                Some(of) => format!("PagedDocuments<{}, {}>", self.name_of(item), self.name_of(of)),
                None => format!("PagedFlow<{}>", self.name_of(item)),
            },
            (_, Shape::Nothing, _) => "Unit".to_owned(),
            (_, Shape::Text, _) => if reply.is_text() { "String" } else { "ByteArray" }.to_owned() + optional,
            (_, _, Some(of)) => self.name_of(of) + optional,
            (_, _, None) => "JsonElement".to_owned() + optional,
        }
    }

    /// The function that makes the call, and the lambda that makes the value of the response's JSON; `None` if there is none.
    fn made(&self) -> Option<(&'static str, String)> {
        let reply = &self.operation.reply;
        let value = if reply.optional { "valueOrNull" } else { "value" };
        Some(match (self.item, reply.shape, &reply.of) {
            (Some(item), ..) => (if self.document().is_some() { "documents" } else { "list" }, self.view(item)?),
            (_, Shape::Nothing, _) => ("unit", String::new()),
            (_, Shape::Text, _) => (if reply.is_text() { "text" } else { "bytes" }, String::new()),
            (_, _, Some(of)) => (value, self.view(of)?),
            (_, _, None) => (value, "{ it }".to_owned()),
        })
    }

    /// The type of a page that is more than a list of items.
    fn document(&self) -> Option<&'a Ref> {
        self.operation.reply.of.as_ref().filter(|_| self.types.api.wrapped(self.operation).is_some())
    }

    /// The lambda that makes a value of JSON.
    fn view(&self, of: &Ref) -> Option<String> {
        match self.types.api.meaning(of) {
            Ref::Named(name) => matches!(self.types.kind(name), Some(Kind::Model { .. } | Kind::Union { .. }))
                .then(|| format!("{{ {}(it) }}", self.local(name))),
            Ref::List(of) => Some(format!("{{ modelsOf(it) {} }}", self.view(of)?)),
            Ref::Text => Some("{ textOf(it) }".to_owned()),
            Ref::Any => Some("{ it }".to_owned()),
            _ => None,
        }
    }

    fn docs(&self) -> Vec<String> {
        let operation = self.operation;
        let original = operation.variant_of.as_ref().unwrap_or(&operation.id);
        let mut lines = about(operation);
        lines.extend([String::new(), reference_of(&operation.tag, original), String::new()]);
        for (parameter, name) in &self.arguments {
            let mut words = values(operation, parameter);
            if self.item.is_some() && name == "limit" {
                words.push_str("; `take` limits the whole list");
            }
            if self.item.is_some() && name == "after" {
                words.push_str("; the `cursor` of a page is for `cursor`");
            }
            let header = if parameter.place == Place::Header { "header, " } else { "" };
            let wire = if *name == parameter.wire { String::new() } else { format!("`{}`, ", parameter.wire) };
            lines.push(format!("@param {name} {header}{wire}{words}"));
        }
        if let Some(body) = operation.body.as_ref() {
            lines.push(match (&body.of, &body.part) {
                (Some(_), _) => "@param body the request body".to_owned(),
                (None, Some(_)) => "@param body the file".to_owned(),
                (None, None) => format!("@param body the content, of type `{}`", body.media.join("`, `")),
            });
        }
        if self.item.is_some() {
            let own = "the `cursor` of an earlier page, to continue after it; it brings its own query arguments";
            lines.push(format!("@param cursor {own}"));
        }
        let likely: Vec<String> = likely_statuses(operation).iter().map(u16::to_string).collect();
        let status = if likely.is_empty() { String::new() } else { format!("status {}, ", likely.join(", ")) };
        let page = if operation.paging == Paging::No { "" } else { ", kind `page`" };
        lines.push(format!("@throws OktantException likely {status}kind `rate_limited`{page}"));
        lines
    }
}
