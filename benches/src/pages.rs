//! A page of a list, typed, against `serde_json::Value`.

use crate::documents;
use crate::paired::compare;
use oktant::models::{Application, User};
use oktant::value::{Document, Malformed};

const PAGE: usize = 200;
const ROUNDS: usize = 400;

/// Prints the medians of users and of applications, read and written.
pub(crate) fn run() -> Result<(), Box<dyn std::error::Error>> {
    println!("pages of {PAGE}, medians of {ROUNDS} paired rounds, drop included");
    page::<User>("users", &documents::users(PAGE)?)?;
    page::<Application>("mixed apps", &documents::apps(PAGE)?)?;
    Ok(())
}

fn page<T: Document>(name: &str, text: &str) -> Result<(), Box<dyn std::error::Error>>
where
    Vec<T>: Document,
{
    let typed = <Vec<T>>::parse(text.as_bytes())?;
    let value: serde_json::Value = serde_json::from_str(text)?;
    if serde_json::from_str::<serde_json::Value>(&typed.to_text())? != value || !typed.problems().is_empty() {
        return Err(format!("{name}: the typed page is not the page that was read").into());
    }
    let decode = compare(
        ROUNDS,
        || -> Result<Vec<T>, Malformed> { Document::parse(text.as_bytes()) },
        || serde_json::from_slice::<serde_json::Value>(text.as_bytes()),
    );
    let encode = compare(ROUNDS, || typed.to_text(), || value.to_string());
    for (what, done, comparison) in [("decode", "read", decode), ("encode", "written", encode)] {
        println!(
            "{name:<11} {what} {:>4} kB  typed {:>6.0} us  serde_json::Value {:>6.0} us  {:.2} x",
            text.len() / 1000,
            comparison.ours.median * 1e6,
            comparison.theirs.median * 1e6,
            comparison.ratio.median
        );
        let measure = format!("a page of {PAGE} {name}, {done}");
        comparison.emit("rust", &measure, ("us", 1e6), ("serde_json::Value", Some("serde_json")));
    }
    Ok(())
}
