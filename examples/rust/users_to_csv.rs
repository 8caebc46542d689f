//! Writes the users of an org to a CSV file: `users_to_csv FILE ['status eq "ACTIVE"']`.
//!
//! The org comes from `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN`, or from `okta.yaml`.

use oktant::Client;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name a file to write")?;
    let okta = Client::from_env()?;

    let mut request = okta.users().list_users();
    if let Some(search) = arguments.next() {
        request = request.search(search);
    }
    let mut users = request.items(); // a page is in memory at a time, however many users there are
    let mut file = BufWriter::new(File::create(&path)?);
    let mut count = 0;
    writeln!(file, "id,status,login,badge")?;
    while let Some(user) = users.try_next().await? {
        let profile = user.profile.unwrap_or_default();
        let badge = profile.extras.get("badge").map(ToString::to_string); // a custom attribute
        let status = user.status.map(|status| status.to_string());
        let row = [user.id, status, profile.login, badge].map(|field| quoted(&field.unwrap_or_default()));
        writeln!(file, "{}", row.join(","))?;
        count += 1;
    }
    file.flush()?;
    println!("{count} users in {path}");
    Ok(())
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}
