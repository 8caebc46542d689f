//! What an answer means: a success, or which error.

pub mod decode;
pub(crate) mod failure;

use crate::config::Credential;
use crate::config::redact::Mask;
use crate::error::{ErrorKind, Problem};
use crate::http::www_authenticate;
use crate::io::{Kept, Received, Responded, Shape};
use crate::operation::{ReplyBody, Security, Top};
use crate::value::Json;
use crate::{Config, Error, Headers, Operation, Rate, text};
use std::sync::Arc;

/// A good answer. The host has its body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status, 200 to 299; or 404, where a repeated DELETE found that the one before it was carried out.
    pub status: u16,
    /// All headers.
    pub headers: Headers,
    /// What the body is.
    pub body: Kept,
}

impl Answer {
    /// The org's name for this exchange.
    pub fn request_id(&self) -> Option<&str> {
        self.headers.request_id()
    }

    /// What is said of the rate limit.
    pub fn rate(&self) -> Rate {
        self.headers.rate()
    }

    /// A success that came as a refusal: there is nothing left to delete.
    pub(crate) fn deleted(status: u16, headers: Headers) -> Answer {
        Answer { status, headers, body: Kept { bytes: 0, json: Shape::Empty, found: None, count: 0 } }
    }
}

/// What an answer is judged by.
pub(crate) struct Judge<'a> {
    pub(crate) config: &'a Config,
    pub(crate) mask: &'a Mask<'a>,
    pub(crate) operation: &'a Operation,
}

impl Judge<'_> {
    /// Judges an answer.
    pub(crate) fn judge(&self, responded: Responded) -> Result<Answer, Error> {
        let Responded { status, headers, body } = responded;
        let error = match body {
            Received::Kept(kept) if (200..300).contains(&status) => match self.unfit(status, &headers, &kept) {
                None => return Ok(Answer { status, headers, body: kept }),
                Some(what) => Error::decode(self.mask.text(&format!("{status} with {what}"))),
            },
            Received::Kept(_) => self.refusal(status, &headers, &[].into()),
            Received::Text(text) => self.refusal(status, &headers, &text),
        };
        Err(error.with(|fault| {
            fault.status = Some(status);
            fault.request_id = headers.request_id().map(|id| self.mask.text(id));
            fault.rate = headers.rate();
        }))
    }

    /// What is wrong with the body of a 2xx answer.
    fn unfit(&self, status: u16, headers: &Headers, kept: &Kept) -> Option<String> {
        match kept.json {
            Shape::TooLarge if kept.bytes > self.config.max_body => Some(format!(
                "a body of more than {} MB: ask for fewer items with limit, or raise OKTA_CLIENT_MAXBODY",
                self.config.max_body / 1_000_000
            )),
            Shape::TooLarge => Some(
                "a body that unpacks to far more than any document of Okta's: check the org url, and what stands before \
                 the org"
                    .to_owned(),
            ),
            _ => unfit(self.operation, status, headers, kept),
        }
    }

    /// The error of an answer that is no 2xx.
    fn refusal(&self, status: u16, headers: &Headers, text: &Arc<[u8]>) -> Error {
        let problem = problem(self.mask, headers, &document(text));
        let kind = if status == 429 { ErrorKind::RateLimited } else { ErrorKind::Api };
        let message = self.advice(status, headers, &problem, text.len());
        let error = Error::new(kind, message).with(|fault| fault.problem = problem);
        if text.is_empty() { error } else { error.with_body(Arc::clone(text)) }
    }

    /// What the document does not say, and what to do.
    fn advice(&self, status: u16, headers: &Headers, problem: &Problem, length: usize) -> String {
        if let (300..400, Some(location)) = (status, headers.get("location")) {
            let location = self.mask.text(location);
            let location = text::one_line(&location, 300);
            return format!("to {location}: redirects are not followed, check the org url");
        }
        if status == 429 {
            return "wait until the limit is renewed".to_owned();
        }
        if let (401 | 403, Some(advice)) = (status, self.advice_on_credential(status, headers)) {
            return advice;
        }
        match (problem.code.is_some() || problem.summary.is_some(), length) {
            (true, _) => String::new(),
            (false, 0) => "the answer has no body".to_owned(),
            (false, _) => {
                let media = self.mask.text(media(headers));
                let media = text::one_line(&media, 50);
                let media = if media.is_empty() { String::new() } else { format!("{media}, ") };
                let more = if length >= Received::LIMIT { " or more" } else { "" };
                format!("the answer is no error document of Okta's ({media}{length} bytes{more})")
            }
        }
    }

    fn advice_on_credential(&self, status: u16, headers: &Headers) -> Option<String> {
        let api_token = matches!(self.config.credential, Credential::Ssws(_));
        if let Some(scope) = www_authenticate::parameter(headers, "scope").filter(|_| status == 403) {
            return Some(format!("it needs the scope {}", text::one_line(&self.mask.text(&scope), 100)));
        }
        let cookie = matches!(self.config.credential, Credential::Cookie);
        let advice = match (self.operation.security, api_token, status) {
            (Security::OAuth, true, _) => "this operation takes an OAuth access token, no API token",
            (Security::Ssws, false, _) if !cookie => "this operation takes an API token, no access token",
            (Security::None, ..) | (_, _, 403) => return None,
            _ if cookie => "sign in to the org in this browser",
            (_, true, _) => "check that the API token is active and of this org",
            (_, false, _) => "check that the access token has not ended and is of this org",
        };
        Some(advice.to_owned())
    }
}

