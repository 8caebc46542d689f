//! Builds HTTP requests from an operation and its arguments.

pub(crate) mod body;

use crate::auth::token_lease::Token;
use crate::config::redact::Redactor;
use crate::config::{Credential, Profile};
use crate::http::HttpRequest;
use crate::http::org_url::Target;
use crate::http::percent::{self, InvalidSegment};
use crate::operation::arguments::{Argument, Name};
use crate::operation::{ParameterKind, ParameterLocation, ResponseBody, Security};
use crate::{Arguments, Config, Error, Method, Operation, Options, Parameter, Secret, text};
use std::borrow::Cow;
use std::sync::Arc;

/// Builds the first request of a call.
pub(crate) fn first(
    config: &Config,
    operation: &Arc<Operation>,
    arguments: &Arguments,
    options: &Options,
) -> Result<HttpRequest, Error> {
    let mut target = fill_path(config, operation, arguments).map_err(refused(operation))?;
    let query = query(config, operation, arguments, options).map_err(refused(operation))?;
    if !query.is_empty() {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(&query);
    }
    let body = body::build(operation, arguments.body.as_ref()).map_err(refused(operation))?;
    let mut request = to_target(config, operation, arguments, options, &target)?;
    if let Some((media, bytes)) = body {
        set(&mut request.headers, "Content-Type".into(), media);
        request.body = Some(bytes);
    }
    Ok(request)
}

/// Builds the request for a further page: path and query are `target`, from the org's response; the rest is that of the call.
pub(crate) fn to_target(
    config: &Config,
    operation: &Arc<Operation>,
    arguments: &Arguments,
    options: &Options,
    target: &str,
) -> Result<HttpRequest, Error> {
    let mut headers = Vec::with_capacity(6);
    set(&mut headers, "Accept".into(), accept(operation).to_owned());
    if config.profile == Profile::Native {
        set(&mut headers, "User-Agent".into(), config.user_agent.clone());
    }
    for (name, value) in &arguments.headers {
        typed_header(config, operation, name, value).map_err(refused(operation))?;
        set(&mut headers, name.clone(), value.clone());
    }
    for (name, value) in &options.headers {
        free_header(config, name, value).map_err(refused(operation))?;
        set(&mut headers, name.clone().into(), value.clone());
    }
    if operation.security != Security::None {
        let authorization = match &config.credential {
            Credential::Ssws(token) => Some(format!("SSWS {}", token.open())),
            Credential::Bearer(token) => Some(format!("Bearer {}", token.open())),
            Credential::Callback | Credential::Cookie | Credential::PrivateKey => None,
        };
        authorization.into_iter().for_each(|value| set(&mut headers, "Authorization".into(), value));
    }
    Ok(HttpRequest {
        method: operation.method,
        url: format!("{}{target}", config.org_url.of(operation)),
        headers,
        body: None,
    })
}

/// Sets the headers of an attempt: the access token, its DPoP proof, and for a retry its number and the first request ID.
pub(crate) fn ready(
    request: &mut Arc<HttpRequest>,
    config: &Config,
    token: Option<&Token>,
    proof: Option<&Secret<String>>,
    (retries, first_id): (u32, Option<&str>),
) {
    let retries = retries * u32::from(config.profile == Profile::Native);
    if token.is_none() && retries == 0 {
        return;
    }
    let headers = &mut Arc::make_mut(request).headers;
    if let Some(token) = token {
        let scheme = if proof.is_some() { "DPoP" } else { "Bearer" };
        set(headers, "Authorization".into(), format!("{scheme} {}", token.open()));
    }
    if let Some(proof) = proof {
        set(headers, "DPoP".into(), proof.open().clone());
    }
    if retries > 0 {
        set(headers, "X-Okta-Retry-Count".into(), retries.to_string());
        first_id.into_iter().for_each(|id| set(headers, "X-Okta-Retry-For".into(), id.to_owned()));
    }
}

