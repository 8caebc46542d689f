//! Handles a request: rate limit, credential, handler, response.

use crate::call::Call;
use crate::cors;
use crate::delivery::{EVENT_HOOKS, local, verification};
use crate::error::{self, ApiError, ensure};
use crate::files;
use crate::message::{Request, Response};
use crate::org::Org;
use crate::path;
use crate::rate::Count;
use crate::route;
use crate::time::Time;

impl Org {
    /// Handles a request that arrives at `now`. Every request gets a response.
    pub fn handle(&mut self, request: &Request, now: Time) -> Response {
        if let Some(response) = cors::preflight(request) {
            return self.respond(request, Ok(response), None, now);
        }
        let count = self.buckets.take(&request.method, request.path(), now);
        let result =
            if count.is_some_and(|count| count.exceeded) { Err(error::too_many()) } else { self.answer(request, now) };
        self.respond(request, result, count, now)
    }

    /// Handles a request without counting it against a rate limit: one of the seed file, or of a journal. Event hooks get
    /// nothing, or not again.
    pub(crate) fn replay(&mut self, request: &Request, now: Time) -> Response {
        let result = self.answer(request, now);
        self.deliveries.take();
        self.respond(request, result, None, now)
    }

    /// The request to the server of an event hook that must go well before this request verifies the hook; `None` if the org
    /// refuses it anyway, or if the server is on another machine.
    pub(crate) fn verification(&self, id: &str, request: &Request, now: Time) -> Option<Request> {
        let hook = self.store.find(EVENT_HOOKS, id)?;
        let mut trial = self.clone();
        let taken = !local(hook.text("channel.config.uri")).is_empty() && trial.handle(request, now).status == 200;
        taken.then(|| verification(hook, &trial.ids.request_id()))
    }

    /// The response if a server did not answer the challenge. Code and text of a real org are unknown.
    pub(crate) fn unverified(&mut self, request: &Request, now: Time) -> Response {
        let error = error::invalid("eventHook").because("The server of the hook did not answer the challenge");
        self.respond(request, Err(error), None, now)
    }

    /// A response that a test wrote, with the headers that every response has.
    pub(crate) fn scripted(&mut self, request: &Request, response: Response, now: Time) -> Response {
        self.respond(request, Ok(response), None, now)
    }

    /// The error with this status that a test asked for; it is neither handled nor counted.
    pub(crate) fn fail(&mut self, request: &Request, status: u16, now: Time) -> Response {
        self.respond(request, Err(error::of_status(status)), None, now)
    }

    /// The 429 for a request beyond the concurrency limit; it is neither handled nor counted.
    pub fn refuse(&mut self, request: &Request, now: Time) -> Response {
        self.respond(request, Err(error::too_many()), Some(Count::at_once(now)), now)
    }

    fn answer(&mut self, request: &Request, now: Time) -> Result<Response, ApiError> {
        self.store.begin(now);
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut call = Call::new(request, path, query, now);
        if !route::is_open(path) && !path.starts_with(files::PATH) {
            call.principal = self.admit(request, &call.base, path, call.now)?;
        }
        if path.starts_with(files::PATH) && request.method == "GET" {
            return self.files.serve(path);
        }
        let route = route::find(&request.method, path)?;
        let path = route.operation.map_or("", |operation| operation.path);
        ensure!(!self.lacks.iter().any(|own| path::is_below(path, own)), error::no_feature());
        let call = call.routed(route.operation, &route.values);
        call.check_query()?;
        (route.handler)(self, &call)
    }

    /// The client id of the app that sent the request; `None`: the admin.
    fn admit(&mut self, request: &Request, base: &str, path: &str, now: Time) -> Result<Option<String>, ApiError> {
        let header = request.get("authorization").ok_or_else(error::no_session)?;
        let scheme = header.split(' ').next().unwrap_or("");
        if ["Bearer", "DPoP"].iter().any(|own| scheme.eq_ignore_ascii_case(own)) {
            return self.grants.admit(request, base, path, now).map(Some);
        }
        // The official Python SDK (3.4.6) sends no space, and is used with real orgs.
        let token = header.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("SSWS")).and(header.get(4..));
        let known = token.is_some_and(|token| token.trim() == self.token);
        known.then_some(None).ok_or_else(error::bad_token)
    }

    fn respond(
        &mut self,
        request: &Request,
        result: Result<Response, ApiError>,
        count: Option<Count>,
        now: Time,
    ) -> Response {
        let response = result.unwrap_or_else(|error| error.response(&self.ids.error_id()));
        let mut headers = vec![("date", now.http_date()), ("x-okta-request-id", self.ids.request_id())];
        if let Some(count) = count {
            headers.push(("x-rate-limit-limit", count.limit.to_string()));
            headers.push(("x-rate-limit-remaining", count.remaining.to_string()));
            headers.push(("x-rate-limit-reset", count.reset.to_string()));
        }
        if !response.body.is_empty() && response.get("content-type").is_none() {
            headers.push(("content-type", "application/json".into()));
        }
        headers.extend(response.headers);
        headers.extend(cors::headers(request, self.cors_expose));
        Response { headers, ..response }
    }
}
