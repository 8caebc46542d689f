//! Operations, their binary variants, and the payloads of inline hooks.

use super::schema::{Types, enum_values, limits, reference, scalar};
use super::{Area, Fault, Hook, Ref, Shape, names, resolve};
use crate::import::servers;
use crate::node::{below, is_true, list, members, text};
use serde::Serialize;
use serde_json::Value;

/// One operation of the document, or one binary variant of it.
#[derive(Debug, Serialize)]
pub struct Operation {
    /// The document's operationId.
    pub id: String,
    /// The service that it belongs to.
    pub area: String,
    /// Its tag, as the document spells it.
    pub tag: String,
    /// `GET`
    pub method: String,
    /// `/api/v1/users/{id}`
    pub path: String,
    /// The label in front of the org's host, unless the org itself serves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Path parameters in path order, then required ones, then the others.
    pub parameters: Vec<Parameter>,
    /// The request body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// The response body.
    pub reply: Reply,
    /// How the next page is found.
    pub paging: Paging,
    /// OAuth scopes, of which one is enough.
    pub scopes: Vec<String>,
    /// Facts beside its types.
    pub facts: Facts,
    /// The operation that this is a binary variant of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant_of: Option<String>,
}

/// A parameter.
#[derive(Debug, Clone, Serialize)]
pub struct Parameter {
    /// The location of the parameter (`in`).
    pub place: Place,
    /// The name on the wire.
    pub wire: String,
    /// A string, an enum, a timestamp, a number, a boolean, or a list of strings.
    #[serde(rename = "type")]
    pub of: Ref,
    /// Whether it is required.
    pub required: bool,
    /// Whether a list is one pair per value instead of joined by commas.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub explode: bool,
    /// The documented values; for a list, those of its elements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Limits and default, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
    /// The largest integer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<u64>,
}

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// A header.
    Header,
}

/// A request body.
#[derive(Debug, Serialize)]
pub struct Body {
    /// Media types, the default one first.
    pub media: Vec<String>,
    /// Whether it is required.
    pub required: bool,
    /// The type of a JSON body.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub of: Option<Ref>,
    /// The file part of a multipart body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// The body of a successful response.
#[derive(Debug, Serialize)]
pub struct Reply {
    /// The kind of body.
    pub shape: Shape,
    /// The body may be missing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The type of a JSON body.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub of: Option<Ref>,
    /// Media types, in document order.
    pub media: Vec<String>,
}

impl Reply {
    /// True if a body that is not JSON is text.
    pub fn is_text(&self) -> bool {
        self.media.iter().all(|media| media.starts_with("text/") || media.ends_with("xml"))
    }
}

/// How the next page of a list is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Paging {
    /// The operation is not a list.
    No,
    /// By the Link header.
    Link,
    /// By a link in the body.
    Body {
        /// A JSON pointer to the link.
        next: String,
        /// The member that holds the items.
        items: String,
    },
    /// By the Link header, without end: the list grows.
    Poll,
}

/// Facts of an operation beside its types.
#[derive(Debug, Serialize)]
pub struct Facts {
    /// `any`, `ssws`, `oauth` or `none`: the credentials that the document declares.
    pub security: &'static str,
    /// Whether it is idempotent.
    pub again: bool,
    /// `GA`, `EA`, `LIMITED_GA`, ...
    pub lifecycle: String,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

impl Operation {
    /// The types that it refers to.
    pub fn types(&self) -> impl Iterator<Item = &Ref> {
        let body = self.body.as_ref().and_then(|body| body.of.as_ref());
        self.parameters.iter().map(|parameter| &parameter.of).chain(body).chain(self.reply.of.as_ref())
    }

