//! The replay's way from a recorded operation to the typed method that a user would call.

use super::services::setter;
use super::{Files, header, ident, rust_path};
use crate::model::{Api, Operation, Parameter, Place, Ref};

pub(super) fn emit(api: &Api, files: &mut Files) {
    let mut out = header(api, "One arm an operation: its arguments out of a case, through the typed API.");
    out.push_str(
        "use crate::calling::{Calling, call};\nuse crate::case::Case;\nuse oktant::models;\n\n/// Starts the call that a case describes.\n///\n/// # Errors\n/// If its arguments do not fit the typed method.\n#[allow(deprecated, clippy::too_many_lines)]\npub fn dispatch<'a>(client: &oktant::Client, case: &'a Case) -> Result<Calling<'a>, String> {\n    match case.operation.as_str() {\n",
    );
    for operation in &api.operations {
        arm(api, operation, &mut out);
    }
    out.push_str("        other => Err(format!(\"no operation {other}\")),\n    }\n}\n");
    files.insert("tests/replay/rust/src/generated/dispatch.rs".to_owned(), out);
}

fn arm(api: &Api, operation: &Operation, out: &mut String) {
    let mut arguments: Vec<String> = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        let default = if parameter.place == Place::Path { "" } else { ".unwrap_or_default()" };
        arguments.push(read(parameter) + default);
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        arguments.push(match &body.of {
            Some(of) => format!("&case.body::<{}>()?", rust_path(api, of)),
            None => "case.part()".to_owned(),
        });
    }
    // Recordings have no headers of requests.
    let optional = |parameter: &&Parameter| !parameter.required && parameter.place == Place::Query;
    let optional: Vec<&Parameter> = operation.parameters.iter().filter(optional).collect();
    let body = operation.body.as_ref().filter(|body| !body.required).and_then(|body| body.of.as_ref());
    let mutable = if optional.is_empty() && body.is_none() { "" } else { "mut " };
    let Operation { id, area, .. } = operation;
    let (method, arguments) = (ident(id), arguments.join(", "));
    *out +=
        &format!("        {id:?} => {{\n            let {mutable}request = client.{area}().{method}({arguments});\n");
    if let Some(of) = body {
        let of = rust_path(api, of);
        *out += &format!(
            "            if let Some(body) = case.optional_body::<{of}>()? {{\n                \
             request = request.body(&body);\n            }}\n"
        );
    }
    for parameter in optional {
        let (read, set) = (read(parameter), setter(&parameter.wire));
        *out += &format!(
            "            if let Some(value) = {read} {{\n                request = request.{set}(value);\n            }}\n"
        );
    }
    out.push_str("            Ok(call(request, case))\n        }\n");
}

/// How a case is asked for an argument.
fn read(parameter: &Parameter) -> String {
    let kind = match (parameter.place, &parameter.of) {
        (Place::Path, _) => "path",
        (_, Ref::Integer) => "int",
        (_, Ref::Number) => "number",
        (_, Ref::Bool) => "boolean",
        (_, Ref::List(_)) => "list",
        _ => "text",
    };
    format!("case.{kind}({:?})", parameter.wire)
}
