//! Follows the system log: `log_tail [SECONDS [COUNT]]` polls every so many seconds (10), and stops after so many events.
//!
//! The org comes from `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN`, or from `okta.yaml`.

use oktant::Client;
use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().map_or(Ok(10), |text| text.parse())?;
    let count = arguments.next().map_or(Ok(usize::MAX), |text| text.parse())?;
    let okta = Client::from_env()?;

    let request = okta.system_log().list_log_events().filter("severity ne \"DEBUG\"");
    let mut events = request.items().follow(Duration::from_secs(seconds)).take(count);
    while let Some(event) = events.try_next().await? {
        let published = event.published.map(|at| at.to_string()).unwrap_or_default();
        let actor = event.actor.and_then(|actor| actor.display_name).unwrap_or_default();
        println!("{published} {} {actor}", event.event_type.unwrap_or_default());
    }
    Ok(())
}
