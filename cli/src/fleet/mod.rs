//! `oktant fleet status`: what the processes that share a store do to the org's limits.

mod rows;

use crate::client::config;
use crate::failure::{Failure, Result};
use crate::format::Format;
use crate::globals::{self, Globals};
use crate::output;
use crate::runtime::block_on;
use clap::{Arg, ArgAction, ArgMatches, Command};
use oktant::bindings;
use oktant::store::{Script, Store};
use oktant::{Error, Json};
use oktant_core::Config;
use oktant_core::fleet::Shared;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

/// A part of the keys: the cursor of the rest, then the names.
const SCAN: Script = Script {
    name: "scan",
    text: "local reply = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', 1000)
           table.insert(reply[2], 1, reply[1])
           return reply[2]",
};

/// The time in milliseconds, then the fields of a hash and their values. Encrypted tokens stay where they are.
const READ: Script = Script {
    name: "read",
    text: "if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return {} end
           local fields, time = redis.call('HGETALL', KEYS[1]), redis.call('TIME')
           for at = 1, #fields, 2 do if fields[at] == 'token' then fields[at + 1] = '' end end
           table.insert(fields, 1, string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000)))
           return fields",
};

/// How long the store may take for each: more than for a call, which goes on without it.
const TIMEOUT: Duration = Duration::from_secs(5);

/// How often `--watch` looks.
const EVERY: Duration = Duration::from_secs(1);

/// The command line.
pub(crate) fn command() -> Command {
    let watch = Arg::new("watch").long("watch").action(ArgAction::SetTrue).help_heading("Parameters");
    let status = Command::new("status")
        .about("The members of the fleet, and what each holds of the org's limits and tokens")
        .arg(watch.help("Look again every second, until Ctrl-C"));
    Command::new("fleet")
        .about("The processes that share the org's rate limits over a store (OKTA_CLIENT_FLEET)")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(globals::flags(status))
}

/// Runs the command.
pub(crate) fn run(globals: &Globals, matches: &ArgMatches) -> Result {
    let config = config(globals)?;
    let unset =
        || Error::config("OKTA_CLIENT_FLEET is not set: set it to the URL of the store, such as rediss://HOST:6379");
    let store = bindings::store(&config)?.ok_or_else(unset)?;
    let fleet = Fleet { pattern: pattern(&config), store, config };
    block_on(async {
        if !matches.get_flag("watch") {
            return output::list(globals, fleet.rows().await?);
        }
        let terminal = globals.output.is_none() && globals.format.is_none() && io::stdout().is_terminal();
        let lines = Globals { format: Some(globals.format.unwrap_or(Format::Ndjson)), ..globals.clone() };
        loop {
            let rows = fleet.rows().await?;
            if terminal {
                // Home, and nothing below it.
                io::stdout().write_all(b"\x1b[H\x1b[J")?;
            }
            output::list(if terminal { globals } else { &lines }, rows)?;
            tokio::time::sleep(EVERY).await;
        }
    })
}

/// The keys of an org's fleets in their store.
struct Fleet {
    store: Arc<dyn Store>,
    config: Config,
    pattern: String,
}

/// A pattern of the keys of the org, of whatever principal.
fn pattern(config: &Config) -> String {
    let prefix = config.fleet.as_ref().map(|fleet| fleet.prefix.as_str()).unwrap_or_default();
    let host = config.org_url.as_str().split("://").last().unwrap_or_default();
    format!("{prefix}:{{{host}*}}:*")
}

impl Fleet {
    async fn rows(&self) -> Result<Vec<Json>> {
        let mut rows = Vec::new();
        for name in self.names().await? {
            let reply = self.run(&READ, &name, vec![]).await?;
            let Some((now_ms, fields)) = reply.split_first().and_then(|(now, rest)| Some((now.parse().ok()?, rest)))
            else {
                continue;
            };
            let pairs = fields.chunks_exact(2).filter_map(|pair| Some((pair.first()?.as_str(), pair.last()?.as_str())));
            if let Some(shared) = Shared::read(&self.config, &name, &pairs.collect::<Vec<_>>(), now_ms) {
                rows.extend(rows::rows(shared, now_ms));
            }
        }
        Ok(rows)
    }

    /// The names of keys, sorted.
    async fn names(&self) -> Result<Vec<String>> {
        let (mut cursor, mut names) = ("0".to_owned(), Vec::new());
        loop {
            let mut part = self.run(&SCAN, &self.pattern, vec![cursor, self.pattern.clone()]).await?.into_iter();
            cursor = part.next().unwrap_or_default();
            names.extend(part);
            if matches!(cursor.as_str(), "" | "0") {
                break;
            }
        }
        names.sort();
        // A scan may give a key twice.
        names.dedup();
        Ok(names)
    }

    async fn run(&self, script: &'static Script, key: &str, arguments: Vec<String>) -> Result<Vec<String>> {
        let running = self.store.run(script, key.to_owned(), arguments, TIMEOUT);
        let late = || Failure::Okta(Error::transport(format!("the store of the fleet did not reply in {TIMEOUT:?}")));
        let reply = tokio::time::timeout(TIMEOUT, running).await.map_err(|_| late())?;
        Ok(reply.map_err(|failure| Error::transport(format!("the store of the fleet: {}", failure.message)))?)
    }
}
