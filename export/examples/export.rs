//! Exports a dataset into files, whose formats their names say: `cargo run -p oktant-export --all-features --example export -- users
//! users.parquet users.csv`. The environment has the org's URL and token.

use oktant::Client;
use oktant_export::{Dataset, Export};
use std::error::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let dataset: Dataset = arguments.next().ok_or("which dataset?")?.parse()?;
    let okta = Client::from_env()?;
    for path in arguments {
        let report = Export::new(&okta, dataset).to(&path).await?;
        println!("{path}: {} rows", report.rows);
    }
    Ok(())
}
