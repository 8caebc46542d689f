//! Links to Okta's API reference, for the docs of generated services.
#![allow(unused_macros, unused_imports, reason = "each service is a feature")]

/// The link to a tag, or to one of its operations.
macro_rules! reference {
    ($tag:literal) => {
        concat!("[Okta's reference](", crate::reference::site!(), "/okta-management/management/tag/", $tag, "/)")
    };
    ($tag:literal, $id:literal) => {
        concat!(
            "[Okta's reference](",
            crate::reference::site!(),
            "/okta-management/management/tag/",
            $tag,
            "/#tag/",
            $tag,
            "/operation/",
            $id,
            ")"
        )
    };
}

macro_rules! site {
    () => {
        "https://developer.okta.com/docs/api/openapi"
    };
}

pub(crate) use {reference, site};
