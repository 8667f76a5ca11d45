//! Asking the page whether it answers, as the box does of itself before it says that it is ready.

use crate::authority::Authority;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// A page of this machine answers at once; later is never.
const WAIT: Duration = Duration::from_secs(2);

/// True when the page at an address of this machine answers a request, under the box's own authority where it has one.
pub async fn answers(address: SocketAddr, authority: Option<&Authority>) -> bool {
    timeout(WAIT, asked(address, authority)).await.ok().flatten().is_some_and(|line| line.starts_with("HTTP/1.1 "))
}

async fn asked(address: SocketAddr, authority: Option<&Authority>) -> Option<String> {
    let stream = TcpStream::connect(address).await.ok()?;
    let Some(authority) = authority else { return first_line(stream).await };
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(authority.certificate.clone())).ok()?;
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").ok()?;
    first_line(TlsConnector::from(Arc::new(config)).connect(name, stream).await.ok()?).await
}

async fn first_line(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> Option<String> {
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.ok()?;
    let mut bytes = [0; 64];
    let n = stream.read(&mut bytes).await.ok()?;
    Some(String::from_utf8_lossy(bytes.get(..n)?).into_owned())
}
