//! The secretary's page: agenda, live calls, inbox, patients, accounts; server-rendered French HTML.
//!
//! `access.rs` has every route with what it asks of whoever comes; `fence.rs` what every request passes. Pages are drawn
//! in Rust (maud) and refreshed in place: the server tells topics (`news.rs`), the browser asks for its own view again
//! and changes it where it differs (idiomorph). So nothing of a patient is ever drawn by a script, and what a session may
//! see is decided in one place. Plain HTTP is served on loopback only; elsewhere TLS under the box's own authority.

mod access;
mod accounts;
mod agenda;
mod announce;
mod answers;
mod appointment;
mod assets;
mod authority;
mod authority_page;
mod call_view;
mod calls;
mod charts;
mod door;
mod feed;
mod fence;
mod figures;
mod first_account;
mod french;
mod grid;
mod health;
mod help;
mod help_tasks;
mod icons;
mod inbox;
mod layout;
mod limits;
mod lock;
mod models;
mod month;
mod new_appointment;
mod new_waiting;
mod news;
mod notice;
mod one_time;
mod papers;
mod password;
mod patient_rights;
mod patients;
mod person;
mod presence;
mod renewal;
mod reply;
mod second_lock;
mod secret;
mod seen;
mod session;
mod settings;
mod sheet;
mod site;
mod sound;
mod tables;
mod taking;
mod telephone;
mod timing;
mod tls;
mod trail;
mod understood;
mod waiting;

pub use answers::answers;
pub use authority::Authority;
use axum::Router;
use axum::middleware::from_fn_with_state;
use reply::Peer;
pub use site::Parts;
use site::Site;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tls::TlsListener;
use tokio::net::TcpListener;

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Others on the network could read along.
    #[error(
        "{0} n'est pas sur la boucle locale : sans certificat, la page ne se montre qu'à cette machine (127.0.0.1)"
    )]
    NotLoopback(SocketAddr),
    /// The port is taken, or may not be used.
    #[error("{address} ne peut pas être ouvert : {reason} ; choisissez un autre port avec --page")]
    Bind {
        /// Which.
        address: SocketAddr,
        /// Why.
        reason: std::io::Error,
    },
    /// The authority's key is damaged, or no certificate can be made.
    #[error("le certificat de la page ne peut pas être fait : {0}")]
    Certificate(String),
    /// The server stopped.
    #[error("le service de la page s'est arrêté : {0}")]
    Serve(std::io::Error),
}

/// A fresh code for the first account of a blank box: to be shown on its console and display.
#[must_use]
pub fn first_code() -> String {
    secret::digits(8)
}

/// True when the list of red flags, word for word as it is today, was signed by a doctor.
#[must_use]
pub fn red_flags_signed(signature: &huisclos_speech::red_flags::Signature) -> bool {
    settings::flags::is_signed(signature)
}

fn router(site: &Arc<Site>) -> Router {
    let fence = from_fn_with_state(site.clone(), fence::only_this_page);
    access::routes(site).layer(fence).with_state(site.clone())
}

/// A page that was served until now gives its port back in a moment, not at once: asked again that often, that long apart.
const BINDS_MAX: u32 = 200;
const BIND_AGAIN: Duration = Duration::from_millis(50);

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Error> {
    let mut left = BINDS_MAX;
    let listener = loop {
        match TcpListener::bind(address).await {
            Err(taken) if taken.kind() == std::io::ErrorKind::AddrInUse && left > 0 => {
                left -= 1;
                tokio::time::sleep(BIND_AGAIN).await;
            }
            bound => break bound.map_err(|reason| Error::Bind { address, reason })?,
        }
    };
    let opened = listener.local_addr().unwrap_or(address);
    Ok((listener, opened))
}

/// Serves the page on loopback, without TLS, until the process ends. `ready` is called once with the address.
///
/// # Errors
/// The address is not a loopback one, is taken, or the server stopped.
pub async fn serve(address: SocketAddr, parts: Parts, ready: impl FnOnce(SocketAddr)) -> Result<(), Error> {
    if !address.ip().is_loopback() {
        return Err(Error::NotLoopback(address));
    }
    let (listener, opened) = bind(address).await?;
    let service = router(&Site::new(parts, None)).into_make_service_with_connect_info::<Peer>();
    ready(opened);
    axum::serve(listener, service).await.map_err(Error::Serve)
}

/// Serves the page to the network under the box's own authority, until the process ends.
///
/// # Errors
/// The address is taken, no certificate can be made, or the server stopped.
pub async fn serve_tls(
    address: SocketAddr,
    mut parts: Parts,
    authority: &Authority,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    let (listener, opened) = bind(address).await?;
    if !opened.ip().is_unspecified() {
        parts.hosts.push(opened.ip().to_string());
    }
    let config = authority.serve(&parts.hosts, parts.clock.unix_s())?;
    let listener = TlsListener::over(listener, config).map_err(Error::Serve)?;
    let site = Site::new(parts, Some(authority));
    // Told as long as the page is served.
    let _announced = announce::announce(opened);
    let service = router(&site).into_make_service_with_connect_info::<Peer>();
    ready(opened);
    axum::serve(listener, service).await.map_err(Error::Serve)
}

#[cfg(test)]
mod tests;
