//! The simulator as a program.

use clap::Parser;
use oktant_simulator::Program;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match Program::parse().run().await {
        Ok(status) => status.into(),
        Err(error) => {
            eprintln!("oktant-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}
