//! A client and its commands.

use crate::call::{Any, Called};
use crate::outcome::Outcome;
use crate::simulated::Simulated;
use crate::typed;
use oktant::{Client, Error, Json, Request, bindings};
use serde_json::Value;
use std::fmt;
use tokio::sync::oneshot;

/// A client.
pub(crate) enum Caller {
    /// Over the Rust SDK.
    Real(Client),
    /// The engine under a simulated clock.
    Simulated(Simulated),
}

impl Caller {
    /// Builds a client from flat settings.
    pub(crate) fn open(command: &Value) -> Result<Caller, Error> {
        let settings = command.get("settings").and_then(Value::as_object).into_iter().flatten();
        let settings = settings.map(|(name, text)| (name.as_str(), text.as_str().unwrap_or_default()));
        if command.get("simulated").and_then(Value::as_bool) == Some(true) {
            return Simulated::new(settings).map(Caller::Simulated);
        }
        let builder = Client::builder().on_event(|event| tracing::info!("{event:?}"));
        settings.fold(builder, |builder, (name, text)| builder.setting(name, text)).build().map(Caller::Real)
    }

    /// Runs a command; cancelling drops its future.
    pub(crate) async fn carry_out(&self, command: &Value, cancelled: oneshot::Receiver<()>) -> Outcome {
        let mut outcome = Outcome::default();
        let done = tokio::select! {
            done = self.act(command, &mut outcome) => Some(done),
            _ = cancelled => None,
        };
        match done {
            Some(Ok(())) => {}
            Some(Err(error)) => outcome.fail(&error),
            None => outcome.cancel(),
        }
        if let Caller::Simulated(simulated) = self {
            outcome.clock = Some(simulated.elapsed_ms());
        }
        outcome
    }

    async fn act(&self, command: &Value, outcome: &mut Outcome) -> Result<(), Error> {
        let kind = ["call", "items", "pages"].into_iter().find(|kind| command.get(*kind).is_some());
        match (self, kind) {
            (Caller::Real(client), Some(kind)) => {
                let called = Called::new(&command[kind])?;
                let request: Request<Any> = bindings::request(client, called.row.clone(), called.arguments.clone());
                outcome.show(&request);
                match kind {
                    "call" => {
                        let raw = request.raw().await?;
                        outcome.show(&raw);
                        let text = || raw.text().ok().filter(|text| !text.is_empty()).map(Json::from);
                        outcome.value = Some(raw.value().cloned().flatten().or_else(text).unwrap_or_default());
                    }
                    "items" => items(request, called.take, outcome).await?,
                    _ => pages(request, called.take, outcome).await?,
                }
                typed::view(&called, outcome).await
            }
            (Caller::Simulated(simulated), Some(kind)) => {
                simulated.act(&Called::new(&command[kind])?, kind == "call", outcome).await
            }
            (Caller::Simulated(simulated), None) => {
                simulated.pass(command.get("pause").and_then(Value::as_u64).unwrap_or_default());
                Ok(())
            }
            (Caller::Real(_), None) => Err(Error::invalid_argument("no such command")),
        }
    }
}

async fn items(request: Request<Any>, take: usize, outcome: &mut Outcome) -> Result<(), Error> {
    let (mut list, seen) = (request.items(), outcome.items.insert(Vec::new()));
    while seen.len() < take
        && let Some(item) = list.try_next().await?
    {
        seen.push(item);
    }
    Ok(())
}

async fn pages(request: Request<Any>, take: usize, outcome: &mut Outcome) -> Result<(), Error> {
    let (mut list, seen): (_, &mut Vec<Json>) = (request.pages(), outcome.items.insert(Vec::new()));
    let take = u64::try_from(take).unwrap_or(u64::MAX);
    while outcome.pages < take
        && let Some(page) = list.try_next().await?
    {
        outcome.pages += 1;
        seen.extend(page.items);
    }
    Ok(())
}

/// Everything of a client that a person may come to see.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Caller::Real(client) => write!(f, "{client:?} {}", client.explain()),
            Caller::Simulated(simulated) => simulated.fmt(f),
        }
    }
}