/// The path of the first request, without query.
///
/// # Errors
/// Kind `InvalidArgument` if a path argument is missing or invalid.
pub(crate) fn path(config: &Config, operation: &Arc<Operation>, arguments: &Arguments) -> Result<String, Error> {
    let path = fill_path(config, operation, arguments).map_err(refused(operation))?;
    Ok(percent::without_query(&path).to_owned())
}

fn refused(operation: &Arc<Operation>) -> impl Fn(String) -> Error + '_ {
    |what| Error::invalid_argument(what).with_operation(Arc::clone(operation))
}

/// An argument's value for an error message: redacted, quoted and truncated.
fn shown(config: &Config, value: &str) -> String {
    text::quoted(&Redactor::new(config, [None, None]).text(value))
}

/// The path with its arguments filled in. That of a custom operation may have a query.
fn fill_path(config: &Config, operation: &Operation, arguments: &Arguments) -> Result<String, String> {
    let template = percent::without_query(&operation.path);
    let query = operation.path.get(template.len()..).unwrap_or_default();
    if let Some((name, _)) = arguments.path.iter().find(|(name, _)| !placeholders(template).any(|known| known == name))
    {
        return Err(unknown(config, operation, ParameterLocation::Path, name));
    }
    let mut filled = String::with_capacity(operation.path.len() + 24);
    let mut pieces = template.split('{');
    filled.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let Some((name, rest)) = piece.split_once('}').filter(|(name, _)| !name.is_empty()) else {
            return Err(
                "the path has a { without a name: write {name} for a path argument, %7B for the character".to_owned()
            );
        };
        let value = arguments.path.iter().find(|(argument, _)| argument == name);
        let Some((_, value)) = value else {
            let name = text::one_line(name, 100);
            return Err(format!("path argument {name} is missing: pass the ID or name of one object"));
        };
        filled
            .push_str(&percent::segment(value).map_err(|reason| invalid_segment(name, &shown(config, value), reason))?);
        filled.push_str(rest);
    }
    filled.push_str(query);
    if !operation.is_custom() {
        return Ok(filled);
    }
    match config.org_url.target(&filled, "") {
        Target::Here(target) => Ok(target.into_owned()),
        Target::Elsewhere => {
            Err("the path leads to another server: use a path of this org that starts with one /".to_owned())
        }
        Target::Invalid => {
            Err("this is not a valid path: start it with /, percent-encode everything but ASCII letters, \
                                digits and punctuation, and leave out . and .. segments"
                .to_owned())
        }
    }
}

/// The names in the braces of a path template.
fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|piece| piece.split('}').next())
}

fn invalid_segment(name: &str, value: &str, reason: InvalidSegment) -> String {
    match reason {
        InvalidSegment::Empty => format!("path argument {name} is empty: pass the ID or name of one object"),
        InvalidSegment::Dots => format!(
            "path argument {name} is {value}, which would change the path: pass an ID or name without . and .. segments"
        ),
        // Not shown: a value copied with its line break may be a session ID.
        InvalidSegment::Control => format!(
            "path argument {name} contains a control character, such as a line break: pass the ID or name without it"
        ),
    }
}

/// The error for an argument that the operation does not have, with those that it has.
fn unknown(config: &Config, operation: &Operation, location: ParameterLocation, name: &str) -> String {
    let (kind, rest) = match location {
        ParameterLocation::Path => ("path", ""),
        ParameterLocation::Query => ("query", "; pass others as extra query members of the call"),
        ParameterLocation::Header => ("header", "; pass others as extra headers of the call"),
    };
    let mut names = String::new();
    let mut add = |name: &str| text::add(&mut names, ", ", name);
    match location {
        // A custom operation has no parameters.
        ParameterLocation::Path => placeholders(percent::without_query(&operation.path)).for_each(&mut add),
        _ => operation
            .parameters
            .iter()
            .filter(|parameter| parameter.location == location)
            .for_each(|parameter| add(parameter.name)),
    }
    let names =
        if names.is_empty() { "this operation has none".to_owned() } else { format!("this operation has {names}") };
    format!("there is no {kind} argument {}: {names}{rest}", shown(config, name))
}

