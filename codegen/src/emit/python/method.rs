//! One method: signature, documentation, and the call.

use super::types::Types;
use super::{ClientFlavor, WIDTH, broken, ident, type_text};
use crate::emit::docs::{about, idents, likely_statuses, reference_of, values};
use crate::model::{Api, Body, Operation, Paging, Parameter, Place, Ref, Shape};
use std::fmt::Write;

/// Argument names that every method has.
const TAKEN: [&str; 9] =
    ["self", "body", "cursor", "options", "timeout", "deadline", "max_retries", "headers", "extra_query"];

/// A call with its required arguments.
pub(crate) fn call(api: &Api, operation: &Operation) -> String {
    Method::new(Types { api, class: "" }, operation, ClientFlavor::Sync).shown()
}

pub(super) struct Method<'a> {
    operation: &'a Operation,
    types: Types<'a>,
    flavor: ClientFlavor,
    /// The argument name of each parameter, in the document's order.
    names: Vec<String>,
    /// The item type, if this is a list.
    item: Option<&'a Ref>,
    /// The class of a page, if this is a list whose pages are objects.
    page: Option<&'a str>,
}

impl<'a> Method<'a> {
    pub(super) fn new(types: Types<'a>, operation: &'a Operation, flavor: ClientFlavor) -> Method<'a> {
        let names = idents(operation.parameters.iter().map(|parameter| parameter.wire.as_str()), &TAKEN, ident);
        let items = types.api.wrapped(operation).and_then(|(fields, at)| fields.get(at));
        let wrapped = items.and_then(|field| match types.api.meaning(&field.of) {
            Ref::List(item) => Some(item.as_ref()),
            _ => None,
        });
        let item = operation.item().or(wrapped);
        let page = wrapped.and(operation.reply.of.as_ref()).and_then(|of| types.api.class_of(of));
        Method { operation, types, flavor, names, item, page }
    }

    pub(super) fn name(&self) -> String {
        ident(&self.operation.id)
    }

    /// The argument name of each parameter, in the document's order.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The item type, if this is a list.
    pub(super) fn item(&self) -> Option<&Ref> {
        self.item
    }

    /// A call with its required arguments.
    fn shown(&self) -> String {
        let required = self.parameters(|parameter| parameter.required).into_iter().map(|(_, name)| name);
        let body = self.operation.body.as_ref().filter(|body| body.required).map(|_| "body");
        let arguments: Vec<&str> = required.chain(body).collect();
        format!("okta.{}.{}({})", ident(&self.operation.area), self.name(), arguments.join(", "))
    }

    pub(super) fn is_list(&self) -> bool {
        self.item.is_some()
    }

    /// The named types that its text mentions.
    pub(super) fn models(&self) -> impl Iterator<Item = &'a str> {
        let body = self.operation.body.as_ref().and_then(|body| body.of.as_ref());
        let reply = self.item.or(self.operation.reply.of.as_ref());
        let taken = self.operation.parameters.iter().map(|parameter| &parameter.of);
        let named = body.into_iter().chain(reply).chain(taken).filter_map(|of| self.types.api.class_of(of));
        named.chain(self.page).chain(self.found())
    }

    /// The same method of the service that returns full responses.
    pub(super) fn write_raw(&self, class: &str, out: &mut String) {
        let flavor = if self.flavor == ClientFlavor::Async { "async_" } else { "" };
        let mut arguments = vec![format!("{class}.{}", self.name())];
        let verb = match self.page {
            Some(page) => {
                arguments.push(format!("lambda: {}", self.types.local(page)));
                "raw_page"
            }
            None if self.is_list() => "raw_list",
            None => "raw",
        };
        broken(out, 4, &format!("{} = {flavor}{verb}", self.name()), &arguments, "");
    }

    pub(super) fn write(&self, out: &mut String) {
        out.push('\n');
        if self.operation.facts.deprecated {
            out.push_str("    @deprecated(\"deprecated by Okta\")\n");
        }
        let waits = self.flavor == ClientFlavor::Async && !self.is_list();
        let (def, wait) = if waits { ("async def", "await ") } else { ("def", "") };
        let parameters: Vec<String> = ["self".to_owned()].into_iter().chain(self.signature()).collect();
        broken(out, 4, &format!("{def} {}", self.name()), &parameters, &format!(" -> {}:", self.gives()));
        self.docs(out);
        let (verb, arguments) = self.call();
        broken(out, 8, &format!("return {wait}self.{verb}"), &arguments, "");
    }

    /// The parameters that pass a filter, with their argument names.
    fn parameters(&self, keep: impl Fn(&Parameter) -> bool) -> Vec<(&'a Parameter, &str)> {
        let all = self.operation.parameters.iter().zip(self.names.iter().map(String::as_str));
        all.filter(|(parameter, _)| keep(parameter)).collect()
    }

    fn signature(&self) -> Vec<String> {
        let required = self.parameters(|parameter| parameter.required).into_iter();
        let mut parts: Vec<String> =
            required.map(|(parameter, name)| format!("{name}: {}", self.required_type(parameter))).collect();
        parts.extend(self.operation.body.as_ref().map(|body| match (self.body_type(body), body.required) {
            (of, true) => format!("body: {of}"),
            (of, false) => format!("body: {of} | None = None"),
        }));
        let optional = self.parameters(|parameter| !parameter.required).into_iter();
        let named =
            optional.map(|(parameter, name)| format!("{name}: {} | None = None", self.types.argument(parameter)));
        let cursor = self.is_list().then(|| "cursor: str | None = None".to_owned());
        let mut named = named.chain(cursor).peekable();
        parts.extend(named.peek().map(|_| "*".to_owned()));
        parts.extend(named);
        parts.push("**options: Unpack[CallOptions]".to_owned());
        parts
    }

    /// An ID in a path may be None as far as types go, because a model's `id` may be: the core refuses None before
    /// anything is sent.
    fn required_type(&self, parameter: &Parameter) -> String {
        let of = self.types.argument(parameter);
        if parameter.place == Place::Path { format!("{of} | None") } else { of }
    }

    fn body_type(&self, body: &Body) -> String {
        match &body.of {
            Some(of) => {
                let found = self.found().map(|name| format!("| {} ", self.types.local(name)));
                self.types.taken(of).replacen("| dict[", &(found.collect::<String>() + "| dict["), 1)
            }
            None => "File | bytes | str | PathLike[str] | BinaryIO".to_owned(),
        }
    }

    /// The other models that its body may be.
    fn found(&self) -> impl Iterator<Item = &'a str> {
        self.types.api.also_taken(self.operation).into_iter()
    }

    /// The return type.
    fn gives(&self) -> String {
        let reply = &self.operation.reply;
        match (self.item, reply.shape, &reply.of) {
            (Some(item), ..) => format!("{}List[{}]", self.flavor.prefix(), self.types.read(item)),
            (_, Shape::Nothing, _) => "None".to_owned(),
            (_, Shape::Text, _) => if self.operation.reply.is_text() { "str" } else { "bytes" }.to_owned(),
            (_, _, Some(of)) if reply.optional => format!("{} | None", self.types.read(of)),
            (_, _, Some(of)) => self.types.read(of),
            (_, _, None) => "Any".to_owned(),
        }
    }

    /// The method of the service that makes the call, and its arguments.
    fn call(&self) -> (&'static str, Vec<String>) {
        let reply = &self.operation.reply;
        let mut arguments = vec![format!("{:?}", self.operation.id)];
        let verb = match (self.item, reply.shape, &reply.of) {
            (Some(item), ..) => {
                arguments.push(format!("{:?}", type_text(self.types.api, item)));
                "_list"
            }
            (_, Shape::Nothing, _) => "_do",
            (_, shape, of) => {
                let text = match of {
                    Some(of) => type_text(self.types.api, of),
                    None if shape == Shape::Text && !self.operation.reply.is_text() => "content".to_owned(),
                    None if shape == Shape::Text => "text".to_owned(),
                    None => "Any".to_owned(),
                };
                arguments.push(format!("{:?}", text + if reply.optional { "?" } else { "" }));
                "_call"
            }
        };
        for (place, word) in [(Place::Path, "path"), (Place::Query, "query"), (Place::Header, "header")] {
            let given = self.parameters(|parameter| parameter.place == place).into_iter();
            let given: Vec<String> = given.map(|(parameter, name)| format!("{:?}: {name}", parameter.wire)).collect();
            if !given.is_empty() {
                arguments.push(format!("{word}={{{}}}", given.join(", ")));
            }
        }
        if let Some(body) = &self.operation.body {
            arguments.push(match body.of.as_ref().filter(|of| self.types.api.class_of(of).is_some()) {
                Some(of) => {
                    format!("body=self._checked({:?}, {:?}, body)", self.operation.id, type_text(self.types.api, of))
                }
                None => "body=body".to_owned(),
            });
        }
        arguments.extend(self.page.map(|page| format!("page={page:?}")));
        if self.is_list() {
            arguments.push("cursor=cursor".to_owned());
        }
        arguments.push("options=options".to_owned());
        (verb, arguments)
    }

    fn docs(&self, out: &mut String) {
        let mut lines = about(self.operation);
        if let Some(first) = lines.first_mut() {
            first.insert_str(0, "\"\"\"");
        }
        lines.extend([String::new(), "Args:".to_owned()]);
        let argument = |(parameter, name)| format!("    {name}: {}", self.argument(parameter, name));
        lines.extend(self.parameters(|parameter| parameter.required).into_iter().map(argument));
        lines.extend(self.operation.body.iter().map(|body| format!("    body: {}", self.body_words(body))));
        lines.extend(self.parameters(|parameter| !parameter.required).into_iter().map(argument));
        if self.is_list() {
            lines.push("    cursor: the `cursor` of an earlier page, to continue after it".to_owned());
        }
        let options = "`timeout`, `deadline`, `max_retries`, `headers` and `extra_query` for this call";
        lines.push(format!("    options: {options}"));
        lines.extend([String::new(), "Returns:".to_owned(), format!("    {}", self.reply_words())]);
        lines.extend([String::new(), "Raises:".to_owned(), format!("    {}", self.errors())]);
        let original = self.operation.variant_of.as_ref().unwrap_or(&self.operation.id);
        let tag = &self.operation.tag;
        lines.extend([String::new(), reference_of(tag, original), "\"\"\"".to_owned()]);
        for line in lines.iter().flat_map(|line| folded(line)) {
            let _ = writeln!(out, "{}", format!("        {line}").trim_end());
        }
    }

    /// What an argument takes, with its name on the wire if that differs.
    fn argument(&self, parameter: &Parameter, name: &str) -> String {
        let values = values(self.operation, parameter);
        match parameter.place {
            Place::Header => format!("header `{}`, {values}", parameter.wire),
            _ if ident(&parameter.wire) != name => format!("`{}`, {values}", parameter.wire),
            _ if self.is_list() && name == "limit" => format!("{values}; `take` limits the whole list"),
            _ => values,
        }
    }

    fn body_words(&self, body: &Body) -> String {
        let optional = if body.required { "" } else { "; optional" };
        match &body.of {
            Some(of) => {
                let found: Vec<String> = self.found().map(|name| format!("`{name}`")).collect();
                let found = if found.is_empty() { String::new() } else { format!(", or {}", found.join(" or ")) };
                format!("`{}`{found}{optional}", self.outside().read(of))
            }
            None => {
                let what = match body.part {
                    Some(_) => "the file".to_owned(),
                    None => format!("the content, of type `{}`", body.media.join("`, `")),
                };
                format!("{what}: its path, its bytes, a binary file object or a `File`{optional}")
            }
        }
    }

    fn reply_words(&self) -> String {
        let reply = &self.operation.reply;
        match (self.item, reply.shape) {
            (Some(item), _) => {
                format!("A lazy list of `{}`; iterating it fetches one page at a time.", self.outside().read(item))
            }
            (_, Shape::Nothing) => "None.".to_owned(),
            (_, Shape::Text) => format!("The response body, of type `{}`.", reply.media.join("`, `")),
            (_, _) => {
                let of = reply.of.as_ref().map_or_else(|| "Any".to_owned(), |of| self.outside().read(of));
                let optional = if reply.optional { ", or None if the response is empty" } else { "" };
                format!("`{of}`{optional}.")
            }
        }
    }

    /// Types by their own names, as doc comments write them.
    fn outside(&self) -> Types<'a> {
        Types { class: "", ..self.types }
    }

    /// The `Raises` line: the likely errors first.
    fn errors(&self) -> String {
        let mut likely: Vec<&str> = likely_statuses(self.operation).into_iter().map(error_class).collect();
        likely.push("RateLimitedError");
        if self.operation.paging != Paging::No {
            likely.push("PageError");
        }
        format!("{} or another OktantError.", likely.join(", "))
    }
}

/// The class of the error for a likely status.
fn error_class(status: u16) -> &'static str {
    match status {
        401 => "UnauthorizedError",
        403 => "ForbiddenError",
        404 => "NotFoundError",
        _ => "BadRequestError",
    }
}

/// A line of documentation, broken at spaces into lines that are not too long.
fn folded(line: &str) -> Vec<String> {
    let text = line.trim_start();
    let indent = " ".repeat(line.len() - text.len());
    let mut lines = vec![indent.clone()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(last) if last.trim().is_empty() => last.push_str(word),
            Some(last) if last.chars().count() + word.chars().count() < WIDTH - 8 => *last += &format!(" {word}"),
            _ => lines.push(format!("{indent}    {word}")),
        }
    }
    lines
}
