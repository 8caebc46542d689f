//! The documents that requests take besides their own body types.

use super::{Files, header};
use crate::model::{Api, Operation};
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) fn emit(api: &Api, files: &mut Files) {
    let pairs: BTreeSet<(&str, &str)> = api.operations.iter().flat_map(|operation| pairs(api, operation)).collect();
    let mut out = header(api, "What requests take besides their own body types: what was read, to be sent back.");
    out.push_str("#![allow(unused_imports, reason = \"each service is a feature\")]\n\n");
    out.push_str("use crate::FitsInto;\nuse oktant_core::models;\n\n");
    for (body, name) in pairs {
        let areas = [body, name].into_iter().filter_map(|name| api.types.get(name)).map(|of| of.area.as_str());
        let features: BTreeSet<&str> = areas.filter(|area| *area != "shared").collect();
        let features: Vec<String> = features.into_iter().map(|area| format!("feature = {area:?}")).collect();
        let condition = match features.as_slice() {
            [] => String::new(),
            [one] => format!("#[cfg({one})]\n"),
            many => format!("#[cfg(all({}))]\n", many.join(", ")),
        };
        let _ = writeln!(out, "{condition}impl FitsInto<models::{body}> for models::{name} {{}}");
    }
    files.insert("client/src/generated/fits_into.rs".to_owned(), out);
}

/// The type of an operation's body, with the type of each other document that it takes.
fn pairs<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = (&'a str, &'a str)> {
    let body = operation.body.as_ref().and_then(|body| api.class_of(body.of.as_ref()?));
    body.into_iter().flat_map(|body| api.also_taken(operation).into_iter().map(move |name| (body, name)))
}