fn query(config: &Config, operation: &Operation, arguments: &Arguments, options: &Options) -> Result<String, String> {
    let mut query = String::new();
    for (name, value) in &arguments.query {
        if operation.is_custom() {
            value.values().iter().for_each(|value| percent::pair(&mut query, name, value));
            continue;
        }
        let declared = operation.parameters.iter().find(|parameter| is(parameter, ParameterLocation::Query, name));
        let Some(parameter) = declared else {
            return Err(unknown(config, operation, ParameterLocation::Query, name));
        };
        typed_query(config, &mut query, parameter, value)?;
    }
    let missing = operation.parameters.iter().find(|parameter| {
        requires(operation, parameter.name)
            && !arguments.query.iter().any(|(name, _)| name == parameter.name)
            && !options.query.iter().any(|(name, _)| name == parameter.name)
    });
    if let Some(parameter) = missing {
        return Err(format!("query argument {} is missing: pass a value for it", parameter.name));
    }
    options.query.iter().for_each(|(name, value)| percent::pair(&mut query, name, value));
    Ok(query)
}

/// Whether this is a query argument that every call must have.
pub(crate) fn requires(operation: &Operation, name: &str) -> bool {
    let query = |parameter: &Parameter| parameter.location == ParameterLocation::Query && parameter.name == name;
    operation.parameters.iter().any(|parameter| query(parameter) && parameter.required)
}

fn typed_query(config: &Config, query: &mut String, parameter: &Parameter, value: &Argument) -> Result<(), String> {
    let name = parameter.name;
    let values = value.values();
    match (parameter.kind, values) {
        (ParameterKind::List | ParameterKind::Multi, []) => {}
        (ParameterKind::List, values) => {
            for (at, value) in values.iter().enumerate() {
                match at {
                    0 => percent::pair(query, name, value),
                    _ => {
                        query.push(',');
                        percent::encode(query, value);
                    }
                }
            }
        }
        (ParameterKind::Multi, values) => values.iter().for_each(|value| percent::pair(query, name, value)),
        (kind, [value]) => {
            if let Some(expected) = mismatch(kind, value) {
                return Err(format!("query argument {name} is {}: pass {expected}", shown(config, value)));
            }
            percent::pair(query, name, value);
        }
        (_, values) => return Err(format!("query argument {name} has {} values: pass one", values.len())),
    }
    Ok(())
}

/// If `value` is not of this kind: what is expected, in words.
fn mismatch(kind: ParameterKind, value: &str) -> Option<&'static str> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (valid, expected) = match kind {
        ParameterKind::Integer => {
            (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()), "a whole number")
        }
        ParameterKind::Number => (is_number(digits), "a number"),
        ParameterKind::Bool => (matches!(value, "true" | "false"), "true or false"),
        ParameterKind::Text | ParameterKind::List | ParameterKind::Multi => (true, ""),
    };
    (!valid).then_some(expected)
}

/// Digits with an optional fraction and exponent. `str::parse::<f64>` would add 13 kB of tables to the wasm bundle.
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(&['e', 'E'][..]).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix(&['-', '+'][..]).unwrap_or(exponent);
    [whole, fraction, exponent].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is(parameter: &Parameter, location: ParameterLocation, name: &str) -> bool {
    let same = if location == ParameterLocation::Header {
        parameter.name.eq_ignore_ascii_case(name)
    } else {
        parameter.name == name
    };
    parameter.location == location && same
}

fn declares(operation: &Operation, location: ParameterLocation, name: &str) -> bool {
    operation.parameters.iter().any(|parameter| is(parameter, location, name))
}

fn accept(operation: &Operation) -> &'static str {
    if let ResponseBody::Text(media) = operation.response { media } else { "application/json" }
}

fn typed_header(config: &Config, operation: &Operation, name: &Name, value: &str) -> Result<(), String> {
    if !declares(operation, ParameterLocation::Header, name) {
        return Err(unknown(config, operation, ParameterLocation::Header, name));
    }
    // Some GET operations take an option in Content-Type. With a body, the header describes the body.
    let option = name.eq_ignore_ascii_case("content-type") && operation.method == Method::Get;
    if !option {
        check_reserved(config.profile, name)?;
    }
    header_value(name, value)
}

