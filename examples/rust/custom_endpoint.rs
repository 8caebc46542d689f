//! Calls a path that has no method of its own, as JSON: `custom_endpoint [PATH]`.
//!
//! Credential, retries, rate limits, errors and lists are those of every call. The org comes from `OKTA_CLIENT_ORGURL` and
//! `OKTA_CLIENT_TOKEN`, or from `okta.yaml`.

use oktant::{Client, Json, Method};

#[tokio::main(flavor = "current_thread")]
async fn main() -> oktant::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "/api/v1/meta/types/user".into());
    let okta = Client::from_env()?;

    let response = okta.request(Method::Get, &path).raw().await?;
    println!("status {}, request ID {:?}", response.status(), response.request_id());

    let mut items = okta.request(Method::Get, &path).with_query("limit", "2").items(); // every page, if it is a list
    while let Some(item) = items.try_next().await? {
        println!("{}", item.get("id").and_then(Json::as_str).unwrap_or("no ID"));
    }
    Ok(())
}
