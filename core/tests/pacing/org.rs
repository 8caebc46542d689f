//! A simulated org that only counts requests and reports its rate limit as Okta does.

use oktant_core::Headers;

/// An org with one rate limit and its own clock.
#[derive(Debug, Clone)]
pub(crate) struct Org {
    pub(crate) limit: u64,
    /// How far the org's clock is ahead of the client's.
    pub(crate) skew_ms: u64,
    /// The limit on concurrent requests.
    pub(crate) max_concurrent: u64,
    window: Option<(u64, u64)>,
    pub(crate) inside: u64,
}

/// A response of the org.
#[derive(Debug)]
pub(crate) struct OrgResponse {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
}

impl Org {
    pub(crate) fn new(limit: u64, skew_ms: u64) -> Org {
        Org { limit, skew_ms, max_concurrent: u64::MAX, window: None, inside: 0 }
    }

    /// Counts requests of other clients.
    #[cfg_attr(feature = "fleet", allow(dead_code, reason = "the fleet test has no other clients"))]
    pub(crate) fn draw(&mut self, requests: u64, now_ms: u64) {
        let (_, used) = self.open(now_ms + self.skew_ms);
        *used += requests;
    }

    /// Handles a request.
    pub(crate) fn take(&mut self, now_ms: u64) -> OrgResponse {
        let org_ms = now_ms + self.skew_ms;
        let (limit, crowded) = (self.limit, self.inside >= self.max_concurrent);
        self.inside += 1;
        let (ends_ms, used) = self.open(org_ms);
        let status = if crowded || *used >= limit { 429 } else { 200 };
        if !crowded {
            *used += 1;
        }
        let (limit, remaining) = if crowded { (0, 0) } else { (limit, limit.saturating_sub(*used)) };
        let figures = [
            ("x-rate-limit-limit", limit.to_string()),
            ("x-rate-limit-remaining", remaining.to_string()),
            // Truncated to the second: the window lasts a little longer than reported.
            ("x-rate-limit-reset", (ends_ms / 1000).to_string()),
            ("date", date(org_ms)),
        ];
        OrgResponse { status, headers: figures.into_iter().collect() }
    }

    /// The end and count of the current window, which began with its first request.
    fn open(&mut self, org_ms: u64) -> (u64, &mut u64) {
        if self.window.is_none_or(|(ends_ms, _)| org_ms >= ends_ms) {
            self.window = Some((org_ms + 60_000, 0));
        }
        let window = self.window.get_or_insert((0, 0));
        (window.0, &mut window.1)
    }
}

/// The HTTP date of a time in November 2023.
fn date(org_ms: u64) -> String {
    let seconds = org_ms / 1000 - 1_698_796_800;
    let (day, second) = (seconds / 86_400 + 1, seconds % 86_400);
    format!("Wed, {day:02} Nov 2023 {:02}:{:02}:{:02} GMT", second / 3600, second / 60 % 60, second % 60)
}
