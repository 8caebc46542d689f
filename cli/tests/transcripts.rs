//! Transcripts of commands against a simulated org, as a user types them. `TRYCMD=overwrite` writes what they print now.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_simulator::{Conditions, LocalOrg, Org, Setup, TOKEN};

#[test]
fn commands_print_what_their_transcripts_say() {
    // Each transcript has an org of its own, because they run side by side.
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/commands")).unwrap() {
        let path = entry.unwrap().path();
        // Not the files of a transcript.
        if path.extension().is_none_or(|extension| extension != "trycmd") {
            continue;
        }
        let org = Org::new(&Setup { users: 12, seed: 7, ..Setup::default() });
        let org = LocalOrg::start(org, Conditions::default()).unwrap();
        let cases = trycmd::TestCases::new();
        cases.env("OKTA_CLIENT_ORGURL", org.url()).env("OKTA_CLIENT_TOKEN", TOKEN).env("HOME", "/nonexistent");
        cases.insert_var("[ORG]", org.url()).unwrap();
        cases.insert_var("[VERSION]", env!("CARGO_PKG_VERSION")).unwrap();
        cases.case(path).run();
    }
}
