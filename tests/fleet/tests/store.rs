//! The built-in store, against a real server over sockets.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use oktant::bindings::store;
use oktant::store::{Script, Store};
use oktant::{Failure, FailureKind, Phase};
use oktant_core::config::{Config, Key, Origin, RawConfig};
use oktant_fleet::{Gate, Server, free_port};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

const KEY: &str = "oktant:{example.okta.com /api/v1/users}:rates";
const COUNT: Script =
    Script { name: "count", text: "return {ARGV[1], string.format('%d', redis.call('INCRBY', KEYS[1], ARGV[2]))}" };
/// Long enough for a busy machine.
const LONG: Duration = Duration::from_secs(20);
/// Too short for a server that does not answer.
const SHORT: Duration = Duration::from_millis(50);

fn config(url: &str, more: &[(Key, &str)]) -> Config {
    let mut raw = RawConfig::new();
    let settings = [(Key::OrgUrl, "https://example.okta.com"), (Key::Token, "00token"), (Key::Fleet, url)];
    settings.iter().chain(more).for_each(|(key, text)| raw.put(*key, *text, Origin::Code));
    raw.resolve().unwrap()
}

fn store_at(url: &str) -> Arc<dyn Store> {
    store(&config(url, &[])).unwrap().unwrap()
}

async fn run(
    store: &Arc<dyn Store>,
    script: &'static Script,
    key: &str,
    limit: Duration,
) -> Result<Vec<String>, Failure> {
    let arguments = vec!["a \0 text".to_owned(), "1".to_owned()];
    let late = || Err(Failure::new(FailureKind::TimedOut, Phase::Answer, ""));
    timeout(limit, store.run(script, key.to_owned(), arguments, limit)).await.unwrap_or_else(|_| late())
}

/// The count after one more.
async fn count(store: &Arc<dyn Store>) -> Result<String, String> {
    let mut reply = run(store, &COUNT, KEY, LONG).await.map_err(|failure| failure.message)?;
    assert_eq!(reply.remove(0), "a \0 text");
    Ok(reply.remove(0))
}

fn is_late(result: &Result<Vec<String>, Failure>) -> bool {
    matches!(result, Err(failure) if failure.kind == FailureKind::TimedOut)
}

#[tokio::test]
async fn a_script_is_loaded_once_and_again_when_the_server_forgot_it() {
    let server = Server::start();
    let store = store_at(&server.url());
    assert_eq!(count(&store).await.unwrap(), "1");
    server.command::<()>("SCRIPT FLUSH");
    assert_eq!(count(&store).await.unwrap(), "2");
    let loaded: String = server.command("INFO stats");
    assert!(loaded.contains("total_connections_received"), "{loaded}");
    let counts: String = server.command("INFO commandstats");
    assert!(counts.contains("cmdstat_script|load:calls=2,") && counts.contains("cmdstat_evalsha:calls=4,"), "{counts}");
}

#[tokio::test]
async fn many_calls_at_once_share_one_connection() {
    let server = Server::start();
    let gate = Gate::to(&server).await;
    let store = store_at(&format!("valkey://127.0.0.1:{}", gate.port()));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let store = Arc::clone(&store);
        calls.spawn(async move { count(&store).await.unwrap() });
    }
    assert_eq!(calls.join_all().await.len(), 100);
    assert_eq!((gate.connections(), count(&store).await.unwrap().as_str()), (1, "101"));
}