    /// The type of the items, if this is a list.
    pub fn item(&self) -> Option<&Ref> {
        match (&self.paging, &self.reply.of) {
            (Paging::Link | Paging::Poll, Some(Ref::List(of))) => Some(of),
            _ => None,
        }
    }
}

const METHODS: [&str; 6] = ["get", "head", "put", "post", "patch", "delete"];

/// Reads all operations and hooks; their inline schemas become types.
pub(super) fn read<'a>(
    document: &'a Value,
    areas: &[Area],
    types: &mut Types<'a>,
) -> Result<(Vec<Operation>, Vec<Hook>), Fault> {
    let mut operations = Vec::new();
    for (path, item) in members(document, "paths") {
        let place = below("/paths", path);
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let source = Source { document, item, operation, place: format!("{place}/{method}"), path, method };
                source.read(areas, types, &mut operations)?;
            }
        }
    }
    operations.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(pair) = operations.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(Fault::new("/paths", format!("two operations are named {}", pair[0].id)));
    }
    let mut hooks = Vec::new();
    for (name, item) in members(document, "x-webhooks") {
        let place = below("/x-webhooks", name);
        let content = "/content/application~1json/schema";
        let mut part = |pointer: String, suffix: &str| {
            let schema = item.pointer(&pointer).ok_or_else(|| Fault::new(format!("{place}{pointer}"), "missing"))?;
            types.of(schema, &format!("{place}{pointer}"), &format!("{}{suffix}", names::pascal(name)))
        };
        let request = part(format!("/post/requestBody{content}"), "Payload")?;
        let reply = part(format!("/post/responses/200{content}"), "Reply")?;
        hooks.push(Hook { name: name.clone(), request, reply });
    }
    Ok((operations, hooks))
}

struct Source<'a, 'b> {
    document: &'a Value,
    item: &'a Value,
    operation: &'a Value,
    place: String,
    path: &'b str,
    method: &'b str,
}

