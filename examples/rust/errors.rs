//! What a program does about errors: `errors LOGIN` finds or creates a user, whoever else creates the same one meanwhile.
//!
//! The org comes from `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN`, or from `okta.yaml`.

use oktant::models::{CreateUserRequest, UserProfile};
use oktant::{Client, ErrorKind, Result};

fn main() {
    let login = std::env::args().nth(1).unwrap_or_default();
    let error = match Client::from_env().and_then(|okta| find_or_create(&okta, &login)) {
        Ok(id) => return println!("{login} is {}", id.unwrap_or_default()),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::Config => eprintln!("check the settings: {error}"),
        ErrorKind::Api => eprintln!("Okta responded with {:?}: {:?}", error.code(), error.causes()),
        _ if error.is_retryable() => eprintln!("try again later: {error}"),
        _ => eprintln!("{error}"),
    }
    eprintln!("request ID {:?}, {} requests in {:?}", error.request_id(), error.attempts(), error.elapsed());
    std::process::exit(1);
}

fn find_or_create(okta: &Client, login: &str) -> Result<Option<String>> {
    match okta.users().get_user(login).wait() {
        Err(error) if error.is_not_found() => {}
        found => return Ok(found?.id),
    }
    let mut profile = UserProfile { login: Some(login.to_owned()), ..Default::default() };
    profile.email = profile.login.clone();
    (profile.first_name, profile.last_name) = (Some("Ann".into()), Some("Lee".into()));
    let user = CreateUserRequest { profile: Some(profile.into()), ..Default::default() };
    match okta.users().create_user(&user).activate(false).wait() {
        Err(error) if error.is_duplicate() => Ok(okta.users().get_user(login).wait()?.id), // created meanwhile
        created => Ok(created?.id),
    }
}
