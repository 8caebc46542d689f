//! Classifies responses: a success, or which error.

pub mod decode;
pub(crate) mod failure;

use crate::config::Credential;
use crate::config::redact::Redactor;
use crate::error::{ErrorKind, Problem};
use crate::http::www_authenticate;
use crate::io::{BodyKind, BodySummary, ReceivedBody, ReceivedResponse};
use crate::operation::{JsonKind, Paging, ResponseBody, Security};
use crate::value::Json;
use crate::{Config, Error, Headers, Operation, RateLimit, text};
use std::sync::Arc;

/// Error code of a feature that the org does not have, of status 401.
const NO_FEATURE: &str = "E0000015";

/// A successful response. The host has its body.
#[derive(Debug, Clone)]
pub struct Response {
    /// The HTTP status: 200 to 299, or 404 if a retried DELETE found that an earlier attempt was carried out.
    pub status: u16,
    /// The response headers.
    pub headers: Headers,
    /// Length, kind and number of items of the body.
    pub body: BodySummary,
}

impl Response {
    /// The request ID, from `X-Okta-Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        self.headers.request_id()
    }

    /// The rate limit, from the `X-Rate-Limit-*` headers.
    pub fn rate(&self) -> RateLimit {
        self.headers.rate()
    }

    /// The error of a caller that needs the document of this operation, if the response is a success without one, as a 204 is.
    /// `raw` is what the caller can use instead.
    pub fn missing_document(&self, operation: &Arc<Operation>, attempts: u32, raw: &str) -> Option<Error> {
        let needed = matches!(operation.response, ResponseBody::Json { optional: false, .. });
        (needed && self.body.kind == BodyKind::Empty).then(|| {
            let what = format!("{}: done, but the response has no document: use {raw}", self.status);
            Error::decode(what).with_operation(Arc::clone(operation)).with(|details| {
                details.status = Some(self.status);
                details.request_id = self.request_id().map(str::to_owned);
                details.rate = self.rate();
                details.attempts = attempts;
                details.sent = true;
            })
        })
    }

    /// A 404 that is a success: there is nothing left to delete.
    pub(crate) fn deleted(status: u16, headers: Headers) -> Response {
        Response { status, headers, body: BodySummary { bytes: 0, kind: BodyKind::Empty, next: None, count: None } }
    }
}

/// Classifies a response.
pub(crate) struct Classifier<'a> {
    pub(crate) config: &'a Config,
    pub(crate) redactor: &'a Redactor<'a>,
    pub(crate) operation: &'a Operation,
}

impl Classifier<'_> {
    /// The response of a success, or the error.
    pub(crate) fn classify(&self, response: ReceivedResponse) -> Result<Response, Error> {
        let ReceivedResponse { status, headers, body } = response;
        let error = match body {
            ReceivedBody::Kept(body) if (200..300).contains(&status) => {
                match self.check_body(status, &headers, &body) {
                    None => return Ok(Response { status, headers, body }),
                    Some(what) => Error::decode(self.redactor.text(&format!("{status} with {what}"))),
                }
            }
            ReceivedBody::Kept(_) => self.error_response(status, &headers, &[].into()),
            ReceivedBody::Text(text) => self.error_response(status, &headers, &text),
        };
        Err(error.with(|details| {
            details.status = Some(status);
            details.request_id = headers.request_id().map(|id| self.redactor.text(id));
            details.rate = headers.rate();
        }))
    }

    /// What is wrong with the body of a 2xx response, size included.
    fn check_body(&self, status: u16, headers: &Headers, body: &BodySummary) -> Option<String> {
        match body.kind {
            BodyKind::TooLarge if body.bytes > self.config.max_body => Some(format!(
                "a body of more than {} MB: ask for fewer items with limit, or raise OKTA_CLIENT_MAXBODY",
                self.config.max_body / 1_000_000
            )),
            BodyKind::TooLarge => Some(
                "a body that unpacks to far more than any document of Okta's: check the org URL, and any proxy in front \
                 of the org"
                    .to_owned(),
            ),
            _ => check_body(self.operation, status, headers, body),
        }
    }

    /// The error of a response that is not 2xx.
    fn error_response(&self, status: u16, headers: &Headers, text: &Arc<[u8]>) -> Error {
        let problem = problem(self.redactor, headers, &document(text));
        let kind = if status == 429 { ErrorKind::RateLimited } else { ErrorKind::Api };
        let message = self.hint(status, headers, &problem, text.len());
        let error = Error::new(kind, message).with(|details| details.problem = problem);
        if text.is_empty() { error } else { error.with_body(Arc::clone(text)) }
    }

    /// What to do, and what the error document does not say.
    fn hint(&self, status: u16, headers: &Headers, problem: &Problem, length: usize) -> String {
        if let (300..400, Some(location)) = (status, headers.get("location")) {
            let location = self.redactor.text(location);
            let location = text::one_line(&location, 300);
            return format!("to {location}: redirects are not followed, check the org URL");
        }
        if status == 429 {
            return "wait until the limit resets".to_owned();
        }
        if problem.code.as_deref() == Some(NO_FEATURE) {
            return "the org does not have this feature, or the credential may not use it".to_owned();
        }
        if let (401 | 403, Some(hint)) = (status, self.credential_hint(status, headers)) {
            return hint;
        }
        match (problem.code.is_some() || problem.summary.is_some(), length) {
            (true, _) => String::new(),
            (false, 0) => "the response has no body".to_owned(),
            (false, _) => {
                let media = self.redactor.text(media(headers));
                let media = text::one_line(&media, 50);
                let media = if media.is_empty() { String::new() } else { format!("{media}, ") };
                let more = if length >= ReceivedBody::LIMIT { " or more" } else { "" };
                format!("the response is not an error document of Okta's ({media}{length} bytes{more})")
            }
        }
    }

    fn credential_hint(&self, status: u16, headers: &Headers) -> Option<String> {
        let api_token = matches!(self.config.credential, Credential::Ssws(_));
        if let Some(scope) = www_authenticate::parameter(headers, "scope").filter(|_| status == 403) {
            return Some(format!("it needs the scope {}", text::one_line(&self.redactor.text(&scope), 100)));
        }
        let cookie = matches!(self.config.credential, Credential::Cookie);
        let hint = match (self.operation.security, api_token, status) {
            (Security::OAuth, true, _) => "this operation takes an OAuth access token, not an API token",
            (Security::Ssws, false, _) if !cookie => "this operation takes an API token, not an access token",
            (Security::None, ..) | (_, _, 403) => return None,
            _ if cookie => "sign in to the org in this browser",
            (_, true, _) => "check that the API token is active and of this org",
            (_, false, _) => "check that the access token has not expired and is of this org",
        };
        Some(hint.to_owned())
    }
}

