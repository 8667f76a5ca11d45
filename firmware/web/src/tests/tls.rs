//! TLS under the box's own authority, by a real handshake.

use super::memory::Memory;
use super::{now, page};
use crate::site::Parts;
use crate::{Authority, serve_tls};
use huisclos_ports::Clock;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

fn parts() -> Parts {
    let memory = Arc::new(Memory::still(now()));
    Parts { hosts: vec!["secretariat.local".into(), "evil.example".into()], ..memory.parts(true) }
}

/// Asks for the door as `name`; the answer, or why not.
fn ask(address: SocketAddr, trusted: Vec<u8>, name: &str) -> Result<String, String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.into()).map_err(|e| e.to_string())?;
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tcp = TcpStream::connect(address).map_err(|e| e.to_string())?;
    let server = ServerName::try_from(name.to_string()).map_err(|e| e.to_string())?;
    let client = ClientConnection::new(Arc::new(config), server).map_err(|e| e.to_string())?;
    let mut tls = StreamOwned::new(client, tcp);
    let request = format!("GET /connexion HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
    tls.write_all(request.as_bytes()).map_err(|e| e.to_string())?;
    let mut answer = Vec::new();
    // The end may come without a closing alert; what was read is what counts.
    let _ = tls.read_to_end(&mut answer);
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

async fn door(address: SocketAddr, trusted: &Authority, name: &'static str) -> Result<String, String> {
    let trusted = trusted.certificate.clone();
    tokio::task::spawn_blocking(move || ask(address, trusted, name)).await.unwrap()
}

#[tokio::test]
async fn whoever_trusts_the_fingerprint_reads_the_page_and_nobody_else_is_fooled() {
    // Certificates are dated by the clock of whoever checks them.
    let unix_s = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let authority = Authority::new(unix_s).unwrap();
    assert_eq!((authority.fingerprint().len(), authority.fingerprint().matches(':').count()), (95, 31));
    assert!(!format!("{authority:?}").contains("PRIVATE"));
    let again = Authority { certificate: authority.certificate.clone(), key: authority.key.clone() };
    let (tell, told) = oneshot::channel();
    let mut parts = parts();
    parts.clock = Arc::new(Today(unix_s));
    tokio::spawn(async move {
        let _ = serve_tls("127.0.0.1:0".parse().unwrap(), parts, &again, |address| {
            let _ = tell.send(address);
        })
        .await;
    });
    let address = told.await.unwrap();
    for name in ["secretariat.local", "localhost", "127.0.0.1"] {
        let answer = door(address, &authority, name).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("strict-transport-security"), "{name}: {answer}");
        assert!(!answer.contains("Entrer en démonstration"), "never to the network");
    }
    assert!(door(address, &authority, "evil.example").await.is_err(), "not a name of a box");
    let other = Authority::new(unix_s).unwrap();
    assert!(door(address, &other, "secretariat.local").await.is_err(), "another box's authority");
    // Without TLS nothing is said.
    let plain = move || {
        let mut plain = TcpStream::connect(address).unwrap();
        plain.write_all(b"GET /connexion HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut heard = Vec::new();
        let _ = plain.read_to_end(&mut heard);
        String::from_utf8_lossy(&heard).into_owned()
    };
    assert!(!tokio::task::spawn_blocking(plain).await.unwrap().contains("HTTP/1.1"));
}

/// A box whose addresses change serves the page anew, under a certificate for the new ones, at the same port.
#[tokio::test]
async fn a_page_that_ends_gives_its_port_back() {
    let unix_s = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let mut at: SocketAddr = "127.0.0.1:0".parse().unwrap();
    for turn in 0..3 {
        let authority = Authority::new(unix_s).unwrap();
        let served = Authority { certificate: authority.certificate.clone(), key: authority.key.clone() };
        let (tell, told) = oneshot::channel();
        let mut parts = parts();
        parts.clock = Arc::new(Today(unix_s));
        let serving = async { serve_tls(at, parts, &served, |address| _ = tell.send(address)).await };
        let asking = async {
            let opened = told.await.unwrap();
            (opened, door(opened, &authority, "localhost").await)
        };
        let (opened, answer) = tokio::select! {
            ended = serving => panic!("turn {turn}: {ended:?}"),
            came = asking => came,
        };
        assert!(answer.unwrap().starts_with("HTTP/1.1 200"), "turn {turn}");
        at = opened;
    }
}

struct Today(u64);

impl Clock for Today {
    fn civil(&self) -> jiff::civil::DateTime {
        now()
    }
    fn since_start(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }
    fn unix_s(&self) -> u64 {
        self.0
    }
}

#[tokio::test]
async fn without_tls_only_loopback_is_served() {
    let refused = crate::serve("0.0.0.0:0".parse().unwrap(), parts(), |_| ()).await;
    assert!(matches!(refused, Err(crate::Error::NotLoopback(_))));
    let headers = page(false).stranger().get("/connexion").await.headers;
    assert!(headers.get("strict-transport-security").is_none());
}
