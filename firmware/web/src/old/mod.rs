//! The plain page, until the appliance serves the new one.
#![allow(missing_docs, dead_code)]

mod feed;
mod guard;
mod page;

use crate::Error;
use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use huisclos_ports::Desk;
use std::net::SocketAddr;
use std::sync::Arc;

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
