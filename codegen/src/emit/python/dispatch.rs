//! The replay's way from a recorded operation to the typed method that a user would call.

use super::method::Method;
use super::services::ClientFlavor;
use super::types::Types;
use super::{Files, type_text};
use crate::model::Api;
use std::fmt::Write;

pub(super) fn emit(api: &Api, files: &mut Files) {
    let mut out = "{\n".to_owned();
    for operation in &api.operations {
        let method = Method::new(Types { api, class: "" }, operation, ClientFlavor::Sync);
        let given = operation.parameters.iter().zip(method.names());
        let arguments: Vec<String> = given
            .map(|(one, name)| format!("{:?}: [{name:?}, {:?}, {}]", one.wire, type_text(api, &one.of), one.required))
            .collect();
        let body = operation.body.as_ref().map_or_else(String::new, |body| {
            let of = body.of.as_ref().map_or_else(|| "null".to_owned(), |of| format!("{:?}", type_text(api, of)));
            format!(", \"body\": {{\"of\": {of}, \"required\": {}}}", body.required)
        });
        let item = method.item().map_or_else(String::new, |of| format!(", \"item\": {:?}", type_text(api, of)));
        let _ = writeln!(
            out,
            "{:?}: {{\"service\": {:?}, \"method\": {:?}, \"arguments\": {{{}}}{body}{item}}},",
            operation.id,
            super::ident(&operation.area),
            method.name(),
            arguments.join(", "),
        );
    }
    let out = out.trim_end_matches(",\n").to_owned() + "\n}\n";
    files.insert("tests/replay/python/generated/methods.json".to_owned(), out);
}
