//! The simulator as a program: an org on a local port.

use clap::Parser;
use oktant_simulator::{Conditions, Faults, Limits, Link, Org, Property, ServiceApp, Setup, TOKEN, serve};
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::net::TcpListener;

/// An Okta org in memory, over HTTP on 127.0.0.1.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Port; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Number of users
    #[arg(long, default_value_t = 1)]
    users: u32,
    /// Seed; the same seed gives the same org
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The only API token that is accepted
    #[arg(long, default_value = TOKEN)]
    token: String,
    /// Rate limits: requests per minute for every bucket, or `workforce` (the limits that Okta publishes), or BUCKET=N,...
    #[arg(long, default_value = "workforce")]
    rate_limit: Limits,
    /// Concurrency limit: requests in flight at once
    #[arg(long, default_value_t = 75)]
    at_once: usize,
    /// How much faster than real time the org's clock runs
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    time_scale: u32,
    /// SHARE[:KIND,...]: inject random faults into a share of requests, as 1% or 0.01; kinds: 429, 502, 503,
    /// reset-before, reset-after, truncate, slow
    #[arg(long, default_value = "0")]
    faults: Faults,
    /// Round-trip time in milliseconds
    #[arg(long, default_value_t = 0, value_name = "MS")]
    latency: u64,
    /// Bandwidth in megabits per second, for all connections together; 0 is unlimited
    #[arg(long, default_value_t = 0, value_name = "MBIT")]
    link_mbit: u64,
    /// Compress responses (gzip) for clients that accept it, as Okta does
    #[arg(long)]
    gzip: bool,
    /// CLIENT_ID=FILE: a service app that gets tokens at /oauth2/v1/token. The file is its JWKS, which may also hold
    /// "dpop_bound_access_tokens": true and "scopes": [...], the granted scopes (default: all)
    #[arg(long, value_parser = service_app)]
    service_app: Vec<ServiceApp>,
    /// Let pages of other origins read response headers, which Okta does not
    #[arg(long)]
    cors_expose: bool,
    /// A custom user attribute: NAME:TYPE, with type string, number, integer, boolean or array
    #[arg(long)]
    custom: Vec<Property>,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let args = Args::parse();
    let setup = Setup {
        users: args.users,
        seed: args.seed,
        token: args.token,
        limits: args.rate_limit,
        custom: args.custom,
        service_apps: args.service_app,
        cors_expose: args.cors_expose,
    };
    let conditions = Conditions {
        time_scale: args.time_scale,
        at_once: args.at_once,
        faults: args.faults.seeded(args.seed),
        link: Link {
            latency: Duration::from_millis(args.latency),
            bandwidth: args.link_mbit.saturating_mul(1_000_000),
        },
        gzip: args.gzip,
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await?;
    let end = end()?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    for app in &setup.service_apps {
        writeln!(io::stdout(), "service app {app}")?;
    }
    tokio::select! {
        served = serve(listener, Org::new(&setup), conditions) => served,
        ended = end => ended,
    }
}

fn service_app(text: &str) -> Result<ServiceApp, String> {
    let (client_id, file) = text.split_once('=').filter(|(id, _)| !id.is_empty()).ok_or("CLIENT_ID=FILE")?;
    let jwks = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    ServiceApp::read(client_id, &jwks).map_err(|error| format!("{file}: {error}"))
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
