//! The filter of the system log, which knows more operators and attributes than the filters of other lists.

use super::eval::Query;
use super::parse::{Expr, parse};
use crate::error::{self, ApiError, ensure};
use serde_json::Value;

/// The attributes of events that a filter can name; of others, only those below `debugContext.debugData`.
const ATTRIBUTES: &[&str] = &[
    "actor.alternateId", "actor.displayName", "actor.id", "actor.type", "authenticationContext.externalSessionId",
    "authenticationContext.rootSessionId", "client.device", "client.geographicalContext.city",
    "client.geographicalContext.country", "client.geographicalContext.state", "client.id", "client.ipAddress",
    "client.userAgent.browser", "client.userAgent.os", "client.userAgent.rawUserAgent", "client.zone",
    "displayMessage", "eventType", "legacyEventType", "outcome.reason", "outcome.result", "request.ipChain.ip",
    "securityContext.asOrg", "securityContext.domain", "securityContext.isProxy", "securityContext.isp", "severity",
    "target.alternateId", "target.displayName", "target.id", "target.type", "transaction.id", "transaction.type",
    "uuid", "version",
];

impl Query {
    /// Reads the filter of the system log.
    pub(crate) fn of_log(text: &str) -> Result<Self, ApiError> {
        query(parse(text).ok_or_else(|| error::bad_log_filter(text))?)
    }
}

fn query(expr: Expr) -> Result<Query, ApiError> {
    let all = |parts: Vec<Expr>| parts.into_iter().map(query).collect::<Result<_, _>>();
    Ok(match expr {
        Expr::Or(parts) => Query::Or(all(parts)?),
        Expr::And(parts) => Query::And(all(parts)?),
        Expr::Not(part) => Query::Not(Box::new(query(*part)?)),
        Expr::Present(attribute) => Query::Present(known(attribute)?),
        Expr::Test(attribute, op, literal) => {
            let attribute = known(attribute)?;
            match literal {
                Value::String(text) => Query::Text { attribute, op, text, caseless: true },
                Value::Bool(flag) => Query::Flag(attribute, flag),
                other => Query::Number(attribute, op, other.as_f64().unwrap_or_default()),
            }
        }
    })
}

fn known(attribute: String) -> Result<String, ApiError> {
    let known = ATTRIBUTES.contains(&attribute.as_str()) || attribute.starts_with("debugContext.debugData.");
    ensure!(known, error::bad_log_filter(&attribute).because(format!("field is not valid: {attribute}")));
    Ok(attribute)
}