fn free_header(config: &Config, name: &str, value: &str) -> Result<(), String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(format!("{} is not a header name: use letters, digits and hyphens", shown(config, name)));
    }
    check_reserved(config.profile, name)?;
    header_value(name, value)
}

fn header_value(name: &str, value: &str) -> Result<(), String> {
    if text::fits_header(value) {
        Ok(())
    } else {
        Err(format!(
            "header {name} contains a line break or another character that headers cannot hold: use plain ASCII"
        ))
    }
}

/// Rejects headers that the SDK, its HTTP client or the browser sets.
fn check_reserved(profile: Profile, name: &str) -> Result<(), String> {
    const SDK: [&str; 17] = [
        "accept-charset", "accept-encoding", "authorization", "connection", "content-length", "content-type", "date",
        "dpop", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "x-okta-retry-count",
        "x-okta-retry-for",
    ];
    const BROWSER: [&str; 8] =
        ["cookie", "cookie2", "dnt", "origin", "permissions-policy", "referer", "user-agent", "via"];
    let lower = name.to_ascii_lowercase();
    let sdk = SDK.contains(&lower.as_str()) || lower.starts_with("proxy-") || lower.starts_with("sec-");
    let browser = BROWSER.contains(&lower.as_str()) || lower.starts_with("access-control-request-");
    match (sdk, browser && profile == Profile::Browser) {
        (true, _) => Err(format!("header {name} is set by the SDK: leave it out")),
        (_, true) => Err(format!("header {name} is set by the browser: leave it out")),
        _ => Ok(()),
    }
}

fn set(headers: &mut Vec<(Cow<'static, str>, String)>, name: Cow<'static, str>, value: String) {
    match headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(&name)) {
        Some(old) => *old = (name, value),
        None => headers.push((name, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::session::tests::config;
    use crate::operation::table::tests::row_of;
    use proptest::prelude::*;

    fn build(operation: &str, arguments: Arguments) -> Result<HttpRequest, Error> {
        first(&config(), &row_of(operation), &arguments, &Options::default())
    }

    fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
        request.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn an_operation_with_its_own_host_is_sent_there_with_the_credential() {
        let request = build("listDisasters", Arguments::new().query("limit", 2)).unwrap();
        assert_eq!(request.url, "https://drapp.example.okta.com/api/v1/disaster?limit=2");
        assert_eq!(
            header(&request, "Authorization"),
            header(&build("listUsers", Arguments::new()).unwrap(), "Authorization")
        );
        assert!(header(&request, "Authorization").is_some());
    }

    #[test]
    fn a_secret_in_an_argument_is_masked_before_the_argument_is_cut() {
        let id = format!("{}00token0123456789/..", "x".repeat(90));
        let text = build("getUser", Arguments::new().path("id", id)).unwrap_err().to_string();
        assert!(text.contains("xxx***/..\"") && !text.contains("00t"), "{text}");
    }

    #[test]
    fn numbers_are_checked() {
        for number in ["0", "7", "0.5", "1e3", "1.25E-7", "2e+9"] {
            assert_eq!(mismatch(ParameterKind::Number, number), None, "{number}");
        }
        for text in ["", "-", ".", "1.", ".5", "1e", "e1", "inf", "NaN", "0x1", "1,5", "--1"] {
            assert_eq!(mismatch(ParameterKind::Number, text), Some("a number"), "{text}");
        }
    }

    #[test]
    fn debug_hides_the_credential() {
        let request = build("listUsers", Arguments::new()).unwrap();
        assert_eq!(header(&request, "Authorization"), Some("SSWS 00token0123456789"));
        assert!(!format!("{request:?}").contains("00token"));
    }

    proptest! {
        #[test]
        fn no_id_changes_the_path(id in "\\PC{1,30}") {
            if let Ok(request) = build("getUser", Arguments::new().path("id", id)) {
                prop_assert_eq!(request.url.matches('/').count(), 6);
                prop_assert!(request.url.starts_with("https://example.okta.com/api/v1/users/"));
                prop_assert!(!request.url.contains(['?', '#', ' ', '\\']));
            }
        }
    }
}
