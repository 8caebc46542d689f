//! Lists over several pages. Hosts only loop.

use crate::config::Profile;
use crate::error::ErrorKind;
use crate::http::link::{self, NextLink};
use crate::http::org_url::Target;
use crate::http::percent::{self, without_query};
use crate::operation::Paging;
use crate::{Arguments, Call, Error, Operation, Options, RateLimit, Response, Session, request, text};
use std::sync::Arc;
use std::time::Duration;

/// Pages through a list: returns the call for each page in turn.
#[derive(Debug)]
pub struct Pager {
    session: Session,
    operation: Arc<Operation>,
    arguments: Arguments,
    options: Options,
    /// Cursor of the first page to read, if that is not the first of the list.
    from: Option<String>,
    /// Path and query of the current page.
    target: String,
    /// Path and query of all pages read, and of the next one, sorted. For a list that is followed, only those since it last
    /// caught up.
    seen: Vec<String>,
    cursor: Option<String>,
    /// Polling interval of a list that is followed.
    every: Option<Duration>,
    rest: Duration,
}

impl Pager {
    /// A list from its first page.
    pub fn new(session: &Session, operation: &Arc<Operation>, arguments: Arguments, options: Options) -> Pager {
        Pager {
            session: session.clone(),
            operation: Arc::clone(operation),
            arguments,
            options,
            from: None,
            target: String::new(),
            seen: Vec::new(),
            cursor: None,
            every: None,
            rest: Duration::ZERO,
        }
    }

    /// Follows a growing list, such as the system log without `until`: at the end, polls again after this time, forever. A list
    /// that ends is read to its end.
    ///
    /// With pacing, a quarter of the rate limit is left to other calls.
    pub fn follow(&mut self, every: Duration) {
        self.every = Some(every);
    }

    /// How long to wait before the call that [`Pager::next`] returned. Zero unless the list is followed.
    pub fn rest(&self) -> Duration {
        self.rest
    }

    /// Continues from a cursor of the same operation, perhaps of another process. A cursor has the query of its list, so query
    /// arguments are refused, except those that the operation requires: they may not differ from the cursor's own.
    pub fn from(mut self, cursor: impl Into<String>) -> Pager {
        self.from = Some(cursor.into());
        self
    }

    /// How the list is paged.
    pub fn paging(&self) -> Paging {
        self.operation.paging
    }

    /// The call for the first page, or the one at the cursor.
    ///
    /// # Errors
    /// InvalidArgument if an argument cannot be sent, the cursor is not one of this operation, or query arguments come with it;
    /// Page if the cursor leads to another server, or to another path than the operation has with these arguments.
    pub fn first(&mut self) -> Result<Call, Error> {
        let call = match self.from.take() {
            None => self.session.call(&self.operation, &self.arguments, &self.options)?,
            Some(cursor) => {
                let own = cursor.strip_prefix(self.operation.id.as_ref()).and_then(|rest| rest.strip_prefix(' '));
                let Some(link) = own else {
                    let what = format!(
                        "{} is not a cursor of this operation: use one from its own pages",
                        self.shown(&cursor)
                    );
                    return Err(self.error(ErrorKind::InvalidArgument, &what));
                };
                let target = self.resolve(link)?;
                self.check_path(&target)?;
                self.target = target;
                self.check_query()?;
                self.call_to(&self.target)?
            }
        };
        self.target = call.target().to_owned();
        self.mark_seen(self.target.clone());
        Ok(call)
    }

    /// The call of the page after this response; `None` at the end of the list.
    ///
    /// # Errors
    /// Of kind Page if the next link cannot be read, leads to another server, or leads to a page read before. The page of this
    /// response is valid all the same.
    pub fn next(&mut self, response: &Response) -> Result<Option<Call>, Error> {
        self.rest = Duration::ZERO;
        let link = match self.operation.paging {
            Paging::None => NextLink::None,
            Paging::Link | Paging::Poll => link::next(&response.headers),
            Paging::Body { .. } => response.body.next.as_deref().map_or(NextLink::None, NextLink::To),
        };
        let link = match link {
            NextLink::To(link) => link,
            NextLink::None => {
                self.cursor = None;
                return if self.may_be_hidden(response) { Err(self.error(ErrorKind::Page, HIDDEN)) } else { Ok(None) };
            }
            NextLink::Garbled => {
                self.cursor = None;
                return Err(self.error(ErrorKind::Page, GARBLED));
            }
        };
        self.cursor = Some(format!("{} {link}", self.operation.id));
        // Without an upper bound, a log query always has a next link.
        let endless = self.operation.paging == Paging::Poll && self.query_parameter("until").is_none();
        match self.every {
            Some(every) => self.pace(response, endless, every),
            // A page that is not full may still have a next page: the list must not end early.
            None if endless && items(response) == 0 => return Ok(None),
            None => {}
        }
        let target = self.resolve(link)?;
        if !self.mark_seen(target.clone()) {
            let link = self.shown(link);
            let what =
                format!("the next link {link} leads to a page that was read before: the list repeats itself, {AGAIN}");
            return Err(self.error(ErrorKind::Page, &what));
        }
        let call = self.call_to(&target)?;
        self.target = target;
        Ok(Some(call))
    }

