//! The reference of all operations, as the docs site has it.

#![allow(clippy::unwrap_used)]

use oktant_codegen::emit::{Files, reference};
use oktant_codegen::facts;
use oktant_codegen::model::{self, Api};
use oktant_codegen::official::Sdk;
use std::collections::BTreeMap;
use std::path::Path;

fn pages() -> (Api, Files) {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let api = model::build(&facts::facts(&spec).unwrap().document).unwrap();
    let files = reference(&api, &facts::hints(&spec, &api).unwrap(), &facts::official(&spec, &api).unwrap()).unwrap();
    (api, files)
}

/// The text under the heading of an operation.
fn entry<'a>(page: &'a str, anchor: &str) -> &'a str {
    let (_, text) = page.split_once(&format!("\n## `{anchor}`\n")).unwrap();
    text.split("\n## ").next().unwrap()
}

#[test]
fn an_entry_has_the_facts_and_the_names() {
    let (_, files) = pages();
    assert_eq!(
        entry(&files["users.md"], "get_user"),
        "
| Request | `GET /api/v1/users/{id}` |
| - | - |
| Operation | `getUser` |
| Lifecycle | GA |
| Credential | scope `okta.users.read`, or an API token |
| Response | `UserGetSingleton` |
| Retries | after any failure |
| Rust | `okta.users().get_user(id)` |
| Python | `okta.users.get_user(id)` |
| TypeScript | `okta.users.getUser(id)` |
| Kotlin | `okta.users.getUser(id)` |
| Swift | `okta.users.getUser(id:)` |
| Command | `oktant users get` |

| argument | in | type | required | default | values |
| - | - | - | - | - | - |
| `id` | path | string | yes |  |  |
| `Content-Type` | header | string |  |  |  |
| `expand` | query | string |  |  |  |
"
    );
    for (page, anchor, line) in [
        ("groups.md", "add_group", "| Older names | `createGroup` |"),
        ("groups.md", "add_group", "| Retries | only if not processed |"),
        ("groups.md", "add_group", "| Swift | `okta.groups.addGroup(_:)` |"),
        ("groups.md", "assign_user_to_group", "| Retries | after any failure but a 502 |"),
        ("group_rules.md", "list_group_rules", "| Command | `oktant group-rules list` |"),
        ("system_log.md", "list_log_events", "| Pages | a list, paged by the `Link` header, without end |"),
        ("application_users.md", "list_application_users", "| `limit` | query | integer, 1 to 500 |  | `50` |  |"),
    ] {
        assert!(entry(&files[page], anchor).contains(line), "{line}: {}", entry(&files[page], anchor));
    }
}

#[test]
fn every_operation_is_in_the_index_and_on_the_page_of_its_service() {
    let (api, files) = pages();
    let mut headings: Vec<String> = Vec::new();
    for area in &api.areas {
        let page = &files[&format!("{}.md", area.name)];
        headings.extend(
            page.lines().filter_map(|line| line.strip_prefix("## ")).map(|name| format!("{}: {name}", area.name)),
        );
    }
    headings.sort();
    let mut wanted: Vec<String> = (api.operations.iter())
        .map(|operation| format!("{}: `{}`", operation.area, model::names::snake(&operation.id)))
        .collect();
    wanted.sort();
    assert_eq!(headings, wanted);
    assert_eq!(files["index.md"].matches(".md#").count(), api.operations.len());
    assert!(files["index.md"].contains("615 operations in 106 services"));
    assert!(
        !files.values().any(|page| page.contains("oktant `") || page.contains("``")),
        "an operation without a command"
    );
}

#[test]
fn every_link_leads_to_a_heading() {
    let (_, files) = pages();
    let anchors: BTreeMap<&str, Vec<String>> = (files.iter())
        .map(|(path, page)| {
            let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
            (path.as_str(), headings.map(|name| name.replace('`', "").to_lowercase().replace(' ', "-")).collect())
        })
        .collect();
    let mut links = 0;
    for (path, page) in &files {
        for link in page.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { path.as_str() } else { file };
            let found =
                anchors.get(file).is_some_and(|anchors| anchor.is_empty() || anchors.iter().any(|name| name == anchor));
            assert!(found, "{path}: {link}");
            links += 1;
        }
    }
    assert!(links > 615 * 8, "{links}");
}

#[test]
fn names_of_official_sdks_that_are_no_operation_ids_have_a_hint() {
    let (api, _) = pages();
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let hints = facts::hints(&spec, &api).unwrap();
    let folded = |name: &str| name.replace('_', "").to_lowercase();
    let known: BTreeMap<String, &String> = (hints.renamed.iter().map(|(name, operation)| (folded(name), operation)))
        .chain(api.operations.iter().map(|operation| (folded(&operation.id), &operation.id)))
        .collect();
    let official = facts::official(&spec, &api).unwrap();
    let packages = Sdk::ALL.into_iter().filter_map(|sdk| official.package(sdk));
    for (operation, method) in packages.flat_map(|package| &package.methods) {
        let name = method.split_once('.').unwrap().1;
        assert_eq!(known.get(&folded(name)), Some(&operation), "{name}");
    }
}

#[test]
fn names_of_official_sdks_stand_beside_ours() {
    let (_, files) = pages();
    for (page, row) in [
        ("python", "| `client.list_users` | [`okta.users.list_users()`](users.md#list_users) |"),
        ("python", "| `client.get_o_auth2_scope` | [`okta.authorization_server_scopes.get_oauth2_scope("),
        ("node", "| `client.groupApi.createGroup` | [`okta.groups.addGroup(body)`](groups.md#add_group) |"),
        (
            "go",
            "| `client.UserAPI.ListUsers(ctx).Execute` | [`okta.users().list_users()`](users.md#list_users) | [`oktant users list`]",
        ),
        (
            "java",
            "| `new UiSchemaApi(client).getUISchema` | [`okta.uiSchema.getUISchema(id)`](ui_schema.md#get_ui_schema)",
        ),
        ("dotnet", "| `new UserApi(configuration).GetUserAsync` |"),
        ("dotnet", "| `new UserApi(configuration).ListUsers` |"),
    ] {
        assert!(files[&format!("official_{page}.md")].contains(row), "{page}: {row}");
    }
}
