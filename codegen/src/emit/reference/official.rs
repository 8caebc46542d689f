//! The names of official SDKs beside ours, one page for each SDK.

use super::calls::Calls;
use super::entry::{self, anchor};
use crate::emit::Files;
use crate::model::{Api, Operation};
use crate::official::{Official, Package, Sdk};
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) fn pages(api: &Api, official: &Official, calls: &BTreeMap<&str, Calls>, files: &mut Files) {
    for sdk in Sdk::ALL {
        files.insert(format!("official_{}.md", about(sdk).file), page(api, official, sdk, calls));
    }
}

/// Links to all pages.
pub(super) fn links() -> String {
    let link = |sdk| format!("[{}](official_{}.md)", about(sdk).language, about(sdk).file);
    Sdk::ALL.map(link).join(", ")
}

/// What a page says about an SDK.
struct About {
    file: &'static str,
    /// The language, and the version where there are several.
    language: &'static str,
    /// Its package, where none was compared.
    package: &'static str,
    rule: &'static str,
    /// The heads of the columns with our calls.
    ours: &'static [&'static str],
}

fn about(sdk: Sdk) -> About {
    match sdk {
        Sdk::Python => About {
            file: "python",
            language: "Python",
            package: "okta",
            rule: "A method is the operation ID in snake case, in which a word begins at each capital letter, and within a run of capital \
                   letters at the last one only: `getOAuth2Scope` is `get_o_auth2_scope`. All methods are on one client.",
            ours: &["Python"],
        },
        Sdk::Node => About {
            file: "node",
            language: "Node",
            package: "@okta/okta-sdk-nodejs",
            rule: "A method is the operation ID. It is on the member of the client that is named after the tag of the operation: \
                   `userApi` for the tag `User`.",
            ours: &["TypeScript"],
        },
        Sdk::Go => About {
            file: "go",
            language: "Go, version 6",
            package: "okta-sdk-golang",
            rule: "A method is the operation ID with a capital first letter. It is on the member of the client that is named after the tag \
                   of the operation: `UserAPI` for the tag `User`. Oktant has no package for Go; calls are shown in Rust and as commands.",
            ours: &["Rust", "command"],
        },
        Sdk::GoV5 => About { file: "go_v5", language: "Go, version 5", ..about(Sdk::Go) },
        Sdk::Java => About {
            file: "java",
            language: "Java",
            package: "com.okta.sdk",
            rule: "A method is the operation ID. It is in the class that is named after the tag of the operation, in which a run of capital \
                   letters is one word: `UserApi` for the tag `User`, `UiSchemaApi` for `UISchema`.",
            ours: &["Kotlin"],
        },
        Sdk::DotNet => About {
            file: "dotnet",
            language: ".NET",
            package: "Okta.Sdk",
            rule: "A method is the operation ID with a capital first letter, and `Async` at the end unless it returns a list. It is in the \
                   class that is named after the tag of the operation: `UserApi` for the tag `User`. Oktant has no package for .NET; calls \
                   are shown in Rust and as commands.",
            ours: &["Rust", "command"],
        },
    }
}

fn page(api: &Api, official: &Official, sdk: Sdk, calls: &BTreeMap<&str, Calls>) -> String {
    let about = about(sdk);
    let operations: Vec<&Operation> =
        api.operations.iter().filter(|operation| operation.variant_of.is_none()).collect();
    let (package, compared) = match official.package(sdk) {
        Some(package) => (package.package.as_str(), compared(official, sdk, package, &operations)),
        None => (about.package, "The table is what the rule says: it was not compared with the package.".to_owned()),
    };
    let mut out = format!("# Names of the official SDK for {}\n\n{}\n\n{compared}\n\n", about.language, about.rule);
    let ours = |operation: &Operation, languages: &[&str]| -> String {
        let calls = &calls[operation.id.as_str()];
        let links = languages.iter().map(|language| linked(in_language(calls, language), operation));
        links.collect::<Vec<_>>().join(" | ")
    };
    let (mut rows, mut without) = (Vec::new(), Vec::new());
    for operation in operations {
        match official.call(sdk, operation) {
            Some(call) => rows.push((call, operation)),
            None => without.push(operation),
        }
    }
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    let columns = about.ours.len();
    let _ = writeln!(out, "| {package} | {} |\n| -{} |", about.ours.join(" | "), " | -".repeat(columns));
    for (call, operation) in rows {
        let _ = writeln!(out, "| `{call}` | {} |", ours(operation, about.ours));
    }
    if !without.is_empty() {
        let _ = write!(out, "\n## Not in the package\n\n| {} | request |\n| - | - |\n", about.ours[0]);
    }
    for operation in without {
        let _ = writeln!(out, "| {} | `{}` |", ours(operation, &about.ours[..1]), entry::request(operation));
    }
    let beyond = official.beyond(sdk);
    if !beyond.is_empty() {
        let _ = write!(
            out,
            "\n## Only in the package\n\nThe API document {} does not have these operations: send them with `request(method, path)`.\n\n\
             | {package} | request |\n| - | - |\n",
            api.version
        );
    }
    for (call, request) in beyond {
        let _ = writeln!(out, "| `{call}` | `{request}` |");
    }
    out
}

/// How much of a package follows the rule.
fn compared(official: &Official, sdk: Sdk, package: &Package, operations: &[&Operation]) -> String {
    let all: Vec<(bool, bool)> = operations.iter().filter_map(|operation| official.follows(sdk, operation)).collect();
    let (classes, names) =
        (all.iter().filter(|(class, _)| *class).count(), all.iter().filter(|(_, name)| *name).count());
    format!(
        "Compared with {} by HTTP method and path: of the {} operations that both have, {names} have the name that the rule says, and \
         {classes} are where it says. The table has what the package has. {} operations are not in the package; {} of its methods are \
         for operations that the API document does not have.",
        package.package,
        all.len(),
        package.without.len(),
        package.beyond.len(),
    )
}

fn in_language<'a>(calls: &'a Calls, language: &str) -> &'a str {
    match language {
        "Python" => &calls.python,
        "TypeScript" => &calls.typescript,
        "Kotlin" => &calls.kotlin,
        "command" => &calls.command,
        _ => &calls.rust,
    }
}

fn linked(call: &str, operation: &Operation) -> String {
    format!("[`{call}`]({}.md#{})", operation.area, anchor(operation))
}