#[tokio::test]
async fn a_password_and_a_database_are_in_the_url() {
    let server = Server::with(&["--requirepass", "p@ss:word"]);
    let store = store_at(&format!("redis://default:p%40ss%3Aword@127.0.0.1:{}/3", server.port()));
    assert_eq!(count(&store).await.unwrap(), "1");
    assert!(server.command::<String>("INFO keyspace").contains("db3:keys=1,"));
    let error = count(&store_at(&format!("redis://:planted-secret@127.0.0.1:{}", server.port()))).await.unwrap_err();
    assert!(error.contains("WRONGPASS") || error.contains("Password authentication failed"), "{error}");
    assert!(!error.contains("planted"), "{error}");
    let error = count(&store_at(&server.url())).await.unwrap_err();
    assert!(error.contains("NOAUTH"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_away_is_found_when_it_comes() {
    let mut server = Server::start();
    let store = store_at(&server.url());
    assert_eq!(count(&store).await.unwrap(), "1");
    server.kill();
    let mut errors = Vec::new();
    // Whether the end of the first connection is seen before the next command is a matter of luck.
    while let Err(error) = count(&store).await {
        errors.push(error);
        if errors.len() == 3 {
            server.restart();
        }
    }
    assert_eq!((errors.len(), count(&store).await.unwrap().as_str()), (3, "2"));
    assert!(errors[2].contains("refused"), "{errors:?}");
    let error = count(&store_at(&format!("redis://127.0.0.1:{}", free_port()))).await.unwrap_err();
    assert!(error.contains("refused"), "{error}");
}

#[tokio::test]
async fn a_slow_connection_goes_on_and_serves_a_later_call() {
    let server = Server::start();
    let gate = Gate::closed(&server).await;
    let store = store_at(&gate.url());
    assert!(is_late(&run(&store, &COUNT, KEY, SHORT).await));
    assert!(is_late(&run(&store, &COUNT, KEY, SHORT).await));
    gate.open();
    assert_eq!((count(&store).await.unwrap().as_str(), gate.connections()), ("1", 1));
}

#[tokio::test]
async fn a_server_that_stops_to_answer_is_connected_to_anew() {
    let server = Server::start();
    let gate = Gate::to(&server).await;
    let store = store_at(&gate.url());
    assert_eq!(count(&store).await.unwrap(), "1");
    server.pause();
    for _ in 0..3 {
        assert!(is_late(&run(&store, &COUNT, KEY, SHORT).await));
    }
    server.resume();
    // The first of them was sent before the connection was given up: the server runs it now.
    assert_eq!((count(&store).await.unwrap().as_str(), gate.connections()), ("3", 2));
}

#[tokio::test]
async fn a_call_that_is_given_up_early_ends_no_connection() {
    let server = Server::start();
    let gate = Gate::to(&server).await;
    let store = store_at(&gate.url());
    count(&store).await.unwrap();
    server.pause();
    let given_up = timeout(SHORT, store.run(&COUNT, KEY.to_owned(), vec!["x".into(), "1".into()], LONG)).await;
    assert!(given_up.is_err());
    server.resume();
    assert_eq!((count(&store).await.unwrap().as_str(), gate.connections()), ("3", 1));
}

#[test]
fn each_runtime_has_a_connection_of_its_own() {
    let server = Server::start();
    let store = store_at(&server.url());
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let idle = runtime();
    assert_eq!(idle.block_on(count(&store)).unwrap(), "1");
    assert_eq!(runtime().block_on(count(&store)).unwrap(), "2");
    assert_eq!(runtime().block_on(count(&store)).unwrap(), "3");
    assert_eq!(idle.block_on(count(&store)).unwrap(), "4");
}

#[tokio::test]
async fn the_store_is_reached_over_tls() {
    let server = Server::with(&["--requirepass", "secret"]);
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, made.cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let tls =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    let gate = Gate::with_tls(&server, TlsAcceptor::from(Arc::new(tls))).await;
    let url = format!("rediss://:secret@localhost:{}", gate.port());
    let known = config(&url, &[(Key::CaCertificates, file.to_str().unwrap())]);
    assert_eq!(count(&store(&known).unwrap().unwrap()).await.unwrap(), "1");
    let error = count(&store_at(&url)).await.unwrap_err();
    assert!(error.contains("name its file with OKTA_CLIENT_CACERTIFICATES"), "{error}");
    let error = count(&store_at(&format!("redis://:secret@localhost:{}", gate.port()))).await.unwrap_err();
    assert!(!error.contains("secret"), "{error}");
}

#[tokio::test]
async fn keys_are_found_on_the_nodes_of_a_cluster() {
    let (one, other) = (Server::with(&["--cluster-enabled", "yes"]), Server::with(&["--cluster-enabled", "yes"]));
    one.command::<()>("CLUSTER ADDSLOTSRANGE 0 8191");
    other.command::<()>("CLUSTER ADDSLOTSRANGE 8192 16383");
    one.command::<()>(&format!("CLUSTER MEET 127.0.0.1 {}", other.port()));
    for server in [&one, &other] {
        while !server.command::<String>("CLUSTER INFO").contains("cluster_state:ok") {
            tokio::task::yield_now().await;
        }
    }
    let store = store_at(&one.url());
    for bucket in 0..20 {
        let key = format!("oktant:{{example.okta.com /api/v1/b{bucket}}}:rates");
        for count in ["1", "2"] {
            assert_eq!(run(&store, &COUNT, &key, LONG).await.unwrap()[1], count);
        }
    }
    let sizes = [one.command::<usize>("DBSIZE"), other.command("DBSIZE")];
    assert!(sizes.iter().sum::<usize>() == 20 && sizes.iter().all(|size| *size > 0), "{sizes:?}");
}

#[tokio::test]
async fn a_replica_is_left_when_it_refuses_to_write() {
    let (primary, replica) = (Server::start(), Server::start());
    let gate = Gate::to(&replica).await;
    let store = store_at(&gate.url());
    count(&store).await.unwrap();
    replica.command::<()>(&format!("REPLICAOF 127.0.0.1 {}", primary.port()));
    let error = count(&store).await.unwrap_err();
    assert!(error.starts_with("ReadOnly"), "{error}");
    replica.command::<()>("REPLICAOF NO ONE");
    count(&store).await.unwrap();
    assert_eq!(gate.connections(), 2);
}

#[tokio::test]
async fn a_user_needs_few_commands_and_its_own_keys() {
    let rules = "on >pass ~oktant:* +evalsha +script|load +hgetall +hset +hdel +del +time +pexpire +incrby";
    let server = Server::start();
    server.command::<()>(&format!("ACL SETUSER fleet {rules}"));
    let store = store_at(&format!("redis://fleet:pass@127.0.0.1:{}", server.port()));
    assert_eq!(count(&store).await.unwrap(), "1");
    let failure = run(&store, &COUNT, "other", LONG).await.unwrap_err();
    assert!(failure.message.contains("permissions") || failure.message.contains("ACL"), "{}", failure.message);
}
