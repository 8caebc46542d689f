//! Servers: the org's host, or one label in front of it. No other server is supported.

use crate::node::{Fault, below, text};
use serde_json::{Value, json};

/// The placeholder for the org in a URL, as Okta's document spells it.
const ORG: &str = "{yourOktaDomain}";

/// Domains under which orgs live.
const DOMAINS: [&str; 5] = ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil"];

/// The servers of a path or an operation in the form of facts; `None` for the org itself.
pub(super) fn own(servers: &Value, place: &str) -> Result<Option<Value>, Fault> {
    Ok(label(servers, place)?.map(|label| json!([{ "url": format!("https://{label}.{ORG}") }])))
}

/// The servers of the whole document, which must be the org itself.
pub(super) fn of_document(servers: &Value, place: &str) -> Result<(), Fault> {
    match label(servers, place)? {
        None => Ok(()),
        Some(label) => {
            let what = format!("the API as a whole is at {label}.{ORG}, not at the org: this is not supported");
            Err(Fault::new(place, what))
        }
    }
}

/// The label in front of the org's host, from the form that facts have.
pub(crate) fn label_of_facts(servers: &Value) -> Option<&str> {
    servers.pointer("/0/url")?.as_str()?.strip_prefix("https://")?.strip_suffix(ORG)?.strip_suffix('.')
}

fn label(servers: &Value, place: &str) -> Result<Option<String>, Fault> {
    let list = servers.as_array().filter(|list| !list.is_empty());
    let list = list.ok_or_else(|| Fault::new(place, "must be a list with at least one server"))?;
    let mut labels = Vec::new();
    for (at, server) in list.iter().enumerate() {
        let place = below(&format!("{place}/{at}"), "url");
        let url = text(server, "url").ok_or_else(|| Fault::new(&place, "a server needs a url"))?;
        let host = host(url, server).ok_or_else(|| other(&place, url))?;
        labels.push(in_front_of_org(&host).ok_or_else(|| other(&place, url))?.map(ToOwned::to_owned));
    }
    labels.dedup();
    match labels.as_slice() {
        [label] => Ok(label.clone()),
        _ => Err(Fault::new(place, "several servers: this is not supported")),
    }
}

/// The host of a URL that has nothing else. A variable that is the whole host is replaced by its default, if that is a
/// host name.
fn host(url: &str, server: &Value) -> Option<String> {
    let host = url.strip_prefix("https://")?;
    let host = host.strip_suffix('/').unwrap_or(host);
    let variable = host.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let default = variable.and_then(|name| server.get("variables")?.get(name)?.get("default")?.as_str());
    let default = default.filter(|default| default.contains('.'));
    Some(default.unwrap_or(host).to_owned())
}

/// `Some(None)` for the org itself, `Some` label for one in front of it; `None` if the host is unrelated to the org.
fn in_front_of_org(host: &str) -> Option<Option<&str>> {
    if is_org(host) {
        return Some(None);
    }
    let (label, org) = host.split_once('.')?;
    let good = !label.is_empty()
        && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    (good && !is_placeholder(label) && is_org(org)).then_some(Some(label))
}

/// `{yourOktaDomain}`, `{subdomain}.okta.com`, `yourOrgSubDomain.okta.com`.
fn is_org(host: &str) -> bool {
    if is_variable(host) {
        return true;
    }
    let mut names = DOMAINS.iter().filter_map(|domain| host.strip_suffix(domain)?.strip_suffix('.'));
    names.any(is_placeholder)
}

fn is_placeholder(label: &str) -> bool {
    let word = label.to_ascii_lowercase();
    is_variable(label)
        || (!label.contains(['.', '{', '}'])
            && ["subdomain", "yourokta", "yourorg"].iter().any(|name| word.contains(name)))
}

fn is_variable(text: &str) -> bool {
    text.strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .is_some_and(|name| !name.is_empty() && !name.contains(['{', '}']))
}

fn other(place: &str, url: &str) -> Fault {
    let supported = format!("only the org and one label in front of it, like https://label.{ORG}, are supported");
    Fault::new(place, format!("the server {url}: {supported}"))
}
