//! The simulator as a program: an org on a local port.

use clap::Parser;
use oktant_simulator::{Conditions, Org, Setup, serve};
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

/// An Okta org in memory, over HTTP on 127.0.0.1.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Port; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    #[command(flatten)]
    setup: Setup,
    #[command(flatten)]
    conditions: Conditions,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let Args { port, setup, mut conditions } = Args::parse();
    conditions.faults = conditions.faults.seeded(setup.seed);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let end = end()?;
    let url = format!("http://{}", listener.local_addr()?);
    let token = setup.token.replace('\'', r"'\''");
    let mut lines =
        format!("listening on {url}\nexport OKTA_CLIENT_ORGURL={url}\nexport OKTA_CLIENT_TOKEN='{token}'\n");
    lines.extend(setup.service_apps.iter().map(|app| format!("service app {app}\n")));
    // In one write: a reader may close the pipe after the first line.
    io::stdout().write_all(lines.as_bytes())?;
    tokio::select! {
        served = serve(listener, Org::new(&setup), conditions) => served,
        ended = end => ended,
    }
}

/// Resolves on a signal to end the program; signals count from the call on.
#[cfg(unix)]
fn end() -> io::Result<impl Future<Output = io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => Ok(()),
            _ = terminate.recv() => Ok(()),
        }
    })
}

/// Resolves on a signal to end the program; signals count from the call on.
#[cfg(not(unix))]
fn end() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}
