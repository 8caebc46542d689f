//! `oktant whoami`: the org and who calls it.

use crate::client::{client, config};
use crate::config::authentication;
use crate::failure::Result;
use crate::globals::{self, Globals};
use crate::output;
use crate::runtime::block_on;
use clap::Command;
use oktant::Method;
use oktant::value::{Json, Object};
use oktant_core::config::Credential;

/// The command line.
pub(crate) fn command() -> Command {
    globals::flags(Command::new("whoami").about("The org, and the user or service app of the credential"))
}

/// Runs the command.
pub(crate) fn run(globals: &Globals) -> Result {
    let config = config(globals)?;
    let mut answer = Object::new();
    answer.insert("orgUrl", config.org_url.as_str());
    answer.insert("authentication", authentication(&config));
    let client = client(globals)?;
    if let Credential::PrivateKey = config.credential {
        answer.insert("clientId", config.oauth.client_id.clone());
        answer.insert("scopes", config.oauth.scopes.clone());
        // Everybody may read it, but the org has to give a token first.
        block_on(async { Ok(client.request(Method::Get, "/.well-known/okta-organization").await?) })?;
        return output::document(globals, Json::Object(answer));
    }
    let user = block_on(async { Ok(client.request(Method::Get, "/api/v1/users/me").await?) })?.unwrap_or_default();
    for (name, pointer) in [("id", "/id"), ("login", "/profile/login"), ("status", "/status")] {
        answer.insert(name, user.pointer(pointer).cloned());
    }
    output::document(globals, Json::Object(answer))
}
