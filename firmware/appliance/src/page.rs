//! Serving the secretary's page: to this machine as it is, to the network under the box's own authority.

use crate::desk::BoxDesk;
use crate::error::Error;
use huisclos_agenda::Purpose;
use huisclos_ports::{Accounts, Clock, Role};
use huisclos_web::Authority;
use std::net::SocketAddr;
use std::sync::Arc;

/// The name the box goes by on the cabinet's network.
pub const NAME: &str = "secretariat.local";

fn failed(reason: impl std::fmt::Display) -> Error {
    Error::Page(reason.to_string())
}

/// The box's authority, made and kept on the first start.
///
/// # Errors
/// The store, or no key can be made.
pub fn authority(desk: &BoxDesk) -> Result<Authority, Error> {
    if let Some((certificate, key)) = desk.store.page_authority().map_err(failed)? {
        return Ok(Authority { certificate, key });
    }
    let made = Authority::new(desk.unix_s()).map_err(failed)?;
    desk.store.keep_page_authority(&made.certificate, &made.key).map_err(failed)?;
    Ok(made)
}

/// What whoever installs the box has to know, on its terminal.
fn tell_first_code(desk: &BoxDesk) {
    let all = desk.accounts().unwrap_or_default();
    if !all.iter().any(|a| a.role == Role::Doctor && a.password.is_some() && !a.closed) {
        let code = desk.first_code.open(Purpose::CommandLine);
        eprintln!("Aucun compte encore : le code de la première connexion est {code}.");
    }
}

/// Serves the page until the process ends. On loopback one click signs in as an invented secretary.
///
/// # Errors
/// The port is taken, or the store cannot be read.
pub fn serve(desk: &Arc<BoxDesk>, address: SocketAddr) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(failed)?;
    tell_first_code(desk);
    desk.warm();
    if address.ip().is_loopback() {
        let ready = |address| {
            eprintln!(
                "\nLa page du cabinet : http://{address}/ — « Entrer en démonstration » suffit ; vous pouvez y appeler le cabinet vous-même. Ctrl-C pour finir."
            );
        };
        return runtime.block_on(huisclos_web::serve(address, desk.parts(true, Vec::new()), ready)).map_err(failed);
    }
    let authority = authority(desk)?;
    let fingerprint = authority.fingerprint();
    let ready = |address| {
        eprintln!("\nLa page du cabinet : https://{address}/ — empreinte de l'autorité (SHA-256) : {fingerprint}");
        eprintln!("Le navigateur doit montrer cette empreinte, et aucune autre. Ctrl-C pour finir.");
    };
    let parts = desk.parts(false, vec![NAME.into()]);
    runtime.block_on(huisclos_web::serve_tls(address, parts, &authority, ready)).map_err(failed)
}