impl<'a> Source<'a, '_> {
    fn read(&self, areas: &[Area], types: &mut Types<'a>, out: &mut Vec<Operation>) -> Result<(), Fault> {
        let id = text(self.operation, "operationId").ok_or_else(|| self.error("no operationId"))?.to_owned();
        let tag = self.operation.pointer("/tags/0").and_then(Value::as_str).ok_or_else(|| self.error("no tag"))?;
        let area = areas.iter().find(|area| area.tag == tag).ok_or_else(|| self.error("its tag is not in /tags"))?;
        let reply = self.reply(types, &id)?;
        let parameters = self.parameters(types)?;
        let build =
            |id: String, body: Option<Body>, variant_of: Option<String>, reply: Reply| -> Result<Operation, Fault> {
                Ok(Operation {
                    paging: self.paging(&reply)?,
                    id,
                    area: area.name.clone(),
                    tag: tag.to_owned(),
                    method: self.method.to_uppercase(),
                    path: self.path.to_owned(),
                    host: self.host()?,
                    parameters: parameters.clone(),
                    body,
                    reply,
                    scopes: self.scopes(),
                    facts: self.facts()?,
                    variant_of,
                })
            };
        let body = self.body(types, &id)?;
        let content = self.operation.get("requestBody").map(|body| self.follow(&self.place, body)).transpose()?;
        for (media, content) in content.into_iter().flat_map(|body| members(body, "content")) {
            if let Some(variant) = content.pointer("/schema/x-okta-operationId").and_then(Value::as_str) {
                let required = body.as_ref().is_some_and(|body| body.required);
                let only = Body { media: vec![media.clone()], required, of: None, part: None };
                let reply = self.reply(types, &id)?;
                out.push(build(variant.to_owned(), Some(only), Some(id.clone()), reply)?);
            }
        }
        out.push(build(id, body, None, reply)?);
        Ok(())
    }

    fn parameters(&self, types: &Types<'a>) -> Result<Vec<Parameter>, Fault> {
        let mut found: Vec<Parameter> = Vec::new();
        for source in [self.item, self.operation] {
            for (at, value) in list(source, "parameters").enumerate() {
                let place = format!("{}/parameters/{at}", self.place);
                let parameter = parameter(self.document, types, &place, self.follow(&place, value)?)?;
                found.retain(|known| (known.place, &known.wire) != (parameter.place, &parameter.wire));
                found.push(parameter);
            }
        }
        let mut ordered = Vec::new();
        for name in self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            let at = found.iter().position(|known| known.place == Place::Path && known.wire == name);
            let at = at.ok_or_else(|| self.error(&format!("the path names {{{name}}}, no parameter does")))?;
            ordered.push(found.remove(at));
        }
        if let Some(stray) = found.iter().find(|known| known.place == Place::Path) {
            return Err(self.error(&format!("the parameter {} is not in the path", stray.wire)));
        }
        let (required, optional): (Vec<_>, Vec<_>) = found.into_iter().partition(|parameter| parameter.required);
        ordered.extend(required);
        ordered.extend(optional);
        Ok(ordered)
    }

    fn body(&self, types: &mut Types<'a>, id: &str) -> Result<Option<Body>, Fault> {
        let Some(body) = self.operation.get("requestBody") else { return Ok(None) };
        let body = self.follow(&self.place, body)?;
        let content = body
            .get("content")
            .and_then(Value::as_object)
            .ok_or_else(|| self.error("a request body without content"))?;
        let media: Vec<String> = content.keys().cloned().collect();
        let required = is_true(body, "required");
        // JSON wherever it is declared: other media types of the same are variants with their own names, or left out.
        let first = content.get_key_value("application/json").or_else(|| content.iter().next());
        let (first, schema) = first.ok_or_else(|| self.error("a request body without content"))?;
        if media.len() > 1 && media.iter().any(|one| one == "multipart/form-data") {
            return Err(self.error("a request body as a form or as something else is not understood"));
        }
        let schema = schema.get("schema").ok_or_else(|| self.error("a request body without a schema"))?;
        let place = below(&format!("{}/requestBody/content", self.place), first) + "/schema";
        match first.as_str() {
            "application/json" => {
                let of = types.of(schema, &place, &format!("{}Request", names::pascal(id)))?;
                Ok(Some(Body { media, required, of: Some(of), part: None }))
            }
            "multipart/form-data" => {
                let properties = schema.get("properties").and_then(Value::as_object);
                let part = properties
                    .and_then(|properties| properties.keys().next())
                    .filter(|_| properties.is_some_and(|all| all.len() == 1));
                let part = part.ok_or_else(|| Fault::new(place, "not exactly one part"))?;
                Ok(Some(Body { media, required: true, of: None, part: Some(part.clone()) }))
            }
            _ => Ok(Some(Body { media, required, of: None, part: None })),
        }
    }

    fn reply(&self, types: &mut Types<'a>, id: &str) -> Result<Reply, Fault> {
        let responses =
            self.operation.get("responses").and_then(Value::as_object).ok_or_else(|| self.error("no responses"))?;
        let mut bodies = Vec::new();
        let mut empty = false;
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with('2')) {
            let place = format!("{}/responses/{status}", self.place);
            match self.follow(&place, response)?.get("content").and_then(Value::as_object) {
                Some(content) if !content.is_empty() => bodies.push((place, content)),
                _ => empty = true,
            }
        }
        let optional = empty || text(self.operation, "x-oktant-body") == Some("optional");
        let Some((place, content)) = bodies.into_iter().next() else {
            return Ok(Reply { shape: Shape::Nothing, optional: true, of: None, media: Vec::new() });
        };
        let media: Vec<String> = content.keys().cloned().collect();
        let Some(json) = content.get("application/json") else {
            return Ok(Reply { shape: Shape::Text, optional, of: None, media });
        };
        let schema = json.get("schema").ok_or_else(|| Fault::new(&place, "a JSON answer without a schema"))?;
        let place = format!("{place}/content/application~1json/schema");
        let of = types.of(schema, &place, &format!("{}Response", names::pascal(id)))?;
        let of = types.list_of(of);
        let shape = types.shape(&of);
        Ok(Reply { shape, optional, of: Some(of), media })
    }

    fn paging(&self, reply: &Reply) -> Result<Paging, Fault> {
        match self.operation.get("x-oktant-paging") {
            Some(Value::String(poll)) if poll == "poll" => Ok(Paging::Poll),
            Some(mark) => match (text(mark, "next"), text(mark, "items")) {
                (Some(next), Some(items)) => Ok(Paging::Body { next: next.to_owned(), items: items.to_owned() }),
                _ => Err(self.error("x-oktant-paging is neither poll nor {next, items}")),
            },
            None if self.method == "get" && reply.shape == Shape::Array => Ok(Paging::Link),
            None => Ok(Paging::No),
        }
    }

    fn scopes(&self) -> Vec<String> {
        let scopes = list(self.operation, "security").flat_map(|scheme| list(scheme, "oauth2"));
        scopes.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
    }

    /// The operation's own server, else that of its path.
    fn host(&self) -> Result<Option<String>, Fault> {
        let Some(servers) = self.operation.get("servers").or_else(|| self.item.get("servers")) else { return Ok(None) };
        let label =
            servers::label_of_facts(servers).ok_or_else(|| self.error("its server is no label in front of the org"))?;
        Ok(Some(label.to_owned()))
    }

    fn facts(&self) -> Result<Facts, Fault> {
        let has = |name: &str| list(self.operation, "security").any(|scheme| scheme.get(name).is_some());
        let security = match (has("apiToken"), has("oauth2")) {
            (true, true) => "any",
            (true, false) => "ssws",
            (false, true) => "oauth",
            (false, false) => "none",
        };
        let by_method = matches!(self.method, "get" | "head" | "put" | "delete");
        let again = self.operation.get("x-oktant-idempotent").and_then(Value::as_bool).unwrap_or(by_method);
        let lifecycle = self.operation.pointer("/x-okta-lifecycle/lifecycle").and_then(Value::as_str).unwrap_or("GA");
        if lifecycle.is_empty() || lifecycle.contains(char::is_whitespace) {
            return Err(self.error("a lifecycle that is no word"));
        }
        let deprecated = is_true(self.operation, "deprecated");
        Ok(Facts { security, again, lifecycle: lifecycle.to_owned(), deprecated })
    }

    fn follow(&self, place: &str, value: &'a Value) -> Result<&'a Value, Fault> {
        match text(value, "$ref") {
            Some(reference) => resolve(self.document, place, reference),
            None => Ok(value),
        }
    }

    fn error(&self, what: &str) -> Fault {
        Fault::new(&self.place, what)
    }
}

