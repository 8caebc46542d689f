//! Exports of a simulated org over sockets, whole and interrupted.

use super::*;
use oktant::Json;
use oktant_simulator::{Conditions, LocalOrg, Org, ScriptedAnswer, Setup, TOKEN};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of a test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("oktant-export-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        entries.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn org(users: u32) -> LocalOrg {
    let setup = Setup { users, limits: "1000000000".parse().unwrap(), ..Setup::default() };
    LocalOrg::start(Org::new(&setup), Conditions::default()).unwrap()
}

fn client(org: &LocalOrg) -> Client {
    Client::builder().org_url(org.url()).token(TOKEN).build().unwrap()
}

/// An export whose pages and parts are small.
fn small(okta: &Client, dataset: Dataset) -> Export {
    let mut export = Export::new(okta, dataset).concurrency(4);
    export.part.rows = 40;
    export
}

fn documents(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(path: &Path) -> Vec<String> {
    let mut ids: Vec<_> = documents(path).iter().map(|document| document["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// All items of a list, as one cursor reads them.
async fn list(okta: &Client, path: &str) -> Vec<Json> {
    okta.request(oktant::Method::Get, path).items().all().await.unwrap()
}

async fn user_ids(okta: &Client) -> Vec<String> {
    let users = list(okta, "/api/v1/users?search=id+pr").await;
    let mut ids: Vec<_> = users.iter().map(|user| user.pointer("/id").unwrap().as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn every_user_is_a_line() {
    let (org, scratch) = (org(1500), Scratch::new());
    let (okta, path) = (client(&org), scratch.file("users.ndjson"));
    let report = Export::new(&okta, Dataset::Users).to(&path).await.unwrap();
    assert_eq!((report.rows, report.changed, report.resumed), (1500, 0, false));
    assert_eq!(ids(&path), user_ids(&okta).await);
    assert_eq!(scratch.names(), ["users.ndjson", "users.ndjson.state.json", "users.schema.json"]);
    let by_id: BTreeMap<_, _> =
        documents(&path).into_iter().map(|user| (user["id"].as_str().unwrap().to_owned(), user)).collect();
    for user in list(&okta, "/api/v1/users?search=id+pr").await {
        let id = user.pointer("/id").unwrap().as_str().unwrap();
        assert_eq!(by_id[id], serde_json::from_str::<Value>(&user.to_string()).unwrap(), "as it was received");
    }
}

#[tokio::test]
async fn who_came_in_the_second_in_which_it_begins_is_in_the_file() {
    let (org, scratch) = (org(10), Scratch::new());
    let (okta, path) = (client(&org), scratch.file("users.ndjson"));
    for number in 0..3 {
        let login = format!("new{number}@example.com");
        let profile = serde_json::json!({ "login": login, "email": login, "firstName": "A", "lastName": "B" });
        let user = Json::parse(serde_json::json!({ "profile": profile }).to_string().as_bytes()).unwrap();
        okta.request(oktant::Method::Post, "/api/v1/users").with_json(&user).await.unwrap();
        Export::new(&okta, Dataset::Users).to(&path).await.unwrap();
        assert_eq!(ids(&path), user_ids(&okta).await);
    }
}

#[tokio::test]
async fn an_export_goes_on_wherever_it_ended() {
    let (org, scratch) = (org(700), Scratch::new());
    let okta = client(&org);
    let expected = user_ids(&okta).await;
    let mut ended = 0;
    for step in 0.. {
        let path = scratch.file(&format!("{step}.csv"));
        let mut export = small(&okta, Dataset::Users);
        export.steps = Steps::until(step);
        if export.to(&path).await.is_ok() {
            break;
        }
        ended += 1;
        let report = small(&okta, Dataset::Users).to(&path).await.unwrap();
        assert_eq!(report.rows, 700, "ended at step {step}");
        let text = fs::read_to_string(&path).unwrap();
        let mut lines = text.lines();
        assert!(lines.next().unwrap().starts_with("id,"));
        let mut ids: Vec<_> = lines.map(|line| line.split(',').next().unwrap().to_owned()).collect();
        ids.sort();
        assert_eq!(ids, expected, "ended at step {step}");
        assert!(!suffixed(&path, ".partial").exists());
        fs::remove_file(&path).unwrap();
    }
    assert!(ended > 40, "{ended}");
}

#[tokio::test]
async fn after_an_error_of_the_org_the_same_call_goes_on() {
    let (org, scratch) = (org(900), Scratch::new());
    let (okta, path) = (client(&org), scratch.file("users.ndjson"));
    // The token is revoked in the middle.
    let revoked = ScriptedAnswer::status("GET", "/api/v1/users", 401);
    org.answer_next(ScriptedAnswer { skip: 3, times: 50, ..revoked });
    let error = small(&okta, Dataset::Users).to(&path).await.unwrap_err();
    assert!(matches!(&error, Error::Okta(error) if error.status() == Some(401)), "{error}");
    assert!(!path.exists());
    let other = small(&okta, Dataset::Groups).to(&path).await.unwrap_err();
    assert!(other.to_string().contains("of an export with the dataset users: repeat that export"), "{other}");
    let before = org.requests("GET", "/api/v1/users").len();
    org.reset();
    let report = small(&okta, Dataset::Users).to(&path).await.unwrap();
    assert!(report.resumed && before > 0);
    assert_eq!(ids(&path), user_ids(&okta).await);
}

#[tokio::test]
async fn a_search_that_was_refused_is_in_nobodys_way() {
    let (org, scratch) = (org(3), Scratch::new());
    let (okta, path) = (client(&org), scratch.file("users.ndjson"));
    let refused = small(&okta, Dataset::Users).search("statu is").to(&path).await.unwrap_err();
    assert!(matches!(&refused, Error::Okta(error) if error.status() == Some(400)), "{refused}");
    let report = small(&okta, Dataset::Users).to(&path).await.unwrap();
    assert_eq!((report.rows, report.resumed), (3, false));
}

#[tokio::test]
async fn options_are_checked_before_the_first_request() {
    let (org, scratch) = (org(1), Scratch::new());
    let okta = client(&org);
    for (export, name, what) in [
        (Export::new(&okta, Dataset::Users), "users", "says no format"),
        (Export::new(&okta, Dataset::Roles).search("a pr"), "roles.csv", "roles cannot be searched"),
        (Export::new(&okta, Dataset::Apps).since_last(), "apps.csv", "apps do not tell when they changed"),
    ] {
        let error = export.to(scratch.file(name)).await.unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
    }
    assert!(org.requests("GET", "/api/v1/*").is_empty() && scratch.names().is_empty());
}

#[tokio::test]
async fn every_dataset_is_what_its_lists_have() {
    let (org, scratch) = (org(300), Scratch::new());
    let okta = client(&org);
    let groups = list(&okta, "/api/v1/groups").await;
    let id = |document: &Json| document.pointer("/id").unwrap().as_str().unwrap().to_owned();
    let mut memberships = BTreeSet::new();
    for group in &groups {
        for user in list(&okta, &format!("/api/v1/groups/{}/users", id(group))).await {
            memberships.insert((id(group), id(&user)));
        }
    }
    let path = scratch.file("memberships.ndjson");
    let report = small(&okta, Dataset::Memberships).to(&path).await.unwrap();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let rows = documents(&path);
    let pairs: BTreeSet<_> = rows.iter().map(|row| (text(row, "groupId"), text(row, "userId"))).collect();
    assert_eq!((pairs, rows.len() as u64), (memberships, report.rows));
    for dataset in Dataset::ALL {
        let path = scratch.file(&format!("{dataset}.ndjson"));
        let report = small(&okta, dataset).to(&path).await.unwrap();
        let rows = documents(&path);
        assert_eq!(rows.len() as u64, report.rows, "{dataset}");
        if let Some(parent) = dataset.parent() {
            assert!(rows.iter().all(|row| row[parent].is_string()), "{dataset}");
        }
    }
    assert_eq!(ids(&scratch.file("groups.ndjson")).len(), groups.len());
    assert_eq!(
        documents(&scratch.file("logs.ndjson")).len(),
        list(&okta, "/api/v1/logs?until=2100-01-01T00:00:00Z").await.len()
    );
}

#[tokio::test]
async fn the_next_export_has_what_changed_since() {
    let (org, scratch) = (org(400), Scratch::new());
    let (okta, path) = (client(&org), scratch.file("users.ndjson"));
    let first = small(&okta, Dataset::Users).since_last().to(&path).await.unwrap();
    assert_eq!((first.rows, first.path.as_path()), (400, path.as_path()));
    org.advance(std::time::Duration::from_secs(3600));
    let change = Json::parse(br#"{"profile": {"nickName": "Annie"}}"#).unwrap();
    okta.request(oktant::Method::Post, "/api/v1/users/me").with_json(&change).await.unwrap();
    let next = small(&okta, Dataset::Users).since_last().to(&path).await.unwrap();
    assert_eq!(next.rows, 1);
    let rows = documents(&next.path);
    assert_eq!(rows[0]["profile"]["nickName"], "Annie");
    assert_ne!(next.path, path);

    let path = scratch.file("log.ndjson");
    let first = small(&okta, Dataset::Logs).since_last().to(&path).await.unwrap();
    okta.request(oktant::Method::Post, "/api/v1/users/me").with_json(&change).await.unwrap();
    let next = small(&okta, Dataset::Logs).since_last().to(&path).await.unwrap();
    assert!(first.rows > 0 && next.rows == 1, "{first:?} {next:?}");
    let last = small(&okta, Dataset::Logs).since_last().to(&path).await.unwrap();
    assert_eq!(last.rows, 0);
}

/// Where the process of [`exports_until_it_is_killed`] exports to.
const CHILD: &str = "OKTANT_EXPORT_CHILD";

/// Not a test: the process that the next test kills.
#[tokio::test]
async fn exports_until_it_is_killed() {
    let Ok(child) = std::env::var(CHILD) else { return };
    let (url, path) = child.split_once(' ').unwrap();
    let okta = Client::builder().org_url(url).token(TOKEN).build().unwrap();
    let export = small(&okta, Dataset::Users).on_progress(|progress| eprintln!("{}", progress.rows));
    export.to(path).await.unwrap();
}

#[tokio::test]
async fn a_killed_process_loses_and_doubles_nothing() {
    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};
    let (org, scratch) = (org(1200), Scratch::new());
    let (okta, path) = (client(&org), scratch.file("users.ndjson"));
    for rows in [150, 400, 401, 900] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "export::tests::exports_until_it_is_killed", "--nocapture"])
            .env(CHILD, format!("{} {}", org.url(), path.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut seen = lines.filter_map(|line| line.unwrap().parse::<u64>().ok());
        assert!(seen.any(|read| read >= rows), "it ended before {rows} rows");
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let report = small(&okta, Dataset::Users).to(&path).await.unwrap();
    assert!(report.resumed);
    assert_eq!(ids(&path), user_ids(&okta).await);
}

#[cfg(feature = "parquet")]
#[tokio::test]
async fn every_format_has_the_same_rows_in_bounded_groups() {
    use arrow_array::{Array, RecordBatch, StringArray};
    use arrow_ipc::reader::FileReader;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    let (org, scratch) = (org(500), Scratch::new());
    let okta = client(&org);
    let expected = user_ids(&okta).await;
    let ids = |batches: &[RecordBatch]| {
        let ids = batches.iter().flat_map(|batch| {
            let column = batch.column_by_name("id").unwrap().as_any().downcast_ref::<StringArray>().unwrap();
            (0..column.len()).map(|at| column.value(at).to_owned()).collect::<Vec<_>>()
        });
        let mut ids: Vec<_> = ids.collect();
        ids.sort();
        ids
    };
    for name in ["users.parquet", "users.arrow"] {
        let path = scratch.file(name);
        // The process ends in the middle.
        let mut export = small(&okta, Dataset::Users);
        export.steps = Steps::until(11);
        export.to(&path).await.unwrap_err();
        let report = small(&okta, Dataset::Users).to(&path).await.unwrap();
        assert!(report.resumed && report.rows == 500);
        let file = fs::File::open(&path).unwrap();
        let batches: Vec<RecordBatch> = if name == "users.arrow" {
            FileReader::try_new(file, None).unwrap().map(Result::unwrap).collect()
        } else {
            let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
            let groups = reader.metadata().row_groups();
            assert!(groups.len() > 2 && groups.iter().all(|group| group.num_rows() <= 240), "{}", groups.len());
            reader.build().unwrap().map(Result::unwrap).collect()
        };
        assert_eq!(ids(&batches), expected, "{name}");
        let mut stream = small(&okta, Dataset::Users).batches().await.unwrap();
        let mut streamed = Vec::new();
        while let Some(batch) = stream.try_next().await.unwrap() {
            streamed.push(batch);
        }
        assert_eq!(ids(&streamed), expected);
        assert_eq!(stream.schema().fields(), batches[0].schema().fields());
    }
    for name in ["nobody.parquet", "nobody.arrow", "nobody.csv"] {
        let path = scratch.file(name);
        let nobody = Export::new(&okta, Dataset::Users).search(r#"profile.login eq "nobody""#);
        assert_eq!(nobody.to(&path).await.unwrap().rows, 0);
        assert!(fs::metadata(&path).unwrap().len() > 10, "a file without rows has its columns");
    }
}

#[tokio::test]
async fn after_a_part_that_could_not_be_written_no_row_is_lost() {
    let (org, scratch) = (org(900), Scratch::new());
    let (okta, path) = (client(&org), scratch.file("users.ndjson"));
    fs::write(&path, "of an earlier export\n").unwrap();
    // A folder is where the second part goes.
    let partial = suffixed(&path, ".partial");
    fs::create_dir_all(partial.join("rows-000002/x")).unwrap();
    let error = small(&okta, Dataset::Users).to(&path).await.unwrap_err();
    assert!(error.to_string().contains("rows-000002"), "{error}");
    fs::remove_dir_all(partial.join("rows-000002")).unwrap();
    let report = small(&okta, Dataset::Users).to(&path).await.unwrap();
    assert!(report.resumed && report.rows == 900);
    assert_eq!(ids(&path), user_ids(&okta).await);
}

/// An export that the org refused in the middle.
async fn interrupt(org: &LocalOrg, okta: &Client, path: &Path) {
    let revoked = ScriptedAnswer::status("GET", "/api/v1/users", 401);
    org.answer_next(ScriptedAnswer { skip: 4, times: 50, ..revoked });
    small(okta, Dataset::Users).to(path).await.unwrap_err();
    org.reset();
    assert!(suffixed(path, ".partial").exists());
}

#[tokio::test]
async fn an_export_goes_on_only_with_the_same_org_and_every_part() {
    let (org, other_org, scratch) = (self::org(900), self::org(30), Scratch::new());
    let (okta, other, path) = (client(&org), client(&other_org), scratch.file("users.csv"));
    interrupt(&org, &okta, &path).await;
    let error = small(&other, Dataset::Users).to(&path).await.unwrap_err();
    assert!(error.to_string().contains(&format!("with the org {}", org.url())), "{error}");
    let part = suffixed(&path, ".partial").join("rows-000001");
    let bytes = fs::read(&part).unwrap();
    fs::remove_file(&part).unwrap();
    let error = small(&okta, Dataset::Users).to(&path).await.unwrap_err();
    assert!(error.to_string().ends_with("rows-000001 is missing: remove it to begin anew"), "{error}");
    fs::write(&part, bytes).unwrap();
    assert_eq!(small(&okta, Dataset::Users).to(&path).await.unwrap().rows, 900);
    let error = small(&other, Dataset::Users).since_last().to(&path).await.unwrap_err();
    assert!(error.to_string().contains(&format!("is of an export of users of {}", org.url())), "{error}");
    fs::write(suffixed(&path, ".state.json"), "{").unwrap();
    let error = small(&okta, Dataset::Users).since_last().to(&path).await.unwrap_err();
    assert!(error.to_string().contains(".state.json is damaged: "), "{error}");
}

#[tokio::test]
async fn the_folder_of_an_export_may_move() {
    let (org, scratch) = (org(900), Scratch::new());
    let okta = client(&org);
    interrupt(&org, &okta, &scratch.file("users.csv")).await;
    let moved = scratch.file("moved");
    fs::create_dir(&moved).unwrap();
    fs::rename(scratch.file("users.csv.partial"), moved.join("users.csv.partial")).unwrap();
    let report = small(&okta, Dataset::Users).to(moved.join("users.csv")).await.unwrap();
    assert_eq!((report.path, report.resumed), (moved.join("users.csv"), true));
    assert_eq!(scratch.names(), ["moved"]);
}

#[tokio::test]
async fn an_export_that_read_nothing_leaves_nothing() {
    let (org, scratch) = (org(30), Scratch::new());
    let (okta, path) = (client(&org), scratch.file("users.csv"));
    let error = small(&okta, Dataset::Users).search("nonsense").to(&path).await.unwrap_err();
    assert!(matches!(&error, Error::Okta(error) if error.status() == Some(400)), "{error}");
    for search in ["", "(id pr", "id pr) or (id pr", r#"id eq "1"#] {
        let error = small(&okta, Dataset::Users).search(search).to(&path).await.unwrap_err();
        assert!(error.to_string().starts_with("the search is empty, or has"), "{error}");
    }
    for name in ["", "missing/users.csv"] {
        small(&okta, Dataset::Users).format(Format::Csv).to(scratch.file(name)).await.unwrap_err();
    }
    assert!(scratch.names().is_empty(), "{:?}", scratch.names());
    let search = r#"profile.firstName eq ")" or id pr"#;
    assert_eq!(small(&okta, Dataset::Users).search(search).to(&path).await.unwrap().rows, 30);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_written_through() {
    let (org, scratch) = (org(3), Scratch::new());
    fs::create_dir(scratch.file("data")).unwrap();
    std::os::unix::fs::symlink("data/today.csv", scratch.file("users.csv")).unwrap();
    for _ in 0..2 {
        let report = Export::new(&client(&org), Dataset::Users).to(scratch.file("users.csv")).await.unwrap();
        assert_eq!(report.path, scratch.file("data/today.csv"));
    }
    assert!(fs::symlink_metadata(scratch.file("users.csv")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(scratch.file("users.csv")).unwrap().lines().count(), 4);
}

#[tokio::test]
async fn users_of_one_app_have_typed_columns() {
    let (org, scratch) = (org(3), Scratch::new());
    let okta = client(&org);
    let header = async |search: Option<&str>| {
        let mut export = Export::new(&okta, Dataset::AppUsers);
        if let Some(search) = search {
            export = export.search(search);
        }
        let report = export.to(scratch.file("app_users.csv")).await.unwrap();
        let text = fs::read_to_string(&report.path).unwrap();
        (text.lines().next().unwrap().to_owned(), report.has_profile_map)
    };
    let mut ids = Vec::new();
    for label in ["Wiki", "Chat"] {
        let app = serde_json::json!({"name": "bookmark", "label": label, "signOnMode": "BOOKMARK",
            "settings": {"app": {"requestIntegration": false, "url": "https://wiki.example"}}});
        let app = Json::parse(app.to_string().as_bytes()).unwrap();
        let app = okta.request(oktant::Method::Post, "/api/v1/apps").with_json(&app).await.unwrap().unwrap();
        ids.push(app.get("id").unwrap().as_str().unwrap().to_owned());
    }
    let schema = format!("/api/v1/meta/schemas/apps/{}/default", ids[0]);
    let badge = br##"{"definitions": {"custom": {"id": "#custom", "type": "object", "properties":
        {"badge": {"title": "Badge", "type": "integer"}}}}}"##;
    okta.request(oktant::Method::Post, schema).with_json(&Json::parse(badge).unwrap()).await.unwrap();
    let (all, mapped) = header(None).await;
    assert!(mapped && all.contains(",profile,"), "{all}");
    let deactivate = format!("/api/v1/apps/{}/lifecycle/deactivate", ids[0]);
    okta.request(oktant::Method::Post, deactivate).await.unwrap();
    let (one, mapped) = header(Some("status eq \"INACTIVE\"")).await;
    assert!(!mapped && one.contains("profile.userName") && one.contains("profile.badge"), "{one}");
}
