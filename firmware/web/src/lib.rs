//! The plain live page: today's agenda, the call as it happens, the waits, and a telephone to type on.
//!
//! This page has no accounts yet, so it is served on the loopback interface only, and only to requests that name it
//! (Host and Origin are checked: a hostile site in the same browser reaches nothing).

mod feed;
mod guard;
mod page;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use huisclos_ports::Desk;
use std::net::SocketAddr;
use std::sync::Arc;

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Accounts and TLS come with the secretary's page; until then nobody else on the network may look.
    #[error("{0} n'est pas sur la boucle locale : sans comptes, la page ne se montre qu'à cette machine (127.0.0.1)")]
    NotLoopback(SocketAddr),
    /// The port is taken, or may not be used.
    #[error("{address} ne peut pas être ouvert : {reason} ; choisissez un autre port avec --page")]
    Bind {
        /// Which.
        address: SocketAddr,
        /// Why.
        reason: std::io::Error,
    },
    /// The server stopped.
    #[error("le service de la page s'est arrêté : {0}")]
    Serve(std::io::Error),
}

/// The page's routes over a desk.
pub fn routes(desk: Arc<dyn Desk>) -> Router {
    Router::new()
        .route("/", get(page::page))
        .route("/page.css", get(page::css))
        .route("/page.js", get(page::js))
        .route("/agenda", get(page::agenda))
        .route("/appels", get(feed::calls))
        .route("/telephone/composer", post(page::dial))
        .route("/telephone/dire", post(page::say))
        .layer(from_fn(guard::only_this_page))
        .with_state(desk)
}

/// Serves the page until the process ends. `ready` is called once with the address that was opened.
///
/// # Errors
/// The address is not a loopback one, is taken, or the server stopped.
pub async fn serve(address: SocketAddr, desk: Arc<dyn Desk>, ready: impl FnOnce(SocketAddr)) -> Result<(), Error> {
    if !address.ip().is_loopback() {
        return Err(Error::NotLoopback(address));
    }
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|reason| Error::Bind { address, reason })?;
    ready(listener.local_addr().unwrap_or(address));
    axum::serve(listener, routes(desk)).await.map_err(Error::Serve)
}

#[cfg(test)]
mod tests;
