//! TLS, against the simulator behind a server that speaks it.

use crate::identity::Identity;
use oktant::{Client, ErrorKind, Phase};
use oktant_e2e::{Simulated, TOKEN};
use std::io;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// An org behind TLS, with a certificate that no system knows.
struct Secure {
    _org: Simulated,
    url: String,
    identity: Identity,
}

impl Secure {
    async fn start(name: &str) -> Secure {
        let org = Simulated::with_users(5);
        let identity = Identity::new(name, &[]);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let behind = org.url().trim_start_matches("http://").to_owned();
        tokio::spawn(forward(listener, identity.acceptor.clone(), behind));
        Secure { _org: org, url, identity }
    }
}

async fn forward(listener: TcpListener, acceptor: TlsAcceptor, behind: String) -> io::Result<()> {
    loop {
        let (plain, _) = listener.accept().await?;
        let (acceptor, behind) = (acceptor.clone(), behind.clone());
        tokio::spawn(async move {
            let mut open = acceptor.accept(plain).await?;
            copy_bidirectional(&mut open, &mut TcpStream::connect(behind).await?).await
        });
    }
}

#[tokio::test]
async fn an_org_is_called_over_tls() {
    let org = Secure::start("known").await;
    let file = org.identity.file.to_str().unwrap();
    let okta = Client::builder().org_url(&org.url).token(TOKEN).ca_certificates(file).build().unwrap();
    assert_eq!(okta.users().list_users().await.unwrap().items.len(), 5);
}

#[tokio::test]
async fn a_certificate_that_nobody_knows_is_no_connection() {
    let org = Secure::start("unknown").await;
    let okta = Client::builder().org_url(&org.url).token(TOKEN).max_retries(0).build().unwrap();
    let error = okta.users().list_users().await.unwrap_err();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(Phase::Connect)));
    assert!(error.to_string().contains("name its file with OKTA_CLIENT_CACERTIFICATES"), "{error}");
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn a_file_that_holds_none_is_refused_before_any_call() {
    let builder = Client::builder().org_url("https://example.okta.com").token(TOKEN);
    let error = builder.ca_certificates(file!()).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().starts_with("OKTA_CLIENT_CACERTIFICATES (code): the file "), "{error}");
}