    /// Cursor of the page after the last response, for this or another process. `None` at the end of the list.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Sets how long to wait before the next page of a list that is followed.
    fn pace(&mut self, response: &Response, endless: bool, every: Duration) {
        if endless && items(response) < self.limit(100).min(LARGEST) {
            self.seen.clear();
            if items(response) > 0 {
                self.seen.push(self.target.clone());
            }
            self.rest = every;
        }
        if self.session.config().pacing {
            self.rest = self.rest.max(until_share_is_free(response).min(self.session.config().max_wait));
        }
    }

    /// False if the page was seen before.
    fn mark_seen(&mut self, target: String) -> bool {
        match self.seen.binary_search(&target) {
            Ok(_) => false,
            Err(at) => {
                self.seen.insert(at, target);
                true
            }
        }
    }

    /// A cursor is input from outside: it may lead to pages of this list only.
    fn check_path(&self, target: &str) -> Result<(), Error> {
        let own = request::path(self.session.config(), &self.operation, &self.arguments)?;
        let path = without_query(target);
        if percent::same(path, &own) {
            return Ok(());
        }
        let (path, own) = (self.shown(path), self.shown(&own));
        let what = format!(
            "the cursor leads to {path}, and this list is at {own}: use a cursor of the same list with the same path \
             arguments, or start again from the first page"
        );
        Err(self.error(ErrorKind::Page, &what))
    }

    /// A cursor has its own query: another one would have no effect.
    fn check_query(&self) -> Result<(), Error> {
        let mut others = String::new();
        for (name, value) in &self.arguments.query {
            match value.values() {
                [] => {}
                [value] if request::requires(&self.operation, name) => {
                    let mut given = String::new();
                    percent::encode(&mut given, value);
                    if self.query_parameter(name).is_some_and(|own| !percent::same(own, &given)) {
                        let what =
                            format!("the cursor has another {name} than this list: use a cursor of the same list");
                        return Err(self.error(ErrorKind::InvalidArgument, &what));
                    }
                }
                _ => text::add(&mut others, ", ", &text::one_line(name, 100)),
            }
        }
        self.options.query.iter().for_each(|(name, _)| text::add(&mut others, ", ", &text::one_line(name, 100)));
        if self.operation.path.contains('?') {
            text::add(&mut others, ", ", "the query of the path");
        }
        if others.is_empty() {
            return Ok(());
        }
        Err(self.error(ErrorKind::InvalidArgument, &format!("a cursor brings its own query: leave out {others}")))
    }

    fn call_to(&self, target: &str) -> Result<Call, Error> {
        self.session.call_to(&self.operation, &self.arguments, &self.options, target)
    }

    fn resolve(&self, link: &str) -> Result<String, Error> {
        let what = match self.session.config().org_url.of(&self.operation).target(link, &self.target) {
            Target::Here(target) => return Ok(target.into_owned()),
            Target::Elsewhere => "leads to another server and is not followed",
            Target::Invalid => "is not a valid link",
        };
        let link = self.shown(link);
        let what = format!("the next link {link} {what}: the list is incomplete, {PROXY}");
        Err(self.error(ErrorKind::Page, &what))
    }

    /// Text from outside, made safe to show.
    fn shown(&self, text: &str) -> String {
        text::quoted(&self.session.masked(text))
    }

    /// True if a browser hides the org's headers and the page is full, so that there may be another.
    fn may_be_hidden(&self, response: &Response) -> bool {
        let by_link = matches!(self.operation.paging, Paging::Link | Paging::Poll);
        let browser = self.session.config().profile == Profile::Browser;
        let hidden = response.headers.get("link").is_none() && response.request_id().is_none();
        by_link && browser && hidden && items(response) >= self.limit(1)
    }

    /// The `limit` of the current page, or a default.
    fn limit(&self, usual: u64) -> u64 {
        self.query_parameter("limit").and_then(text::digits).unwrap_or(usual).max(1)
    }

    /// A query parameter of the current page.
    fn query_parameter(&self, name: &str) -> Option<&str> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    fn error(&self, kind: ErrorKind, what: &str) -> Error {
        Error::new(kind, what).with_operation(Arc::clone(&self.operation))
    }
}

/// How long a list that is followed leaves the rate limit to other calls: until the window ends, if a quarter of it or less is
/// left.
fn items(response: &Response) -> u64 {
    response.body.count.unwrap_or_default()
}

