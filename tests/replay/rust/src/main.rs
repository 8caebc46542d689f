//! The replay's runner for Rust: `oktant-replay URL CASES ANSWERS`; ../../replay.py says what stands in the files.

#![allow(clippy::print_stderr)]

use std::io::{BufWriter, Write};

use oktant::{Client, Error};
use oktant_replay::{Answer, Case, dispatch};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, cases, answers] = arguments.as_slice() else {
        return Err("usage: oktant-replay URL CASES ANSWERS".into());
    };
    let cases = std::fs::read_to_string(cases)?;
    let client = Client::builder().org_url(url).token("00replay").max_retries(0).pacing(false).build()?;
    let mut out = BufWriter::new(std::fs::File::create(answers)?);
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        for line in cases.lines() {
            let case = Case::parse(line)?;
            writeln!(out, "{}", row(&case, play(&client, &case).await))?;
        }
        Ok::<_, Box<dyn std::error::Error>>(())
    })?;
    out.flush()?;
    Ok(())
}

/// Why a case has no answer.
enum Failure {
    /// The call ended with an error.
    Error(Error),
    /// There was no call: an argument of the recording does not fit the typed API.
    Unfit(String),
}

async fn play(client: &Client, case: &Case) -> Result<Answer, Failure> {
    dispatch(client, case).map_err(Failure::Unfit)?.await.map_err(Failure::Error)
}

fn row(case: &Case, played: Result<Answer, Failure>) -> Value {
    match played {
        Ok(Answer { document, text, pointers }) => json!({
            "n": case.n,
            "outcome": "ok",
            "document": document,
            "text": text,
            "typed": pointers.typed,
            "extras": pointers.extras,
            "raw": pointers.raw,
        }),
        Err(Failure::Error(error)) => json!({
            "n": case.n,
            "outcome": "error",
            "kind": format!("{:?}", error.kind()),
            "message": error.to_string(),
            "status": error.status(),
            "code": error.code(),
            "summary": error.summary(),
            "id": error.id(),
            "causes": error.causes(),
        }),
        Err(Failure::Unfit(what)) => json!({"n": case.n, "outcome": "error", "kind": "unfit", "message": what}),
    }
}
