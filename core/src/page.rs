//! Lists over several pages: hosts only loop.

use crate::config::Profile;
use crate::error::ErrorKind;
use crate::link::{self, NextLink};
use crate::operation::Paging;
use crate::org_url::Target;
use crate::{Answer, Arguments, Call, Error, Operation, Options, Session, text};
use std::sync::Arc;

/// A list being read: gives the call of each page in turn.
#[derive(Debug)]
pub struct Pager {
    session: Session,
    operation: Arc<Operation>,
    arguments: Arguments,
    options: Options,
    /// Where it begins, where that is not the first page.
    from: Option<String>,
    /// Path and query of the page that is being read.
    target: String,
    /// Path and query of all pages that were read, sorted.
    seen: Vec<String>,
    cursor: Option<String>,
}

impl Pager {
    /// Reads a list from its first page.
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
        }
    }

    /// Reads on from a cursor of the same operation, perhaps of another process.
    pub fn from(mut self, cursor: impl Into<String>) -> Pager {
        self.from = Some(cursor.into());
        self
    }

    /// How the list goes on.
    pub fn paging(&self) -> Paging {
        self.operation.paging
    }

    /// The call of the first page.
    ///
    /// # Errors
    /// InvalidArgument, where an argument cannot be sent or the cursor is none of this operation's; Page, where it leads
    /// to another server.
    pub fn first(&mut self) -> Result<Call, Error> {
        let call = match self.from.take() {
            None => self.session.call(&self.operation, &self.arguments, &self.options)?,
            Some(cursor) => {
                let own = cursor.strip_prefix(self.operation.id.as_ref()).and_then(|rest| rest.strip_prefix(' '));
                let Some(link) = own else {
                    let what = format!(
                        "{} is no cursor of this operation: give one that a page of it gave",
                        text::quoted(&cursor)
                    );
                    return Err(self.error(ErrorKind::InvalidArgument, &what));
                };
                let target = self.resolve(link)?;
                self.call_to(&target)?
            }
        };
        self.target = call.target().to_owned();
        self.see(self.target.clone());
        Ok(call)
    }

    /// The call of the page after the one that was answered; `None` at the end.
    ///
    /// # Errors
    /// Of kind Page, where the list says that it goes on but not where, leads to another server, or round in a circle. The
    /// page that was answered is good all the same.
    pub fn next(&mut self, answer: &Answer) -> Result<Option<Call>, Error> {
        let link = match self.operation.paging {
            Paging::None => NextLink::None,
            Paging::Link | Paging::Poll => link::next(&answer.headers),
            Paging::Body { .. } => answer.body.found.as_deref().map_or(NextLink::None, NextLink::To),
        };
        let link = match link {
            NextLink::To(link) => link,
            NextLink::None => {
                self.cursor = None;
                return if self.may_be_hidden(answer) { Err(self.error(ErrorKind::Page, HIDDEN)) } else { Ok(None) };
            }
            NextLink::Garbled => {
                self.cursor = None;
                return Err(self.error(ErrorKind::Page, GARBLED));
            }
        };
        self.cursor = Some(format!("{} {link}", self.operation.id));
        // A log query without an upper bound always has a next link.
        if self.operation.paging == Paging::Poll && answer.body.count == 0 && self.member("until").is_none() {
            return Ok(None);
        }
        let target = self.resolve(link)?;
        if !self.see(target.clone()) {
            return Err(self.error(ErrorKind::Page, "the next page was read before: the list goes round in a circle"));
        }
        let call = self.call_to(&target)?;
        self.target = target;
        Ok(Some(call))
    }

    /// The call of the page at the cursor, for a list that grows and has ended for now; `None` where it has no cursor.
    ///
    /// # Errors
    /// Of kind Page, where the cursor leads to another server.
    pub fn again(&mut self) -> Result<Option<Call>, Error> {
        if self.cursor.is_none() {
            return Ok(None);
        }
        self.seen.clear();
        self.from = self.cursor.clone();
        self.first().map(Some)
    }

    /// Where another process can read on: the page after the one that was answered last. `None` at the end of the list.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// False for a page that was seen before.
    fn see(&mut self, target: String) -> bool {
        match self.seen.binary_search(&target) {
            Ok(_) => false,
            Err(at) => {
                self.seen.insert(at, target);
                true
            }
        }
    }

    fn call_to(&self, target: &str) -> Result<Call, Error> {
        self.session.call_to(&self.operation, &self.arguments, &self.options, target)
    }

    fn resolve(&self, link: &str) -> Result<String, Error> {
        let what = match self.session.config().org_url.of(&self.operation).target(link, &self.target) {
            Target::Here(target) => return Ok(target.into_owned()),
            Target::Elsewhere => "leads to another server and is not followed",
            Target::Unreadable => "is none that can be followed",
        };
        let link = self.session.masked(link);
        let link = text::quoted(&link);
        Err(self.error(ErrorKind::Page, &format!("the next link {link} {what}: the list goes on there")))
    }

    /// True where a browser shows no header of the org's, and the page looks as if another came after it.
    fn may_be_hidden(&self, answer: &Answer) -> bool {
        let by_link = matches!(self.operation.paging, Paging::Link | Paging::Poll);
        let browser = self.session.config().profile == Profile::Browser;
        let hidden = answer.headers.get("link").is_none() && answer.request_id().is_none();
        let limit = self.member("limit").and_then(text::digits).unwrap_or(1);
        by_link && browser && hidden && answer.body.count >= limit.max(1)
    }

    /// A member of the query of the page that is being read.
    fn member(&self, name: &str) -> Option<&str> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    fn error(&self, kind: ErrorKind, what: &str) -> Error {
        Error::new(kind, what).with_operation(Arc::clone(&self.operation))
    }
}