/// The document of a body that only the engine reads; null if it is not JSON. Invalid UTF-8, as where it was cut, becomes U+FFFD.
pub(crate) fn document(text: &[u8]) -> Json {
    Json::parse(String::from_utf8_lossy(text).as_bytes()).unwrap_or_default()
}

/// The fields of Okta's error document, of OAuth's, or of the challenge in the headers. Secrets in them are masked.
pub(crate) fn problem(redactor: &Redactor<'_>, headers: &Headers, document: &Json) -> Problem {
    let told = |member: &str, parameter: &str| {
        let value = document.get(member).filter(|value| !value.is_null()).or_else(|| document.get(parameter));
        let text = value.filter(|value| !value.is_null()).map(plain);
        let text = text.or_else(|| www_authenticate::parameter(headers, parameter).filter(|value| !value.is_empty()));
        text.map(|text| redactor.text(&text))
    };
    let mut causes = Vec::new();
    for cause in document.get("errorCauses").and_then(Json::as_array).unwrap_or_default() {
        causes.push(redactor.text(&plain(cause.get("errorSummary").unwrap_or(cause))));
    }
    Problem {
        code: told("errorCode", "error"),
        summary: told("errorSummary", "error_description"),
        link: told("errorLink", "errorLink"),
        id: told("errorId", "errorId"),
        causes,
    }
}

/// What is wrong with the body of a 2xx response.
fn check_body(operation: &Operation, status: u16, headers: &Headers, body: &BodySummary) -> Option<String> {
    let media = media(headers);
    let (top, optional, other) = match operation.response {
        ResponseBody::Json { top, optional, other } => (top, optional, other),
        // Only the response itself says that it is JSON.
        ResponseBody::Any if claims_json(media, body.kind) => (JsonKind::Any, true, None),
        ResponseBody::Any | ResponseBody::Text(_) | ResponseBody::None => return None,
    };
    if other.is_some_and(|other| other.eq_ignore_ascii_case(media)) {
        return None;
    }
    let size =
        || if media.is_empty() { format!("{} bytes", body.bytes) } else { format!("{media}, {} bytes", body.bytes) };
    match (body.kind, top) {
        // 204 and 205 mean that there is no body: the org did what was asked.
        (BodyKind::Empty, _) if matches!(status, 204 | 205) => None,
        (BodyKind::Empty, _) => (!optional).then(|| "no body where JSON is expected".to_owned()),
        _ if media.eq_ignore_ascii_case("text/html") => Some(format!(
            "a page ({}) where JSON is expected: check the org URL, and any proxy in front of the org",
            size()
        )),
        (BodyKind::NotJson, _) => Some(format!("a body that is not JSON ({})", size())),
        (BodyKind::Broken, _) => Some(format!("JSON that is incomplete, malformed or nested too deep ({})", size())),
        // Reported before.
        (BodyKind::TooLarge, _) => None,
        (_, JsonKind::Any) | (BodyKind::Object, JsonKind::Object) | (BodyKind::Array, JsonKind::Array) => {
            missing_items(operation, body)
        }
        (found, JsonKind::Object) => Some(format!("{} where an object is expected", kind(found))),
        (found, JsonKind::Array) => Some(format!("{} where a list is expected", kind(found))),
    }
}

