//! `--dry-run`: the request of a call, as HTTP and as a curl command, without sending it.

use crate::client::config;
use crate::failure::{Failure, Result};
use crate::format::Format;
use crate::globals::Globals;
use crate::output::secrets::{self, MASK};
use crate::output::{self, pretty};
use oktant::value::{Json, Object};
use oktant_core::config::Credential;
use oktant_core::io::Now;
use oktant_core::step::{Input, Step};
use oktant_core::{Arguments, HttpRequest, Operation, Options, Secret, Session};
use std::fmt::Write;
use std::sync::Arc;

/// Shows the request.
pub(crate) fn show(globals: &Globals, operation: &Arc<Operation>, arguments: &Arguments, options: &Options) -> Result {
    let request = request(globals, operation, arguments, options)?;
    let body = Shown::of(&request, globals.show_secrets);
    if matches!(globals.format, Some(Format::Json | Format::Ndjson | Format::Yaml)) {
        return output::document(globals, document(&request, &body));
    }
    let mut text = format!("{} {}\n", request.method, request.url);
    for (name, value) in &request.headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    match &body {
        Shown::None => {}
        Shown::Json(body) => drop(write!(text, "\n{}\n", pretty(body, 0))),
        Shown::Bytes(count) => drop(write!(text, "\n({count} bytes)\n")),
    }
    let _ = write!(text, "\n{}\n", curl(&request, &body));
    output::bytes(globals, text.as_bytes())
}

/// The first request of the call, with a mask in place of the token.
pub(crate) fn request(
    globals: &Globals,
    operation: &Arc<Operation>,
    arguments: &Arguments,
    options: &Options,
) -> Result<Arc<HttpRequest>> {
    let mut config = config(globals)?;
    let token = Secret::new(MASK.to_owned());
    config.credential = match config.credential {
        Credential::Ssws(_) => Credential::Ssws(token),
        _ => Credential::Bearer(token),
    };
    let mut call = Session::new(config).call(operation, arguments, options)?;
    match call.step(Input::Started { seed: 0 }, Now { mono_ms: 0, unix_ms: 0 }) {
        Step::Send(send) => Ok(send.request),
        Step::Done(Err(error)) => Err(error.into()),
        _ => Err(Failure::Local("the first step of this call is no request".to_owned())),
    }
}

/// The body as it is shown.
enum Shown {
    None,
    Json(Json),
    /// The number of bytes.
    Bytes(usize),
}

impl Shown {
    fn of(request: &HttpRequest, show_secrets: bool) -> Shown {
        let Some(body) = &request.body else { return Shown::None };
        let Ok(mut json) = Json::parse(body) else { return Shown::Bytes(body.len()) };
        if !show_secrets {
            secrets::mask(&mut json);
        }
        Shown::Json(json)
    }
}

fn document(request: &HttpRequest, body: &Shown) -> Json {
    let headers: Object =
        request.headers.iter().map(|(name, value)| (name.to_string(), Json::from(value.as_str()))).collect();
    let mut document = Object::new();
    document.insert("method", request.method.as_str());
    document.insert("url", request.url.as_str());
    document.insert("headers", headers);
    if let Shown::Json(body) = body {
        document.insert("body", body.clone());
    }
    document.insert("curl", curl(request, body));
    Json::Object(document)
}

/// A command for a shell that sends the request. The token comes from the environment.
fn curl(request: &HttpRequest, body: &Shown) -> String {
    let mut command = format!("curl --request {} {}", request.method, quoted(&request.url));
    for (name, value) in &request.headers {
        let header = match value.strip_suffix(MASK) {
            Some(scheme) if name == "Authorization" => format!("\"{name}: {scheme}$OKTA_CLIENT_TOKEN\""),
            _ => quoted(&format!("{name}: {value}")),
        };
        let _ = write!(command, " --header {header}");
    }
    match body {
        Shown::None => {}
        Shown::Json(body) => drop(write!(command, " --data {}", quoted(&body.to_string()))),
        Shown::Bytes(_) => command.push_str(" --data-binary @FILE"),
    }
    command
}

/// A word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_safe_in_a_shell() {
        assert_eq!(quoted("it's $x"), r"'it'\''s $x'");
    }
}
