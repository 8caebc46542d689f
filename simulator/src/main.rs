//! The simulator as a program: an org on a local port.

use clap::Parser;
use oktant_simulator::{Conditions, Journal, Origin, Saved, SeedFile, Server, Setup, Simulation, Time, Tls};
use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::oneshot;

/// An Okta org in memory, over HTTP, with a page about it at `/`. It prints its URL and its token as lines for a shell, or runs a
/// command with them.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Port; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Address; 0.0.0.0 serves other machines too
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    #[command(flatten)]
    setup: Setup,
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    conditions: Conditions,
    /// Serve https with a certificate made for this run, which is printed
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    tls: bool,
    /// Serve https with this certificate (PEM, with its chain)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// End when standard input does, however the program that holds its other end goes
    #[arg(long)]
    attached: bool,
    /// Run this command with OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN in its environment, and end with it and its status;
    /// standard output is the command's alone
    #[arg(last = true, value_name = "COMMAND", conflicts_with_all = ["tls", "attached"])]
    command: Vec<OsString>,
}

/// Where the contents of the org come from and go to.
#[derive(Debug, clap::Args)]
struct Files {
    /// Fill the org with the requests of this file: [{"method", "path", "body", "as"}, ...]; a reset returns to it
    #[arg(long, value_name = "FILE")]
    seed_file: Option<PathBuf>,
    /// Begin with the org of this journal, which is not changed
    #[arg(long, value_name = "FILE")]
    load: Option<PathBuf>,
    /// Journal: write each change to this file before it is answered, and continue it if it is there
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    run(Args::parse()).await.unwrap_or_else(|error| {
        eprintln!("oktant-simulator: {error}");
        ExitCode::FAILURE
    })
}

async fn run(args: Args) -> Result<ExitCode, String> {
    let Args { port, host, setup, files, mut conditions, tls, tls_cert, tls_key, attached, command } = args;
    conditions.faults = conditions.faults.seeded(setup.seed);
    let tls = match (tls, tls_cert, tls_key) {
        (true, ..) => Some(Tls::self_signed()?),
        (_, Some(certificate), Some(key)) => Some(Tls::read(&certificate, &key)?),
        _ => None,
    };
    let text = |error: io::Error| error.to_string();
    let address = SocketAddr::new(host, port);
    let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    let (interrupted, terminated) = signals().map_err(text)?;
    let input = input(attached).map_err(text)?;
    let (origin, simulation, journal) = files.open(setup)?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://{}", listener.local_addr().map_err(text)?);
    let certificate = tls.as_ref().and_then(Tls::pem).unwrap_or_default().to_owned();
    let mut server = Server::new(simulation, conditions);
    if let Some(tls) = tls {
        server = server.tls(tls);
    }
    if let Some(journal) = journal {
        server = server.journal(journal);
    }
    let Setup { token, service_apps, .. } = origin.setup;
    if let Some((program, arguments)) = command.split_first() {
        let status = status(program, arguments, &url, &token);
        return tokio::select! {
            served = server.run(listener) => served.map(|()| ExitCode::SUCCESS).map_err(text),
            status = status => status,
            // The terminal interrupts the command too, which ends by itself.
            () = terminated => Ok(ExitCode::FAILURE),
        };
    }
    let token = token.replace('\'', r"'\''");
    let mut lines =
        format!("listening on {url}\nexport OKTA_CLIENT_ORGURL={url}\nexport OKTA_CLIENT_TOKEN='{token}'\n");
    lines.extend(service_apps.iter().map(|app| format!("service app {app}\n")));
    // In one write: a reader may close the pipe after the first line.
    io::stdout().write_all((lines + &certificate).as_bytes()).map_err(text)?;
    tokio::select! {
        served = server.run(listener) => served.map_err(text)?,
        () = interrupted => {}
        () = terminated => {}
        Ok(()) = input => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// The status of a command that finds the org in its environment. It is killed when it is waited for no more.
async fn status(program: &OsStr, arguments: &[OsString], url: &str, token: &str) -> Result<ExitCode, String> {
    let failed = |error: io::Error| format!("{}: {error}", program.display());
    let mut command = Command::new(program);
    command.args(arguments).env("OKTA_CLIENT_ORGURL", url).env("OKTA_CLIENT_TOKEN", token).kill_on_drop(true);
    let status = command.spawn().map_err(failed)?.wait().await.map_err(failed)?;
    // No code: a signal ended it.
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

impl Files {
    /// The org that the files hold or, if they hold none, a new one; and the journal to write on.
    fn open(self, setup: Setup) -> Result<(Origin, Simulation, Option<Journal>), String> {
        let seed_file = self.seed_file.as_deref().map_or_else(|| Ok(SeedFile::default()), SeedFile::read)?;
        let flags = Origin { setup, seed_file, began: now() };
        let loaded = self.load.map(|path| Saved::read(&path, &flags)).transpose()?;
        let (mut journal, saved) = match self.save.map(|path| Journal::open(&path, &flags)).transpose()? {
            Some((journal, saved)) => (Some(journal), saved),
            None => (None, None),
        };
        if loaded.is_some() && saved.is_some() {
            return Err("the journal of --save holds an org already, and cannot get that of --load".into());
        }
        let held = saved.as_ref().or(loaded.as_ref());
        let (origin, simulation) = match held {
            Some(held) => (held.origin.clone(), held.replay()?),
            None => (flags.clone(), flags.start()?),
        };
        if let Some(half) = held.map(Saved::half).filter(|half| *half > 0) {
            eprintln!("the last line of the journal is half-written: {half} bytes without an answer are dropped");
        }
        match (journal.as_mut(), &saved) {
            (Some(journal), Some(saved)) => journal.resume(saved)?,
            (Some(journal), None) => journal.begin(&origin, loaded.as_ref())?,
            (None, _) => {}
        }
        Ok((origin, simulation, journal))
    }
}

fn now() -> Time {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_millis(i64::try_from(passed.as_millis()).unwrap_or(i64::MAX))
}

/// Sends when standard input ends, if `attached`.
fn input(attached: bool) -> io::Result<oneshot::Receiver<()>> {
    let (ended, input) = oneshot::channel();
    if attached {
        // In a thread, because nothing can interrupt a read of standard input.
        thread::Builder::new().spawn(move || {
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            ended.send(())
        })?;
    }
    Ok(input)
}

/// Resolve on the signals to interrupt and to terminate the program; signals count from the call on.
#[cfg(unix)]
fn signals() -> io::Result<(impl Future<Output = ()>, impl Future<Output = ()>)> {
    use tokio::signal::unix::{SignalKind, signal};
    let on = |kind| signal(kind).map(|mut signal| async move { signal.recv().await.unwrap_or_default() });
    Ok((on(SignalKind::interrupt())?, on(SignalKind::terminate())?))
}

#[cfg(not(unix))]
fn signals() -> io::Result<(impl Future<Output = ()>, impl Future<Output = ()>)> {
    Ok((async { drop(tokio::signal::ctrl_c().await) }, std::future::pending()))
}