/// The document of an answer that the engine alone reads; null where it is none. What is no UTF-8 in it, or was cut in the
/// middle of a character, is U+FFFD: the rest is worth more than a complaint.
pub(crate) fn document(text: &[u8]) -> Json {
    Json::parse(String::from_utf8_lossy(text).as_bytes()).unwrap_or_default()
}

/// What Okta's error document says, or OAuth's, or the challenge in the headers; secrets that it repeats are masked.
pub(crate) fn problem(mask: &Mask<'_>, headers: &Headers, document: &Json) -> Problem {
    let told = |member: &str, parameter: &str| {
        let value = document.get(member).filter(|value| !value.is_null()).or_else(|| document.get(parameter));
        let text = value.filter(|value| !value.is_null()).map(plain);
        let text = text.or_else(|| www_authenticate::parameter(headers, parameter).filter(|value| !value.is_empty()));
        text.map(|text| mask.text(&text))
    };
    let mut causes = Vec::new();
    for cause in document.get("errorCauses").and_then(Json::as_array).unwrap_or_default() {
        causes.push(mask.text(&plain(cause.get("errorSummary").unwrap_or(cause))));
    }
    Problem {
        code: told("errorCode", "error"),
        summary: told("errorSummary", "error_description"),
        link: told("errorLink", "errorLink"),
        id: told("errorId", "errorId"),
        causes,
    }
}

/// What is wrong with the body of a 2xx answer.
fn unfit(operation: &Operation, status: u16, headers: &Headers, body: &Kept) -> Option<String> {
    let media = media(headers);
    let (top, optional, other) = match operation.reply {
        ReplyBody::Json { top, optional, other } => (top, optional, other),
        // Nobody said that it is JSON but the answer itself.
        ReplyBody::Any if says_json(media, body.json) => (Top::Any, true, None),
        ReplyBody::Any | ReplyBody::Text(_) | ReplyBody::None => return None,
    };
    if other.is_some_and(|other| other.eq_ignore_ascii_case(media)) {
        return None;
    }
    let size =
        || if media.is_empty() { format!("{} bytes", body.bytes) } else { format!("{media}, {} bytes", body.bytes) };
    match (body.json, top) {
        // 204 and 205 say that there is nothing: the org did what was asked.
        (Shape::Empty, _) if matches!(status, 204 | 205) => None,
        (Shape::Empty, _) => (!optional).then(|| "no body where JSON is due".to_owned()),
        _ if media.eq_ignore_ascii_case("text/html") => {
            Some(format!("a page ({}) where JSON is due: check the org url, and what stands before the org", size()))
        }
        (Shape::NotJson, _) => Some(format!("a body that is not JSON ({})", size())),
        (Shape::Broken, _) => Some(format!("JSON that breaks off, goes wrong or is nested too deep ({})", size())),
        // Told before.
        (Shape::TooLarge, _) => None,
        (_, Top::Any) | (Shape::Object, Top::Object) | (Shape::Array, Top::Array) => None,
        (found, Top::Object) => Some(format!("{} where an object is due", kind(found))),
        (found, Top::Array) => Some(format!("{} where a list is due", kind(found))),
    }
}