/// What is wrong with a page that is an object: an empty list is one, so that no page without a list passes for it.
fn missing_items(operation: &Operation, body: &BodySummary) -> Option<String> {
    match operation.paging {
        Paging::Body { items, .. } if body.count.is_none() => Some(format!("no list at /{items}")),
        _ => None,
    }
}

/// True for a response that is JSON by its media type, or by its first byte if it has no media type.
fn claims_json(media: &str, shape: BodyKind) -> bool {
    let media = media.to_ascii_lowercase();
    match media.as_str() {
        "" => shape == BodyKind::Broken,
        media => media == "application/json" || media.ends_with("+json"),
    }
}

fn kind(shape: BodyKind) -> &'static str {
    match shape {
        BodyKind::Object => "an object",
        BodyKind::Array => "a list",
        _ => "a single value",
    }
}

/// The media type, without parameters.
pub(crate) fn media(headers: &Headers) -> &str {
    headers.get("content-type").and_then(|value| value.split(';').next()).unwrap_or_default().trim_ascii()
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::session::tests::config;
    use crate::operation::table::tests::row_of;

    fn classify(operation: &Operation, response: ReceivedResponse) -> Result<Response, Error> {
        let config = config();
        let redactor = &Redactor::new(&config, [None, None]);
        Classifier { config: &config, redactor, operation }.classify(response)
    }

    fn kept(kind: BodyKind) -> ReceivedBody {
        ReceivedBody::Kept(BodySummary { bytes: 58, kind, next: None, count: None })
    }

    fn headers(content_type: &str) -> Headers {
        [("Content-Type", content_type), ("X-Okta-Request-Id", "req00001")].into_iter().collect()
    }

    fn good(operation: &str, media: &str, kind: BodyKind) -> Result<Response, Error> {
        classify(&row_of(operation), ReceivedResponse { status: 200, headers: headers(media), body: kept(kind) })
    }

    #[test]
    fn a_feature_that_the_org_lacks_is_no_matter_of_the_token() {
        let body = br#"{"errorCode":"E0000015","errorSummary":"You do not have permission to access it."}"#;
        let body = ReceivedBody::Text(Arc::from(&body[..]));
        let response = ReceivedResponse { status: 401, headers: headers("application/json"), body };
        let text = "401 E0000015 unauthorized: You do not have permission to access it. The org does not have this feature, \
                    or the credential may not use it [req00001]";
        assert_eq!(classify(&row_of("getUser"), response).unwrap_err().to_string(), text);
    }

    #[test]
    fn a_body_that_was_not_read_to_its_end_is_refused_whatever_was_due() {
        for operation in ["getUser", "listUsers", "deleteUser", "previewMetadata", "publishCsr"] {
            for (bytes, text) in [
                (
                    256_000_001,
                    "200 with a body of more than 256 MB: ask for fewer items with limit, or raise OKTA_CLIENT_MAXBODY \
                     [req00001]",
                ),
                (
                    2_000_000,
                    "200 with a body that unpacks to far more than any document of Okta's: check the org URL, and any \
                     proxy in front of the org [req00001]",
                ),
            ] {
                let body = ReceivedBody::Kept(BodySummary::too_large(bytes));
                let response = ReceivedResponse { status: 200, headers: headers("application/json"), body };
                let error = classify(&row_of(operation), response).unwrap_err();
                assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Decode, text));
            }
        }
    }

    #[test]
    fn bodies_that_need_not_be_may_be_anything() {
        for shape in [BodyKind::Empty, BodyKind::Object, BodyKind::NotJson] {
            assert!(good("deleteUser", "text/html", shape).is_ok());
            assert!(good("previewMetadata", "text/xml", shape).is_ok());
        }
        assert!(good("uploadLogo", "", BodyKind::Empty).is_ok());
        assert!(good("publishCsr", "application/pkcs10", BodyKind::NotJson).is_ok());
        assert!(good("listUsers", "application/json", BodyKind::Array).is_ok());
        assert!(good("listUsers", "application/json", BodyKind::Object).is_err());
    }

    #[test]
    fn an_untyped_answer_that_says_it_is_json_is_json() {
        let untyped = Operation::custom(crate::Method::Get, "/api/v1/x");
        let judged = |media: &str, json| {
            classify(&untyped, ReceivedResponse { status: 200, headers: headers(media), body: kept(json) })
        };
        for media in ["application/json; charset=utf-8", "Application/JSON", "application/scim+json"] {
            assert!(judged(media, BodyKind::Object).is_ok() && judged(media, BodyKind::Empty).is_ok());
            for shape in [BodyKind::Broken, BodyKind::NotJson] {
                assert_eq!(judged(media, shape).unwrap_err().kind(), ErrorKind::Decode, "{media}");
            }
        }
        assert_eq!(judged("", BodyKind::Broken).unwrap_err().kind(), ErrorKind::Decode);
        for (media, shape) in
            [("", BodyKind::NotJson), ("text/css", BodyKind::Broken), ("text/html", BodyKind::NotJson)]
        {
            assert!(judged(media, shape).is_ok(), "{media}");
        }
    }
}
