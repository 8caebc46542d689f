//! An org for tests in Rust: in the same process, on a free port.

use crate::conditions::Conditions;
use crate::http::{Served, Server};
use crate::ledger::LedgerFilter;
use crate::script::ScriptedAnswer;
use crate::simulation::Simulation;
use crate::time::Time;
use serde_json::Value;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// An org on a free port of this machine, until it is dropped. It has its own thread, so tests may block.
///
/// ```
/// use oktant_simulator::{Conditions, LocalOrg, Org, ScriptedAnswer, Setup};
///
/// let org = LocalOrg::start(Org::new(&Setup { users: 10, ..Setup::default() }), Conditions::default())?;
/// org.answer_next(ScriptedAnswer::status("GET", "/api/v1/users/{}", 503));
/// // ... call org.url() with the token oktant_simulator::TOKEN ...
/// assert_eq!(org.requests("POST", "/api/v1/users").len(), 0);
/// org.reset();
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct LocalOrg {
    served: Arc<Served>,
    address: SocketAddr,
    /// Dropped to end the thread.
    running: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl LocalOrg {
    /// Starts an org on a free port.
    ///
    /// # Errors
    /// Fails if there is no port or no thread.
    pub fn start(org: impl Into<Simulation>, conditions: Conditions) -> io::Result<Self> {
        let server = Server::new(org, conditions);
        let served = server.served();
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (running, end) = oneshot::channel();
        let thread = std::thread::Builder::new().name("okta org".into()).spawn(move || {
            let served = runtime.block_on(async {
                let listener = TcpListener::from_std(listener)?;
                tokio::select! {
                    served = server.run(listener) => served,
                    _ = end => Ok(()),
                }
            });
            if let Err(error) = served {
                eprintln!("the simulated org has ended: {error}");
            }
        })?;
        Ok(Self { served, address, running: Some(running), thread: Some(thread) })
    }

    /// The org URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Begins again: the initial org, real time, an empty ledger and nothing scripted.
    pub fn reset(&self) {
        self.served.with(|simulation, _| simulation.reset());
    }

    /// Remembers the org's state under a name.
    pub fn snapshot(&self, name: &str) {
        self.served.with(|simulation, _| simulation.snapshot(name));
    }

    /// Brings a remembered state back; `false` if there is none of that name.
    #[must_use]
    pub fn restore(&self, name: &str) -> bool {
        self.served.with(|simulation, _| simulation.restore(name))
    }

    /// The org's time.
    pub fn now(&self) -> Time {
        self.served.with(|simulation, now| simulation.org_time(now))
    }

    /// Moves the org's clock forward.
    pub fn advance(&self, by: Duration) {
        self.served.with(|simulation, _| simulation.advance(by));
    }

    /// Scripts the answer to the next requests that fit.
    pub fn answer_next(&self, answer: ScriptedAnswer) {
        self.served.with(|simulation, _| simulation.script.add(answer));
    }

    /// The requests that the org got, oldest first, of a method and path; in the path `{}` is one segment, `*` at the end
    /// is anything. The members are those of `GET /__simulator/requests`.
    pub fn requests(&self, method: &str, path: &str) -> Vec<Value> {
        let filter = LedgerFilter { method: Some(method), path: Some(path), ..LedgerFilter::default() };
        self.served.with(|simulation, _| simulation.ledger.show(&filter))
    }
}

impl Drop for LocalOrg {
    /// Ends the org, and waits for it: its port is free then.
    fn drop(&mut self) {
        self.running = None;
        let _ = self.thread.take().map(JoinHandle::join);
    }
}
