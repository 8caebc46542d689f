//! What the replay calls and reads: the method of each operation, and the properties of each model.

use super::method::arguments;
use super::properties::{Property, properties};
use super::services::class;
use super::text::{literal, quoted};
use super::types::type_name;
use crate::emit::Files;
use crate::emit::docs;
use crate::emit::types::Types;
use crate::model::names::camel;
use crate::model::{Kind, Operation, Parameter, Place, Ref};
use std::fmt::Write;

const FOLDER: &str = "tests/replay/swift/runner/Sources/Replay/generated";

pub(super) fn emit(types: &Types<'_>, files: &mut Files) {
    let mut all = String::new();
    for area in &types.api.areas {
        let class = class(&area.name);
        let mut body = format!(
            "func call{class}(_ okta: OktantClient, _ replay: Case) async throws -> Any? {{\n    switch replay.operation {{\n"
        );
        let service = format!("okta.{}", quoted(&camel(&area.name)));
        let mut names = Vec::new();
        for operation in types.api.operations.iter().filter(|one| one.area == area.name) {
            arms(types, operation, &service, &mut body);
            names.push(literal(&operation.id));
        }
        let _ = writeln!(all, "    case {}: call{class}", names.join(", "));
        body.push_str("    default: throw Unfit(\"no operation\")\n    }\n}\n");
        file(types, &format!("Calls{class}"), &body, files);
    }
    // No call is awaited here: Swift 6.0 takes gigabytes for a function that awaits hundreds.
    let head = "/// The function that calls the methods of an operation's service.\n\
                func service(of operation: String) -> ((OktantClient, Case) async throws -> Any?)? {\n    switch operation {\n";
    let end = "    default: nil\n    }\n}\n";
    file(types, "Calls", &format!("{head}{all}{end}"), files);
    readers(types, files);
}

/// An arm for each method of an operation; of several, each is called for some cases.
fn arms(types: &Types<'_>, operation: &Operation, service: &str, out: &mut String) {
    let arguments = arguments(operation);
    // Recordings have no headers of requests.
    let given = |wanted: fn(&Parameter) -> bool| {
        let all = arguments.iter().filter(move |(one, _)| wanted(one));
        all.map(|(one, name)| format!("{name}: {}", argument(types, one))).collect::<Vec<_>>()
    };
    let required =
        [given(|one| one.place == Place::Path), given(|one| one.required && one.place != Place::Path)].concat();
    let optional = given(|one| !one.required && one.place == Place::Query);
    let ask = |of: &str, is_required: bool| {
        format!("try replay.{}({of}.self)", if is_required { "body" } else { "optionalBody" })
    };
    let body = operation.body.as_ref().map(|body| match (&body.of, &body.part) {
        (Some(of), _) => ask(&types.in_swift(of), body.required),
        (None, Some(_)) => "replay.file()".to_owned(),
        (None, None) => "replay.content()".to_owned(),
    });
    let mut bodies = vec![body];
    bodies.extend(types.api.also_taken(operation).iter().map(|name| Some(ask(&type_name(name), true))));
    for (at, body) in bodies.iter().enumerate() {
        let condition =
            if bodies.len() == 1 { String::new() } else { format!(" where replay.n % {} == {at}", bodies.len()) };
        let options = "options: replay.options".to_owned();
        let all: Vec<String> = required.iter().chain(body).chain(&optional).chain([&options]).cloned().collect();
        let call = format!("{service}.{}({})", operation.id, all.join(", "));
        let call = if types.api.item(operation).is_some() { format!("firstPage({call})") } else { call };
        let returns = operation.reply.shape != crate::model::Shape::Nothing;
        let _ = match returns {
            true => writeln!(out, "    case {:?}{condition}:\n        return try await {call}", operation.id),
            false => {
                writeln!(out, "    case {:?}{condition}:\n        try await {call}\n        return nil", operation.id)
            }
        };
    }
}

/// How a case is asked for an argument.
fn argument(types: &Types<'_>, parameter: &Parameter) -> String {
    let kind = match types.api.meaning(&parameter.of) {
        Ref::Integer => "integer",
        Ref::Number => "number",
        Ref::Bool => "boolean",
        Ref::Timestamp => "timestamp",
        Ref::List(_) => "list",
        Ref::Named(_) => "openEnum",
        _ => "text",
    };
    let required =
        if parameter.required { format!("required{}", crate::model::names::capital(kind)) } else { kind.to_owned() };
    format!("replay.{required}({})", literal(&parameter.wire))
}

/// What the public properties of each model read, and a copy that is made by assigning them.
fn readers(types: &Types<'_>, files: &mut Files) {
    let mut bodies: Vec<String> = vec![String::new()];
    for (name, of) in &types.api.types {
        if !types.is_declared(name) {
            continue;
        }
        let (fields, is_sent, tags) = match &of.kind {
            Kind::Model { fields, .. } => {
                let tags = types.unions_of(name).iter().map(|one| one.tag).collect::<Vec<_>>();
                (fields.as_slice(), types.is_sent(name), tags)
            }
            Kind::Union { common, tag, .. } => (types.fields(common), types.is_sent(common), vec![tag.as_str()]),
            _ => continue,
        };
        let all = properties(fields, is_sent, &tags);
        if bodies.last().is_some_and(|body| body.len() > 60_000) {
            bodies.push(String::new());
        }
        bodies.last_mut().into_iter().for_each(|body| reader(&type_name(name), &all, body));
    }
    for (at, body) in bodies.iter().enumerate() {
        file(types, &format!("Members{}", at + 1), body, files);
    }
}

fn reader(name: &str, all: &[Property<'_>], out: &mut String) {
    let _ = writeln!(
        out,
        "extension Schemas.{name}: Readable {{\n    static func values(_ model: Model<Self>) -> [String: Any] {{"
    );
    out.push_str("        var values: [String: Any] = [:]\n");
    for one in all {
        let _ = writeln!(out, "        values[{}] = model.{}", literal(&one.field.wire), quoted(&one.name));
    }
    let names: Vec<String> = all.iter().map(|one| literal(&one.field.wire)).collect();
    let _ = writeln!(out, "        return values\n    }}\n    static let names: Set<String> = [{}]", names.join(", "));
    let sent: Vec<&Property<'_>> = all.iter().filter(|one| one.is_sent).collect();
    if !sent.is_empty() {
        out.push_str("    static func assign(_ old: Model<Self>, to new: inout Model<Self>) {\n");
        for one in sent {
            let name = quoted(&one.name);
            let _ =
                writeln!(out, "        if old.contains({}) {{ new.{name} = old.{name} }}", literal(&one.field.wire));
        }
        out.push_str("    }\n");
    }
    out.push_str("}\n\n");
}

fn file(types: &Types<'_>, name: &str, body: &str, files: &mut Files) {
    let head = docs::generated_by(types.api);
    files.insert(format!("{FOLDER}/{name}.swift"), format!("// {head}\nimport Oktant\n\n{}\n", body.trim_end()));
}
