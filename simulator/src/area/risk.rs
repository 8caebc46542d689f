//! Risk providers, the events that they send, and changes of Active Directory groups.

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![
    PROVIDERS "/api/v1/risk/providers" list create get replace delete;
    ("POST", "/api/v1/risk/events/ip", send_events),
    ("POST", "/api/v1/directories/{}/groups/modify", modify_group),
];

static PROVIDERS: Resource = Resource {
    path: "/api/v1/risk/providers",
    schema: "RiskProvider",
    id: Id::Minted("rkp"),
    noun: "RiskProvider",
    object: "riskProvider",
    created: 201,
    unique: &["name"],
    complete: |_, _, provider, _| {
        provider.fill("action", "log_only");
        Ok(())
    },
    links: |_, _, path| json!({ "self": hinted(path, &["GET", "PUT"]) }),
    ..Resource::NEW
};

fn send_events(_: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let events = call.judged_list("riskEvent")?;
    ensure!(!events.is_empty(), error::invalid("riskEvent"));
    Ok(Response { status: 202, ..Response::no_content() })
}

/// The agents of a directory are taken to do what they are asked.
fn modify_group(_: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    call.judged("agentAction")?;
    Ok(Response { status: 200, ..Response::no_content() })
}
