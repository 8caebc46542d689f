//! The driver of the fault scenarios for Rust; `../driver.py` says what goes in and out.

#![allow(clippy::print_stderr)]

mod call;
mod calling;
mod outcome;
mod simulated;
mod typed;

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::sync::{Arc, Mutex};

use calling::Caller;
use outcome::Outcome;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    log.with_writer(std::io::stderr).init();
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(serve())
}

/// Does what the lines of the standard input say until there are no more.
async fn serve() -> Result<(), Box<dyn std::error::Error>> {
    say(&json!({"ready": true, "typed": true}));
    let (lines, mut commands) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                break;
            }
        }
    });
    let mut callers: HashMap<String, Arc<Caller>> = HashMap::new();
    let running: Arc<Mutex<HashMap<u64, oneshot::Sender<()>>>> = Arc::default();
    while let Some(line) = commands.recv().await {
        let command: Value = serde_json::from_str(&line)?;
        let name = |key: &str| command.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let id = command.get("id").and_then(Value::as_u64).unwrap_or_default();
        if let Some(number) = command.get("cancel").and_then(Value::as_u64) {
            drop(lock(&running).remove(&number));
        } else if command.get("close").is_some() {
            callers.remove(&name("close"));
        } else if command.get("open").is_some() {
            let mut outcome = Outcome::default();
            match Caller::open(&command) {
                Ok(caller) => {
                    outcome.show(&caller);
                    callers.insert(name("open"), Arc::new(caller));
                }
                Err(error) => outcome.fail(&error),
            }
            say(&outcome.row(id));
        } else if let Some(caller) = callers.get(&name("on")).map(Arc::clone) {
            let (cancel, cancelled) = oneshot::channel();
            lock(&running).insert(id, cancel);
            let running = Arc::clone(&running);
            tokio::spawn(async move {
                let outcome = caller.carry_out(&command, cancelled).await;
                lock(&running).remove(&id);
                say(&outcome.row(id));
            });
        }
    }
    Ok(())
}

fn say(row: &Value) {
    let _ = writeln!(std::io::stdout().lock(), "{row}");
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
