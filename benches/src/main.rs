//! What Oktant costs, side by side with what a user would pick instead.

mod call;
mod documents;
mod export;
mod figures;
#[cfg(feature = "fleet")]
mod fleet;
mod lists;
mod org;
mod pacing;
mod pages;
mod paired;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match std::env::args().nth(1).as_deref() {
        None => pages::run().and_then(|()| call::run()),
        Some("pages") => pages::run(),
        Some("call") => call::run(),
        Some("lists") => lists::run(std::env::args().skip(2)),
        Some("pacing") => pacing::run(),
        #[cfg(feature = "fleet")]
        Some("fleet") => fleet::run(),
        #[cfg(feature = "fleet")]
        Some("fleet-call") => fleet::run_call(),
        #[cfg(feature = "fleet")]
        Some(fleet::MEMBER) => fleet::run_member(),
        Some("export") => export::run(std::env::args().skip(2)),
        Some(_) => {
            Err("usage: oktant-benches [pages | call | lists | pacing | fleet | fleet-call | export [USERS]]".into())
        }
    }
}
