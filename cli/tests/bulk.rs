//! Bulk runs with the real program against a simulated org, whose ledger says what was sent: killed, interrupted and refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use oktant_simulator::{Conditions, InjectedFault, LocalOrg, Org, Outcome, ScriptedAnswer, Setup, TOKEN};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Longer than any test.
const FOREVER: Duration = Duration::from_secs(3600);

/// An org, and a folder with rows for it.
struct Case {
    org: LocalOrg,
    folder: TempDir,
}

impl Case {
    /// `rows.csv` has this content.
    fn new(rows: &str) -> Case {
        let setup = Setup { users: 40, limits: "1000000".parse().unwrap(), ..Setup::default() };
        let org = LocalOrg::start(Org::new(&setup), Conditions::default()).unwrap();
        let case = Case { org, folder: tempfile::tempdir().unwrap() };
        fs::write(case.path("rows.csv"), rows).unwrap();
        case
    }

    /// So many groups to add.
    fn groups(count: usize) -> Case {
        let mut rows = "profile.name\n".to_owned();
        (1..=count).for_each(|row| writeln!(rows, "group {row}").unwrap());
        Case::new(&rows)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn oktant(&self, command: &str) -> Command {
        let mut oktant = self.with_settings(env!("CARGO_BIN_EXE_oktant"));
        oktant.args(command.split(' '));
        oktant
    }

    /// A program in the folder, with the settings of the org.
    fn with_settings(&self, program: &str) -> Command {
        let mut program = Command::new(program);
        program.env("OKTA_CLIENT_ORGURL", self.org.url()).env("OKTA_CLIENT_TOKEN", TOKEN);
        program.env("OKTA_CLIENT_RATELIMIT_MAXRETRIES", "0").current_dir(&self.folder);
        program
    }

    fn run(&self, command: &str) -> Output {
        self.oktant(command).output().unwrap()
    }

    fn begin(&self, command: &str) -> Child {
        self.oktant(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Waits until the org got so many requests of a command that is running.
    fn wait_for(&self, method: &str, path: &str, count: usize, running: &mut Child) {
        wait(running, || self.org.requests(method, path).len() >= count);
    }

    /// After so many requests, the next ones are not answered: the org has handled them, or not.
    fn hang(&self, method: &str, path: &str, skip: usize, times: usize, handled: bool) {
        let status = Outcome::Status { status: 503, headers: Vec::new(), body: None };
        let outcome = if handled { Outcome::Handled } else { status };
        let answer = ScriptedAnswer::of(method, path, outcome).times(times.try_into().unwrap());
        self.org.answer_next(ScriptedAnswer { skip: skip.try_into().unwrap(), delay: FOREVER, ..answer });
    }

    /// The lines of the results.
    fn results(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.path("rows.csv.results.ndjson")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The outcomes of the results, in the order of the rows.
    fn outcomes(&self) -> Vec<String> {
        self.results().iter().map(|line| line["outcome"].as_str().unwrap().to_owned()).collect()
    }

    /// How often each group was added, by the names in the org's ledger; 200 only, if wanted.
    fn added(&self, done: bool) -> BTreeMap<String, usize> {
        let mut added = BTreeMap::new();
        for request in self.org.requests("POST", "/api/v1/groups") {
            if !done || request["status"] == 200 {
                let name = request["body"]["profile"]["name"].as_str().unwrap().to_owned();
                *added.entry(name).or_default() += 1;
            }
        }
        added
    }
}

/// Waits until something is so, while a command is running. It looks now and then: looking all the time, it would keep the org
/// from answering.
fn wait(running: &mut Child, so: impl Fn() -> bool) {
    while !so() {
        assert!(running.try_wait().unwrap().is_none(), "it ended before");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_run_that_is_killed_goes_on_without_doubling_what_was_done() {
    const ADD: &str = "run groups add --from rows.csv --concurrency 4";
    for handled in [true, false] {
        for killed_after in [0, 1, 7, 19] {
            let case = Case::groups(24);
            case.hang("POST", "/api/v1/groups", killed_after, 4, handled);
            let mut running = case.begin(ADD);
            case.wait_for("POST", "/api/v1/groups", killed_after + 4, &mut running);
            running.kill().unwrap();
            running.wait().unwrap();

            let output = case.run(ADD);
            assert_eq!(output.status.code(), Some(13), "{}", stderr(&output));
            assert!(stderr(&output).contains("24 rows: 20 done, 4 unknown;"), "{}", stderr(&output));
            let results = case.results();
            assert_eq!(results.len(), 24);
            let (sent, done) = (case.added(false), case.added(true));
            for line in &results {
                let name = line["arguments"]["profile"]["name"].as_str().unwrap();
                assert_eq!(sent[name], 1, "{name}");
                match line["outcome"].as_str().unwrap() {
                    "done" => assert_eq!((done[name], line["id"].is_string()), (1, true), "{line}"),
                    outcome => assert_eq!((outcome, done.contains_key(name)), ("unknown", handled), "{line}"),
                }
            }

            // A third run has nothing to do, and a fourth one repeats what it is told to.
            assert_eq!(case.run(ADD).status.code(), Some(13));
            assert_eq!(case.added(false), sent);
            let output = case.run(&format!("{ADD} --repeat-unknown"));
            assert_eq!(case.added(false).values().sum::<usize>(), 28, "{}", stderr(&output));
            assert_eq!(output.status.success(), !handled, "{}", stderr(&output));
            assert!(case.added(true).values().all(|count| *count == 1));
        }
    }
}

#[test]
fn an_idempotent_row_that_was_being_sent_is_sent_again() {
    let mut rows = "id\n".to_owned();
    let case = Case::new("");
    let users = case.run("users list --all --jq .id --raw");
    String::from_utf8(users.stdout).unwrap().lines().take(12).for_each(|id| writeln!(rows, "{id}").unwrap());
    fs::write(case.path("rows.csv"), rows.replacen("id", "user-id", 1)).unwrap();
    let group = case.run("groups add --set profile.name=All --jq .id --raw");
    let group = String::from_utf8(group.stdout).unwrap();
    let (put, delete) = ("/api/v1/groups/{}/users/{}", "/api/v1/groups/{}/users/{}");
    for (verb, method, path) in [("assign-user", "PUT", put), ("unassign-user", "DELETE", delete)] {
        let command = format!(
            "groups {verb}{} --group-id {} --from rows.csv --journal {verb} --concurrency 3",
            if verb == "assign-user" { "-to-group" } else { "-from-group" },
            group.trim()
        );
        case.hang(method, path, 5, 3, true);
        let mut running = case.begin(&command);
        case.wait_for(method, path, 8, &mut running);
        running.kill().unwrap();
        running.wait().unwrap();
        let output = case.run(&command);
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(case.outcomes().iter().all(|outcome| outcome == "done"));
        assert_eq!(case.org.requests(method, path).len(), 12 + 3);
    }
}

#[test]
fn what_may_have_been_done_is_unknown_and_what_was_refused_is_not_sent_again() {
    const ADD: &str = "groups add --from rows.csv --concurrency 1";
    let case = Case::groups(6);
    let status = |status| ScriptedAnswer::status("POST", "/api/v1/groups", status);
    let fault = |fault| ScriptedAnswer::of("POST", "/api/v1/groups", Outcome::Fault(fault));
    let faults = [InjectedFault::ResetAfter, InjectedFault::Truncated].map(fault);
    [status(400), status(503)].into_iter().chain(faults).for_each(|answer| case.org.answer_next(answer));
    let output = case.run(ADD);
    assert_eq!(output.status.code(), Some(13), "{}", stderr(&output));
    let expected = ["failed", "unknown", "unknown", "unknown", "done", "done"];
    assert_eq!(case.outcomes(), expected, "{}", stderr(&output));
    let sent = case.added(false);
    assert_eq!(case.run(ADD).status.code(), Some(13));
    assert_eq!((case.added(false), case.outcomes()), (sent, expected.map(str::to_owned).to_vec()));
    let failed = &case.results()[0];
    assert_eq!((&failed["status"], failed["requestId"].is_string()), (&Value::from(400), true), "{failed}");
    assert!(failed["error"].as_str().unwrap().starts_with("POST /api/v1/groups: 400"), "{failed}");
}

#[test]
fn what_stops_every_row_stops_the_run_and_the_next_one_goes_on() {
    const ADD: &str = "groups add --from rows.csv --concurrency 1";
    for (status, code) in [(401, 4), (429, 8)] {
        let case = Case::groups(6);
        let answer = ScriptedAnswer::status("POST", "/api/v1/groups", status);
        case.org.answer_next(ScriptedAnswer { skip: 2, ..answer });
        let output = case.run(ADD);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        assert!(stderr(&output).contains(&format!("POST /api/v1/groups: {status} ")), "{}", stderr(&output));
        assert!(stderr(&output).contains("the same command goes on with the rest"), "{}", stderr(&output));
        assert_eq!(case.outcomes(), ["done", "done", "failed", "not started", "not started", "not started"]);
        let output = case.run(ADD);
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(case.added(true).values().sum::<usize>(), 6);
    }
}

#[test]
fn an_org_that_is_gone_stops_the_run() {
    let case = Case::groups(6);
    let mut oktant = case.oktant("groups add --from rows.csv --concurrency 2");
    // A port that nobody listens at.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = oktant.env("OKTA_CLIENT_ORGURL", format!("http://{port}")).output().unwrap();
    assert_eq!(output.status.code(), Some(10), "{}", stderr(&output));
    assert!(case.outcomes().iter().filter(|outcome| *outcome == "not started").count() >= 4);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_what_is_sent_and_drops_what_waits() {
    let setup = Setup { limits: "5".parse().unwrap(), ..Setup::default() };
    let org = LocalOrg::start(Org::new(&setup), Conditions::default()).unwrap();
    let case = Case { org, ..Case::groups(12) };
    // Three of the first eight are refused, and wait for the next window like the rest.
    let mut running = case.oktant("groups add --from rows.csv --concurrency 8");
    let mut running = running.env_remove("OKTA_CLIENT_RATELIMIT_MAXRETRIES").stderr(Stdio::null()).spawn().unwrap();
    wait(&mut running, || {
        fs::read_to_string(case.path("rows.csv.journal")).is_ok_and(|text| text.matches("\"done\"").count() == 5)
    });
    Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert_eq!(running.wait().unwrap().code(), Some(130));
    let outcomes = case.outcomes();
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "done").count(), 5, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "not started").count(), 7, "{outcomes:?}");
}

#[cfg(unix)]
#[test]
fn a_journal_that_cannot_be_written_stops_the_run() {
    let case = Case::groups(60);
    // Files of at most 4 blocks, as on a disk that is full.
    let program = env!("CARGO_BIN_EXE_oktant");
    let limited = format!("trap '' XFSZ; ulimit -f 4; exec {program} groups add --from rows.csv --concurrency 3");
    let mut shell = case.with_settings("sh");
    let output = shell.args(["-c", &limited]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("error: the journal: "), "{}", stderr(&output));
    assert!(case.added(false).len() < 60);
    let output = case.run("groups add --from rows.csv");
    assert_eq!(case.added(false).len(), 60, "{}", stderr(&output));
    assert!(case.added(false).values().all(|count| *count == 1));
    assert!(case.outcomes().iter().all(|outcome| outcome == "done" || outcome == "unknown"));
}

#[test]
fn nothing_is_sent_if_anything_is_wrong_with_the_rows() {
    for (rows, text) in [
        ("usr\n1\n", "rows.csv:1: deactivateUser has no argument usr: did you mean userId?"),
        ("userId\nme\n\"\"\n", "rows.csv:3: POST /api/v1/users/{userId}/lifecycle/deactivate: "),
        ("userId,sendEmail\nme,true\nme\n", "rows.csv:3: 1 cells in a table of 2 columns"),
    ] {
        let case = Case::new(rows);
        let output = case.run("users deactivate --from rows.csv");
        assert!(stderr(&output).contains(text), "{}", stderr(&output));
        assert_eq!(output.status.code(), Some(2));
        assert!(case.org.requests("POST", "*").is_empty());
        assert!(!case.path("rows.csv.journal").exists());
    }
}

#[cfg(unix)]
#[test]
fn files_that_are_in_use_are_not_replaced() {
    let case = Case::groups(2);
    let rows = fs::read(case.path("rows.csv")).unwrap();
    for (flags, code, text) in [
        ("--results ./rows.csv", 2, "--results ./rows.csv would replace rows.csv"),
        ("--results new --journal new", 2, "--results new would replace new"),
        ("--journal rows.csv", 1, "rows.csv: this is no journal of a bulk run"),
        ("--journal /dev/null", 1, "/dev/null: a journal is a file"),
    ] {
        let output = case.run(&format!("groups add --from rows.csv {flags}"));
        assert_eq!((output.status.code(), stderr(&output).contains(text)), (Some(code), true), "{}", stderr(&output));
    }
    assert_eq!(fs::read(case.path("rows.csv")).unwrap(), rows);
    assert!(case.org.requests("POST", "*").is_empty());
}

#[test]
fn rows_come_from_standard_input_and_results_go_to_standard_output() {
    let case = Case::new("");
    let input = "{\"profile\":{\"name\":\"A\"}}\n{\"profile\":{\"name\":\"B\"}}\n";
    fs::write(case.path("input"), input).unwrap();
    let mut oktant = case.oktant("groups add --set profile.description=x --from -");
    let output = oktant.stdin(fs::File::open(case.path("input")).unwrap()).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&Value> = lines.iter().map(|line| &line["arguments"]["profile"]["name"]).collect();
    assert_eq!(names, ["A", "B"]);
    let first = &case.org.requests("POST", "/api/v1/groups")[0]["body"];
    assert_eq!(first["profile"]["description"], "x");
    assert_eq!(fs::read_dir(case.folder.path()).unwrap().count(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_rows() {
    /// The peak of a run of so many rows, when the last one is being sent.
    fn peak(count: usize) -> u64 {
        let mut rows = "groupId,profile.description\n".to_owned();
        let text = "x".repeat(1000);
        (1..count).for_each(|row| writeln!(rows, "group{row},{text}").unwrap());
        writeln!(rows, "last,{text}").unwrap();
        let case = Case::new(&rows);
        case.hang("PUT", "/api/v1/groups/last", 0, 1, true);
        let mut running = case.begin("groups replace --from rows.csv");
        case.wait_for("PUT", "/api/v1/groups/last", 1, &mut running);
        let status = fs::read_to_string(Path::new("/proc").join(running.id().to_string()).join("status")).unwrap();
        running.kill().unwrap();
        running.wait().unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse().unwrap()
    }
    // The rows are 10 MB.
    let (few, many) = (peak(100), peak(10_000));
    assert!(many < few + 2_000, "{few} kB for 100 rows, {many} kB for 10,000");
}

#[test]
fn each_row_uploads_its_file() {
    let case = Case::new("appId,file\n0oa1,one.png\n0oa2,two.png\n");
    fs::write(case.path("one.png"), "first").unwrap();
    let missing = case.run("application-logos upload --from rows.csv");
    let text = String::from_utf8(missing.stderr).unwrap();
    assert_eq!((missing.status.code(), text.contains("rows.csv:3: two.png: ")), (Some(2), true), "{text}");
    assert!(case.org.requests("POST", "/api/v1/apps/0oa1/logo").is_empty(), "nothing is sent before all rows are read");

    fs::write(case.path("two.png"), "second").unwrap();
    case.run("application-logos upload --from rows.csv");
    for (app, content) in [("0oa1", "first"), ("0oa2", "second")] {
        let sent = case.org.requests("POST", &format!("/api/v1/apps/{app}/logo"));
        assert_eq!(sent.len(), 1);
        assert!(sent[0]["body"].as_str().unwrap().contains(content), "{app}");
    }
}

#[test]
fn a_half_written_line_of_a_journal_is_left_out_with_a_word() {
    let case = Case::groups(3);
    case.run("groups add --from rows.csv");
    let journal = case.path("rows.csv.journal");
    let whole = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, &whole[..whole.len() - 3]).unwrap();
    let text = String::from_utf8(case.run("groups add --from rows.csv").stderr).unwrap();
    let word = "rows.csv.journal: line 7 is half-written and left out; the lines before it say: 2 done, 1 being sent";
    assert!(text.contains(word), "{text}");
}

#[test]
fn a_run_that_sends_nothing_says_so() {
    let case = Case::groups(2);
    let nothing = "nothing was sent: by the journal of an earlier run, every row has ended";
    for again in [false, true] {
        let text = String::from_utf8(case.run("groups add --from rows.csv").stderr).unwrap();
        assert_eq!(text.contains(nothing), again, "{text}");
    }
    assert_eq!(case.org.requests("POST", "/api/v1/groups").len(), 2);
}
