//! The mail servers of others that send the messages of the org.

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};

pub(crate) const ROWS: &[&[Row]] = &[
    OWN[0],
    &[
        ("PATCH", "/api/v1/email-servers/{}", |org, call| SERVERS.update(org, call)),
        ("POST", "/api/v1/email-servers/{}/test", test),
    ],
];

const OWN: &[&[Row]] = rows![SERVERS "/api/v1/email-servers" list create get delete;];

static SERVERS: Resource = Resource {
    path: "/api/v1/email-servers",
    schema: "EmailServerResponse",
    id: Id::Minted("ces"),
    noun: "EmailServer",
    object: "emailServer",
    created: 201,
    wrap: "email-servers",
    events: "system.custom_email_server.lifecycle.*",
    complete: |org, _, server, _| {
        server.fill("enabled", false);
        let on =
            |(_, other): (&str, &crate::store::Document)| other.is("enabled") && other.text("id") != server.text("id");
        ensure!(!server.is("enabled") || !org.store.all(SERVERS.path).any(on), error::email_server_enabled());
        server.hide("password");
        Ok(())
    },
    links: links::none,
    ..Resource::NEW
};

/// No message is sent.
fn test(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    SERVERS.item(org, call)?;
    call.judged("emailTestAddresses")?;
    Ok(Response::no_content())
}
