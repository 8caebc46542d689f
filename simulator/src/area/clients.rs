//! The roles of OAuth clients.

use super::roles::{assigned, role_rows};
use crate::handler::Row;
use crate::org::Org;
use crate::resource::Resource;

pub(crate) const ROWS: &[&[Row]] = &[role_rows!(ROLES "/oauth2/v1/clients")];

/// Apps and integrations by their client ids.
static CLIENTS: Resource = Resource { path: "/oauth2/v1/clients", noun: "PublicClientApp", lookup, ..Resource::NEW };

static ROLES: Resource = assigned(&CLIENTS, "/oauth2/v1/clients/{}/roles", "ra1");

fn lookup(org: &Org, _: &str, id: &str) -> Option<String> {
    let app = org.store.all("/api/v1/apps").find(|(_, app)| app.text("credentials.oauthClient.client_id") == id);
    let known = app.is_some() || org.store.find("/integrations/api/v1/api-services", id).is_some();
    known.then(|| id.to_owned())
}