/// True for an answer that is JSON by its media type; or by its beginning, where it has no media type.
fn says_json(media: &str, shape: Shape) -> bool {
    let media = media.to_ascii_lowercase();
    match media.as_str() {
        "" => shape == Shape::Broken,
        media => media == "application/json" || media.ends_with("+json"),
    }
}

fn kind(shape: Shape) -> &'static str {
    match shape {
        Shape::Object => "an object",
        Shape::Array => "a list",
        _ => "a single value",
    }
}

/// The media type without its parameters.
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

    fn judge(operation: &Operation, responded: Responded) -> Result<Answer, Error> {
        let config = config();
        let mask = &Mask::new(&config, [None, None]);
        Judge { config: &config, mask, operation }.judge(responded)
    }

    fn kept(json: Shape) -> Received {
        Received::Kept(Kept { bytes: 58, json, found: None, count: 0 })
    }

    fn headers(content_type: &str) -> Headers {
        [("Content-Type", content_type), ("X-Okta-Request-Id", "req00001")].into_iter().collect()
    }

    fn good(operation: &str, media: &str, json: Shape) -> Result<Answer, Error> {
        judge(&row_of(operation), Responded { status: 200, headers: headers(media), body: kept(json) })
    }

    fn bad(status: u16, extra: &[(&str, &str)], text: &str) -> Error {
        let mut headers = headers("application/json");
        extra.iter().for_each(|(name, value)| headers.push(*name, *value));
        let body = Received::Text(text.as_bytes().into());
        judge(&row_of("getUser"), Responded { status, headers, body }).unwrap_err()
    }

    #[test]
    fn json_is_judged_by_what_it_is_not_by_its_media_type() {
        assert!(good("getUser", "text/plain", Shape::Object).is_ok());
        for (media, shape, text) in [
            ("application/json", Shape::Empty, "200 with no body where JSON is due [req00001]"),
            ("application/json", Shape::Array, "200 with a list where an object is due [req00001]"),
            ("application/json", Shape::Other, "200 with a single value where an object is due [req00001]"),
            (
                "application/json",
                Shape::Broken,
                "200 with JSON that breaks off, goes wrong or is nested too deep (application/json, 58 bytes) [req00001]",
            ),
            ("text/plain", Shape::NotJson, "200 with a body that is not JSON (text/plain, 58 bytes) [req00001]"),
            (
                "text/html;charset=utf-8",
                Shape::NotJson,
                "200 with a page (text/html, 58 bytes) where JSON is due: check the org url, and what stands before \
                 the org [req00001]",
            ),
        ] {
            let error = good("getUser", media, shape).unwrap_err();
            assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
            assert_eq!(error.to_string(), text);
        }
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
                    "200 with a body that unpacks to far more than any document of Okta's: check the org url, and what \
                     stands before the org [req00001]",
                ),
            ] {
                let body = Received::Kept(Kept::too_large(bytes));
                let responded = Responded { status: 200, headers: headers("application/json"), body };
                let error = judge(&row_of(operation), responded).unwrap_err();
                assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Decode, text));
            }
        }
    }

    #[test]
    fn bodies_that_need_not_be_may_be_anything() {
        for shape in [Shape::Empty, Shape::Object, Shape::NotJson] {
            assert!(good("deleteUser", "text/html", shape).is_ok());
            assert!(good("previewMetadata", "text/xml", shape).is_ok());
        }
        assert!(good("uploadLogo", "", Shape::Empty).is_ok());
        assert!(good("publishCsr", "application/pkcs10", Shape::NotJson).is_ok());
        assert!(good("listUsers", "application/json", Shape::Array).is_ok());
        assert!(good("listUsers", "application/json", Shape::Object).is_err());
    }

    #[test]
    fn an_untyped_answer_that_says_it_is_json_is_json() {
        let untyped = Operation::untyped(crate::Method::Get, "/api/v1/x");
        let judged =
            |media: &str, json| judge(&untyped, Responded { status: 200, headers: headers(media), body: kept(json) });
        for media in ["application/json; charset=utf-8", "Application/JSON", "application/scim+json"] {
            assert!(judged(media, Shape::Object).is_ok() && judged(media, Shape::Empty).is_ok());
            for shape in [Shape::Broken, Shape::NotJson] {
                assert_eq!(judged(media, shape).unwrap_err().kind(), ErrorKind::Decode, "{media}");
            }
        }
        assert_eq!(judged("", Shape::Broken).unwrap_err().kind(), ErrorKind::Decode);
        for (media, shape) in [("", Shape::NotJson), ("text/css", Shape::Broken), ("text/html", Shape::NotJson)] {
            assert!(judged(media, shape).is_ok(), "{media}");
        }
    }

    #[test]
    fn a_204_is_a_success_whatever_was_due() {
        let body = Received::Kept(Kept { bytes: 0, json: Shape::Empty, found: None, count: 0 });
        let answer = judge(&row_of("getUser"), Responded { status: 204, headers: headers(""), body });
        assert_eq!(answer.unwrap().status, 204);
    }

    #[test]
    fn oktas_error_arrives_whole() {
        let error = bad(
            400,
            &[],
            r#"{"errorCode":"E0000001","errorSummary":"Api validation failed: login","errorLink":"E0000001",
               "errorId":"oae1","errorCauses":[{"errorSummary":"login: taken"},{"reason":"odd"},"plain"]}"#,
        );
        assert_eq!((error.code(), error.link(), error.id()), (Some("E0000001"), Some("E0000001"), Some("oae1")));
        assert_eq!(error.summary(), Some("Api validation failed: login"));
        assert_eq!(error.causes(), ["login: taken", r#"{"reason":"odd"}"#, "plain"]);
        assert_eq!(error.request_id(), Some("req00001"));
    }

    #[test]
    fn an_error_without_a_document_is_one_all_the_same() {
        assert_eq!(
            bad(401, &[], "").to_string(),
            "401 unauthorized: check that the API token is active and of this org [req00001]"
        );
        let html = bad(404, &[], "<html>xxxxxxxxxx</html>").to_string();
        assert_eq!(
            html,
            "404 not found: the answer is no error document of Okta's (application/json, 23 bytes) [req00001]"
        );
        assert_eq!(bad(500, &[], "").to_string(), "500 server error: the answer has no body [req00001]");
        assert_eq!(bad(404, &[], "[1").code(), None);
        assert_eq!(bad(429, &[], "{}").kind(), ErrorKind::RateLimited);
    }

    #[test]
    fn a_redirect_names_where_it_leads() {
        let text = bad(302, &[("Location", "https://other.example/x")], "").to_string();
        assert_eq!(
            text,
            "302 redirect: to https://other.example/x: redirects are not followed, check the org url [req00001]"
        );
    }

    #[test]
    fn credentials_that_the_answer_repeats_are_masked() {
        let error = bad(
            400,
            &[],
            r#"{"errorCode":"00token0123456789","errorSummary":"was SSWS 00token0123456789","errorCauses":["00token0123456789"]}"#,
        );
        assert!(!format!("{error:?} {:?} {:?}", error.summary(), error.causes()).contains("00token"), "{error}");
        assert!(error.summary().unwrap().contains("was SSWS ***"));
        let redirect = bad(302, &[("Location", "https://other.example/?token=00token0123456789")], "");
        assert!(!redirect.to_string().contains("00token"));
        let headers: Headers =
            ["X-Okta-Request-Id", "Content-Type"].map(|name| (name, "00token0123456789")).into_iter().collect();
        for body in [Received::Text(b"x".as_slice().into()), kept(Shape::NotJson)] {
            let status = if matches!(body, Received::Kept(_)) { 200 } else { 500 };
            let answer = Responded { status, headers: headers.clone(), body };
            let error = judge(&row_of("getUser"), answer).unwrap_err();
            assert!(!error.to_string().contains("00token") && error.request_id() == Some("***"), "{error}");
        }
    }
}
