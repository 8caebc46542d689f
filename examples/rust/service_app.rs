//! Counts users as a service app, with tokens from Okta: `service_app CLIENT_ID KEY_FILE`.
//!
//! The file is the app's private key, PEM or JWK. The org comes from `OKTA_CLIENT_ORGURL` or `okta.yaml`.

use oktant::{Client, EventKind};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(client_id), Some(key)) = (arguments.next(), arguments.next()) else {
        return Err("give the client ID and the file of the private key".into());
    };
    let okta = Client::builder()
        .or_env()
        .client_id(client_id)
        .private_key(key)
        .scopes(["okta.users.read"])
        .on_event(|event| {
            if event.kind == EventKind::TokenReceived {
                println!("got a token for {}", event.operation);
            }
        })
        .build()?;
    println!("{}", okta.explain()); // every setting and where it came from, without secrets

    let users = okta.users().list_users().all().wait()?; // one token for all pages, renewed before it expires
    println!("{} users", users.len());
    Ok(())
}