fn parameter(document: &Value, types: &Types<'_>, place: &str, value: &Value) -> Result<Parameter, Fault> {
    let wire = text(value, "name").ok_or_else(|| Fault::new(place, "a parameter without a name"))?.to_owned();
    let position = match text(value, "in") {
        Some("path") => Place::Path,
        Some("query") => Place::Query,
        Some("header") => Place::Header,
        other => return Err(Fault::new(place, format!("a parameter in {other:?} is not understood"))),
    };
    let schema = value.get("schema").ok_or_else(|| Fault::new(place, "a parameter without a schema"))?;
    let meant = meant(document, place, schema)?;
    let kind = kind(place, meant)?;
    let multi = matches!(kind, Ref::List(_));
    let explode = value.get("explode").and_then(Value::as_bool).unwrap_or(position == Place::Query);
    let style = text(value, "style").unwrap_or(if position == Place::Query { "form" } else { "simple" });
    if !matches!((position, style), (Place::Query, "form") | (Place::Path | Place::Header, "simple")) {
        return Err(Fault::new(place, format!("the style {style} is not understood")));
    }
    let required = position == Place::Path || is_true(value, "required");
    let one =
        if multi { meant.get("items").map_or(Ok(meant), |items| self::meant(document, place, items))? } else { meant };
    let values = enum_values(one).into_iter().flatten().map(|value| value.wire).collect();
    let named = reference(schema).and_then(|to| types.referred(place, to).ok());
    let of = named.filter(|of| types.is_enum(of)).unwrap_or(kind);
    let (limits, maximum) = (limits(schema), schema.get("maximum").and_then(Value::as_u64));
    Ok(Parameter { place: position, wire, of, required, explode: multi && explode, values, limits, maximum })
}

/// The schema that a reference leads to.
fn meant<'a>(document: &'a Value, place: &str, schema: &'a Value) -> Result<&'a Value, Fault> {
    if let Some(to) = reference(schema) {
        return meant(document, place, resolve(document, place, to)?);
    }
    match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([part]) => meant(document, place, part),
        _ => Ok(schema),
    }
}

/// The type of a parameter.
fn kind(place: &str, schema: &Value) -> Result<Ref, Fault> {
    if let Some(of) = scalar(schema) {
        return Ok(of);
    }
    match text(schema, "type") {
        Some("array") => Ok(Ref::List(Box::new(Ref::Text))),
        // Alternatives and open types are strings in a URL.
        None => Ok(Ref::Text),
        Some(other) => Err(Fault::new(place, format!("a parameter of type {other} is not understood"))),
    }
}
