//! The reference of all operations as Markdown, for the docs site: facts of the API document, and names in every language.

mod calls;
mod entry;
mod official;

use super::Files;
use crate::hints::Hints;
use crate::model::{Api, Area, Operation};
use crate::official::Official;
use calls::Calls;
use entry::anchor;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The pages, by their path from the folder of the reference: `index.md`, one for each service, and one for the names of each
/// official SDK.
///
/// # Errors
/// If a name or type has no form in one of the languages.
pub fn reference(api: &Api, hints: &Hints, official: &Official) -> std::io::Result<Files> {
    let calls = calls::calls(api)?;
    let mut older: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, operation) in &hints.renamed {
        older.entry(operation).or_default().push(name);
    }
    let mut files = Files::new();
    files.insert("index.md".to_owned(), index(api));
    for area in &api.areas {
        files.insert(format!("{}.md", area.name), service(api, area, &calls, &older));
    }
    official::pages(api, official, &calls, &mut files);
    Ok(files)
}

fn index(api: &Api) -> String {
    let operations = api.operations.iter().filter(|operation| operation.variant_of.is_none());
    let count = operations.clone().count();
    let mut out = format!(
        "# Reference\n\n\
         {count} operations in {} services, from the facts of Okta's API document {}. {} more methods send a certificate in one of \
         the formats that an operation takes.\n\n\
         - A page has the operations of one service. Its headings are operation IDs in snake case, as methods are called in Rust and \
         Python.\n\
         - **Retries**: after a 429, or if no connection was made, every request is sent again. *After any failure* also means after a \
         502, 503 or 504, a timeout or a broken connection; *after any failure but a 502* leaves the 502 out, because a gateway may \
         send it for a request that Okta has processed; *only if not processed* is the 429 and the missing connection alone.\n\
         - **Scopes**: of several scopes one is enough.\n\
         - Arguments have the names of the API document. Rust and Python spell them in snake case. Required arguments are in the calls \
         shown, optional ones are set by name.\n\
         - `oktant GROUP COMMAND --help` lists the arguments of a command.\n\n\
         Names of official SDKs beside ours: {}.\n\n",
        api.areas.len(),
        api.version,
        api.operations.len() - count,
        official::links(),
    );
    let mut lifecycles: BTreeMap<&str, usize> = BTreeMap::new();
    operations.for_each(|operation| *lifecycles.entry(&operation.facts.lifecycle).or_default() += 1);
    out += "| lifecycle | operations |\n| - | -: |\n";
    for (lifecycle, count) in lifecycles {
        let _ = writeln!(out, "| {lifecycle} | {count} |");
    }
    out += "\n## Services\n\n| service | tag of the API document | operations |\n| - | - | -: |\n";
    for area in &api.areas {
        let count = of_area(api, area).count();
        let _ = writeln!(out, "| [{}]({}.md) | `{}` | {count} |", area.display, area.name, area.tag);
    }
    out += "\n## Operations\n\n| operation | request | service |\n| - | - | - |\n";
    for operation in &api.operations {
        let (area, anchor, request) = (&operation.area, anchor(operation), entry::request(operation));
        let _ = writeln!(out, "| [`{anchor}`]({area}.md#{anchor}) | `{request}` | [`{area}`]({area}.md) |");
    }
    out
}

fn service(api: &Api, area: &Area, calls: &BTreeMap<&str, Calls>, older: &BTreeMap<&str, Vec<&str>>) -> String {
    let mut out = format!(
        "# {}\n\nThe service `{}`: tag `{}` of the API document.\n\n| operation | request |\n| - | - |\n",
        area.display, area.name, area.tag
    );
    for operation in of_area(api, area) {
        let anchor = anchor(operation);
        let _ = writeln!(out, "| [`{anchor}`](#{anchor}) | `{}` |", entry::request(operation));
    }
    for operation in of_area(api, area) {
        let older = older.get(operation.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let _ = write!(out, "\n## `{}`\n\n", anchor(operation));
        entry::write(api, operation, &calls[operation.id.as_str()], older, &mut out);
    }
    out
}

fn of_area<'a>(api: &'a Api, area: &'a Area) -> impl Iterator<Item = &'a Operation> {
    api.operations.iter().filter(|operation| operation.area == area.name)
}
