//! HTTP itself: headers, addresses, links and dates.

pub(crate) mod date;
pub(crate) mod headers;
pub(crate) mod link;
pub(crate) mod org_url;
pub(crate) mod percent;
pub(crate) mod www_authenticate;