fn until_share_is_free(response: &Response) -> Duration {
    let RateLimit { limit: Some(limit @ 1..), remaining: Some(remaining), reset: Some(reset) } = response.rate() else {
        return Duration::ZERO;
    };
    if remaining > limit / SHARE {
        return Duration::ZERO;
    }
    let now = response.headers.date_ms().map(|date_ms| date_ms / 1000);
    // Both are in whole seconds: the window may end a second later.
    now.map_or(WINDOW, |now| Duration::from_secs(reset.saturating_sub(now).saturating_add(1)).min(WINDOW))
}

/// The largest page of the system log, whatever limit is asked for.
const LARGEST: u64 = 1000;
/// The divisor of the share that is left to others.
const SHARE: u64 = 4;
/// Length of a rate limit window.
const WINDOW: Duration = Duration::from_secs(60);

const AGAIN: &str = "start again from the first page";
const PROXY: &str = "check the org URL, and whether a proxy changes headers or bodies";
const GARBLED: &str = "the Link header of the last page cannot be read: the list may be incomplete, start again from the first \
                       page, and check whether a proxy changes headers";
const HIDDEN: &str = "the browser hides the Link header of the last page: the list may be incomplete, have the server expose \
                      Link to this page's origin, or read the list outside a browser";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Argument;
    use crate::engine::session::tests::config;
    use crate::io::{BodyKind, BodySummary};
    use crate::operation::table::tests::row_of;

    fn pager(operation: &str, arguments: Arguments) -> Pager {
        Pager::new(&Session::new(config()), &row_of(operation), arguments, Options::default())
    }

    fn page(links: &[&str], count: u64) -> Response {
        let body = BodySummary { bytes: 2, kind: BodyKind::Array, next: None, count: Some(count) };
        Response { status: 200, headers: links.iter().map(|link| ("Link", *link)).collect(), body }
    }

    fn next(pager: &mut Pager, link: &str) -> Result<Option<String>, Error> {
        let link = format!("<{link}>; rel=\"next\"");
        Ok(pager.next(&page(&[&link], 2))?.map(|call| call.target().to_owned()))
    }

    #[test]
    fn a_list_on_a_host_of_its_own_goes_on_there_and_nowhere_else() {
        let mut list = pager("listDisasters", Arguments::new().query("limit", 2));
        assert_eq!(list.first().unwrap().target(), "/api/v1/disaster?limit=2");
        let second = "/api/v1/disaster?after=a&limit=2";
        for link in [format!("https://drapp.example.okta.com{second}"), second.to_owned()] {
            let mut list = pager("listDisasters", Arguments::new().query("limit", 2));
            list.first().unwrap();
            assert_eq!(next(&mut list, &link).unwrap().as_deref(), Some(second));
            let cursor = list.cursor().unwrap().to_owned();
            assert_eq!(pager("listDisasters", Arguments::new()).from(cursor).first().unwrap().target(), second);
        }
        for link in ["https://example.okta.com/api/v1/disaster", "https://other.example.okta.com/api/v1/disaster"] {
            list.first().unwrap();
            assert_eq!(next(&mut list, link).unwrap_err().kind(), ErrorKind::Page, "{link}");
        }
        let mut users = pager("listUsers", Arguments::new());
        users.first().unwrap();
        let error = next(&mut users, "https://drapp.example.okta.com/api/v1/users?after=a").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Page);
    }

    #[test]
    fn a_circle_is_a_page_error() {
        let mut users = pager("listUsers", Arguments::new().query("limit", 2));
        users.first().unwrap();
        assert_eq!(next(&mut users, "/api/v1/users?limit=2").unwrap_err().kind(), ErrorKind::Page);
        let mut users = pager("listUsers", Arguments::new());
        users.first().unwrap();
        next(&mut users, "/a?after=1").unwrap();
        next(&mut users, "/a?after=2").unwrap();
        let error = next(&mut users, "/a?after=1").unwrap_err();
        assert!(error.to_string().contains("\"/a?after=1\" leads to a page that was read before"), "{error}");
    }

    /// The waits before each page after the first, given the number of items of the page before. The links are all new, but those
    /// of empty pages stay.
    fn rests(first: &str, pages: &[(u64, &[(&str, &str)])]) -> Vec<u64> {
        let mut logs = pager("listLogEvents", Arguments::new());
        logs.follow(Duration::from_secs(5));
        logs = logs.from(format!("listLogEvents {first}"));
        logs.first().unwrap();
        let mut number = 0;
        let mut rest = |(count, headers): &(u64, &[(&str, &str)])| {
            number += u64::from(*count > 0);
            let more = if first.contains('?') { '&' } else { '?' };
            let link = format!("<{first}{more}after={number}>; rel=next");
            let mut response = page(&[&link], *count);
            headers.iter().for_each(|(name, value)| response.headers.push(*name, *value));
            assert!(logs.next(&response).unwrap().is_some());
            logs.rest().as_secs()
        };
        pages.iter().map(&mut rest).collect()
    }

    #[test]
    fn a_page_that_is_not_full_means_caught_up_where_it_is_followed() {
        let plain = |counts: &[u64]| counts.iter().map(|count| (*count, &[][..])).collect::<Vec<_>>();
        assert_eq!(rests("/api/v1/logs?limit=2", &plain(&[2, 1, 0, 0, 1, 2])), [0, 5, 5, 5, 5, 0]);
        assert_eq!(rests("/api/v1/logs", &plain(&[100, 99])), [0, 5]);
        assert_eq!(rests("/api/v1/logs?limit=5000", &plain(&[1000, 999])), [0, 5], "a page holds no more than 1000");
        let until = "/api/v1/logs?until=2025-05-06T00%3A00%3A00.000Z";
        assert_eq!(rests(until, &plain(&[100, 1])), [0, 0], "what has an upper bound is read to its end");
    }

    #[test]
    fn a_quarter_of_the_limit_is_left_to_others_where_it_is_followed() {
        let date = ("Date", "Tue, 14 Nov 2023 22:13:20 GMT");
        let told = |remaining| {
            [
                ("X-Rate-Limit-Limit", "60"),
                ("X-Rate-Limit-Remaining", remaining),
                ("X-Rate-Limit-Reset", "1700000030"),
                date,
            ]
        };
        let (enough, scarce, used) = (told("16"), told("15"), told("0"));
        assert_eq!(
            rests("/api/v1/logs?limit=2", &[(2, &enough), (2, &scarce), (0, &used), (1, &enough)]),
            [0, 31, 31, 5]
        );
        assert_eq!(rests("/api/v1/logs?limit=2", &[(2, &scarce[..3])]), [60], "without date");
    }

    #[test]
    fn a_page_with_items_that_leads_to_itself_is_a_circle_though_it_is_followed() {
        let mut logs = pager("listLogEvents", Arguments::new());
        logs.follow(Duration::from_secs(5));
        logs.first().unwrap();
        let link = |after: &str| format!("</api/v1/logs?after={after}>; rel=next");
        assert!(logs.next(&page(&[&link("1")], 1)).unwrap().is_some());
        assert!(logs.next(&page(&[&link("1")], 0)).unwrap().is_some(), "an empty page may be asked for again");
        let error = logs.next(&page(&[&link("1")], 1)).unwrap_err();
        assert!(error.to_string().contains("was read before"), "{error}");
    }

    #[test]
    fn what_is_followed_remembers_little() {
        let mut logs = pager("listLogEvents", Arguments::new());
        logs.follow(Duration::from_secs(5));
        logs.first().unwrap();
        for number in 0..100 {
            let link = format!("</api/v1/logs?after={number}>; rel=next");
            assert!(logs.next(&page(&[&link], number % 3)).unwrap().is_some());
            assert!(logs.seen.len() <= 2, "{:?}", logs.seen);
        }
    }

    #[test]
    fn a_cursor_leads_to_its_own_list_only() {
        let resume = |link: &str| {
            let members = Pager::new(
                &Session::new(config()),
                &Operation::by_name("listGroupUsers").unwrap(),
                Arguments::new().path("groupId", "00g1"),
                Options::default(),
            );
            members.from(format!("listGroupUsers {link}")).first().unwrap_err()
        };
        for other in ["/api/v1/groups/00g1/users/", "/api/v1/users?after=x", "/"] {
            assert_eq!(resume(other).kind(), ErrorKind::Page, "{other}");
        }
        let text = resume("/api/v1/users/00token0123456789?after=x").to_string();
        assert!(text.contains("the cursor leads to \"/api/v1/users/***\""), "{text}");
    }

    #[test]
    fn a_cursor_names_its_operation() {
        for cursor in ["", "/api/v1/users?after=x", "listUsersX /a"] {
            let error = pager("listUsers", Arguments::new()).from(cursor).first().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{cursor}");
        }
    }

    #[test]
    fn a_cursor_brings_its_own_query() {
        let resume = |arguments, options| {
            let policies = Operation::by_name("listPolicies").unwrap();
            let pager = Pager::new(&Session::new(config()), &policies, arguments, options);
            pager.from("listPolicies /api/v1/policies?after=x&type=A%20B").first().map(|_| ())
        };
        let none = Argument::many([""; 0]);
        resume(Arguments::new().query("type", "A B").query("status", none), Options::default()).unwrap();
        let extra = Options { query: vec![("x\n".to_owned(), "1".to_owned())], ..Options::default() };
        let error = resume(Arguments::new(), extra).unwrap_err();
        assert!(error.to_string().ends_with("a cursor brings its own query: leave out x "), "{error}");
    }
}
