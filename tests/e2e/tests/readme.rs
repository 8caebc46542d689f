//! The example of client/README.md that needs a simulated org.

use oktant::Client;
use oktant_simulator::{Conditions, LocalOrg, Org, ScriptedAnswer, Setup, TOKEN};
use std::error::Error;

#[tokio::test]
async fn a_503_is_retried() -> Result<(), Box<dyn Error>> {
    let org = LocalOrg::start(Org::new(&Setup { users: 100, ..Setup::default() }), Conditions::default())?;
    let okta = Client::builder().org_url(org.url()).token(TOKEN).build()?;
    org.answer_next(ScriptedAnswer::status("GET", "/api/v1/users/{}", 503));
    okta.users().get_user("me").await?;
    assert_eq!(org.requests("GET", "/api/v1/users/me").len(), 2);
    Ok(())
}

#[test]
fn the_readme_shows_this_test() {
    let readme = include_str!("../../../client/README.md");
    let sample = readme.split("```rust,ignore\n").nth(1).and_then(|rest| rest.split("```").next());
    let own = include_str!("readme.rs");
    let lines: Vec<&str> = sample.into_iter().flat_map(str::lines).collect();
    assert!(lines.len() > 5 && lines.iter().all(|line| own.contains(line)), "{lines:?}");
}