const GARBLED: &str = "the Link header of the last page cannot be read: the list may go on";
const HIDDEN: &str = "the browser hides the Link header of the last page: the list may go on: have the server expose Link to \
                      this page's origin, or read the list outside a browser";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Headers;
    use crate::session::tests::config;
    use crate::step::{Kept, Shape};
    use crate::table::tests::row_of;

    fn pager(operation: &str, arguments: Arguments) -> Pager {
        Pager::new(&Session::new(config()), &row_of(operation), arguments, Options::default())
    }

    fn page(links: &[&str], count: u64) -> Answer {
        let body = Kept { bytes: 2, json: Shape::Array, found: None, count };
        Answer { status: 200, headers: links.iter().map(|link| ("Link", *link)).collect(), body }
    }

    fn next(pager: &mut Pager, link: &str) -> Result<Option<String>, Error> {
        let link = format!("<{link}>; rel=\"next\"");
        Ok(pager.next(&page(&[&link], 2))?.map(|call| call.target().to_owned()))
    }

    #[test]
    fn links_are_followed_verbatim_until_there_is_none() {
        let mut users = pager("listUsers", Arguments::new().query("limit", 2));
        assert_eq!(users.first().unwrap().target(), "/api/v1/users?limit=2");
        let second = "/api/v1/users?after=a,b;c%2C2&limit=2";
        assert_eq!(next(&mut users, &format!("https://example.okta.com{second}")).unwrap().as_deref(), Some(second));
        assert_eq!(users.cursor(), Some(format!("listUsers https://example.okta.com{second}").as_str()));
        assert!(users.next(&page(&["<https://example.okta.com/x>; rel=\"self\""], 2)).unwrap().is_none());
        assert_eq!(users.cursor(), None);
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
    fn an_empty_page_with_a_next_link_is_no_end() {
        let mut users = pager("listUsers", Arguments::new());
        users.first().unwrap();
        assert!(users.next(&page(&["</api/v1/users?after=x>; rel=next"], 0)).unwrap().is_some());
    }

    #[test]
    fn another_server_is_a_page_error_that_names_it() {
        for link in [
            "https://evil.example/api",
            "//evil.example/api",
            "http://example.okta.com/api",
            "https://example.okta.com@evil.example/",
        ] {
            let mut users = pager("listUsers", Arguments::new());
            users.first().unwrap();
            let error = next(&mut users, link).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Page);
            assert_eq!(
                error.to_string(),
                format!(
                    "GET /api/v1/users: the next link \"{link}\" leads to another server and is not followed: the list goes on there"
                )
            );
            let cursor = users.cursor().unwrap().to_owned();
            let resumed = pager("listUsers", Arguments::new()).from(cursor).first().unwrap_err();
            assert_eq!(resumed.kind(), ErrorKind::Page);
        }
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
        assert!(error.to_string().contains("round in a circle"), "{error}");
    }

    #[test]
    fn garbage_in_the_link_header_is_no_end() {
        let mut users = pager("listUsers", Arguments::new());
        users.first().unwrap();
        assert_eq!(users.next(&page(&["<<<"], 2)).unwrap_err().kind(), ErrorKind::Page);
        assert_eq!(next(&mut users, "/a b").unwrap_err().kind(), ErrorKind::Page);
        assert_eq!(next(&mut users, "/api/../x").unwrap_err().kind(), ErrorKind::Page);
    }

    #[test]
    fn a_full_page_whose_link_is_hidden_is_no_end() {
        let browser = |limit: Option<&str>, count: u64, headers: Headers| {
            let mut raw = crate::session::tests::raw();
            raw.set("AUTHORIZATIONMODE", "Bearer", crate::config::Origin::Code);
            raw.browser();
            let arguments = limit.map_or(Arguments::new(), |limit| Arguments::new().query("limit", limit));
            let session = Session::new(raw.resolve().unwrap());
            let mut users = Pager::new(&session, &row_of("listUsers"), arguments, Options::default());
            users.first().unwrap();
            users.next(&Answer { headers, ..page(&[], count) }).map(|call| call.is_some())
        };
        let error = browser(Some("2"), 2, Headers::new()).unwrap_err();
        assert_eq!((error.kind(), error.to_string().contains("hides the Link header")), (ErrorKind::Page, true));
        assert!(browser(None, 1, Headers::new()).is_err());
        assert!(!browser(Some("2"), 1, Headers::new()).unwrap());
        assert!(!browser(None, 0, Headers::new()).unwrap());
        let shown: Headers = [("x-okta-request-id", "req1")].into_iter().collect();
        assert!(!browser(Some("2"), 2, shown).unwrap(), "what is shown has no Link");
    }

    #[test]
    fn a_wrapped_list_goes_on_by_the_link_in_its_document() {
        let mut roles = pager("listRoles", Arguments::new());
        roles.first().unwrap();
        let link = "https://example-admin.okta.com/api/v1/iam/roles?after=x";
        let body = Kept { bytes: 2, json: Shape::Object, found: Some(link.to_owned()), count: 1 };
        let answer = Answer { status: 200, headers: Headers::new(), body };
        assert_eq!(roles.next(&answer).unwrap().unwrap().target(), "/api/v1/iam/roles?after=x");
        assert!(roles.next(&page(&["</x>; rel=next"], 1)).unwrap().is_none());
    }

    #[test]
    fn a_log_without_upper_bound_ends_at_an_empty_page_and_keeps_its_cursor() {
        let link = "</api/v1/logs?since=1&after=2>; rel=next";
        let mut logs = pager("listLogEvents", Arguments::new());
        logs.first().unwrap();
        assert!(logs.next(&page(&[link], 1)).unwrap().is_some());
        assert!(logs.next(&page(&["</api/v1/logs?since=1&after=3>; rel=next"], 0)).unwrap().is_none());
        assert_eq!(logs.cursor(), Some("listLogEvents /api/v1/logs?since=1&after=3"));
        assert_eq!(logs.again().unwrap().unwrap().target(), "/api/v1/logs?since=1&after=3");
        assert!(logs.next(&page(&["</api/v1/logs?since=1&after=3>; rel=next"], 0)).unwrap().is_none(), "it may repeat");
        let mut bounded = pager("listLogEvents", Arguments::new().query("until", "2025-05-06T00:00:00.000Z"));
        bounded.first().unwrap();
        assert!(bounded.next(&page(&[link], 0)).unwrap().is_some());
    }

    #[test]
    fn a_cursor_resumes_its_own_operation_only() {
        let resume = |cursor: &str| {
            pager("listUsers", Arguments::new()).from(cursor).first().map(|call| call.target().to_owned())
        };
        assert_eq!(resume("listUsers /api/v1/users?after=x").unwrap(), "/api/v1/users?after=x");
        for cursor in ["", "x", "/api/v1/users?after=x", "listGroups /api/v1/groups?after=x", "listUsersX /a"] {
            assert_eq!(resume(cursor).unwrap_err().kind(), ErrorKind::InvalidArgument, "{cursor}");
        }
        assert_eq!(resume("listUsers https://evil.example/").unwrap_err().kind(), ErrorKind::Page);
    }
}
