//! The page of a running box: served in a thread of its own, asked whether it answers, and served again under a new
//! certificate when the box has another address.

use super::Running;
use crate::error::Error;
use crate::page;
use crate::technician::network;
use huisclos_board_plan::Card;
use huisclos_operator::{Grade, PageAddress};
use huisclos_web::Authority;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

/// A page that could not be served is tried again after that long: the telephone goes on meanwhile.
const AGAIN: Duration = Duration::from_secs(10);
/// The machine's addresses are looked at, and the page is asked for an answer, that often.
const LOOK: Duration = Duration::from_secs(5);
/// While it has not answered yet, that often; and the end of the box is seen that quickly.
const SOON: Duration = Duration::from_millis(200);

/// Serves the page until the box ends.
///
/// # Errors
/// The system gives no thread, or the store no authority.
pub fn serve(running: &Arc<Running>, address: SocketAddr) -> Result<thread::JoinHandle<()>, Error> {
    let failed = |reason: &dyn std::fmt::Display| Error::Page(reason.to_string());
    let authority = if address.ip().is_loopback() { None } else { Some(page::authority(&running.desk)?) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|e| failed(&e))?;
    running.desk.warm();
    let running = running.clone();
    let turn = move || {
        while !running.is_over() {
            let served = runtime.block_on(once(&running, address, authority.as_ref()));
            running.set_page(None);
            running.set_page_answers(false);
            if let Err(error) = served {
                let sentence = format!("La page du cabinet n'est pas servie : {error}");
                running.faults.say("page", Grade::Down, "page absente", sentence);
                running.pause(AGAIN);
            }
        }
        // A browser that holds its connection open keeps nobody.
        runtime.shutdown_timeout(Duration::from_secs(1));
    };
    thread::Builder::new().name("page".into()).spawn(turn).map_err(|e| failed(&e))
}

/// Serves until the box ends or its addresses change.
async fn once(running: &Arc<Running>, address: SocketAddr, authority: Option<&Authority>) -> Result<(), Error> {
    let failed = |e: huisclos_web::Error| Error::Page(e.to_string());
    let here = network::addresses();
    let told = running.clone();
    let shown = here.clone();
    let fingerprint = authority.map(Authority::fingerprint);
    let opened_at: Arc<OnceLock<SocketAddr>> = Arc::default();
    let opens = opened_at.clone();
    let ready = move |opened: SocketAddr| {
        let _ = opens.set(opened);
        told.faults.mend("page");
        let host = if opened.ip().is_unspecified() { shown.first().copied() } else { Some(opened.ip()) };
        let url = url(host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), opened.port(), fingerprint.is_some());
        told.log.say(format!("la page du cabinet : {url}"));
        if let Some(fingerprint) = &fingerprint {
            told.log.say(format!("empreinte de son autorité (SHA-256) : {fingerprint}"));
        }
        told.set_page(Some(PageAddress { url, authority: fingerprint, first_code: None }));
    };
    let watch = watch(running, &opened_at, authority, &here);
    match authority {
        None => {
            // Only this machine can come: on the simulated board one click signs in as an invented secretary.
            let parts = running.desk.parts(running.board.card == Card::Sim, Vec::new());
            tokio::select! {
                served = huisclos_web::serve(address, parts, ready) => served.map_err(failed),
                () = watch => Ok(()),
            }
        }
        Some(authority) => {
            let mut hosts = vec![page::NAME.to_string()];
            hosts.extend(here.iter().map(ToString::to_string));
            let parts = running.desk.parts(false, hosts);
            tokio::select! {
                served = huisclos_web::serve_tls(address, parts, authority, ready) => served.map_err(failed),
                () = watch => Ok(()),
            }
        }
    }
}

/// Asks the page for an answer now and then; ends when the box does, or has other addresses.
async fn watch(running: &Arc<Running>, opened: &OnceLock<SocketAddr>, authority: Option<&Authority>, here: &[IpAddr]) {
    let mut wait = SOON;
    loop {
        let until = tokio::time::Instant::now() + wait;
        while !running.is_over() && tokio::time::Instant::now() < until {
            tokio::time::sleep(SOON).await;
        }
        if running.is_over() || (authority.is_some() && network::addresses() != here) {
            return;
        }
        let Some(opened) = opened.get().copied() else { continue };
        let ip = if opened.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { opened.ip() };
        let answers = huisclos_web::answers(SocketAddr::new(ip, opened.port()), authority).await;
        running.set_page_answers(answers);
        wait = if answers { LOOK } else { SOON };
    }
}

fn url(host: IpAddr, port: u16, tls: bool) -> String {
    let host = match host {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("[{v6}]"),
    };
    match (tls, port) {
        (true, 443) => format!("https://{host}"),
        (true, port) => format!("https://{host}:{port}"),
        (false, port) => format!("http://{host}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_browsers_want_them() {
        let v4 = IpAddr::V4(Ipv4Addr::new(192, 168, 1, 20));
        assert_eq!(url(v4, 443, true), "https://192.168.1.20");
        assert_eq!(url(v4, 8443, true), "https://192.168.1.20:8443");
        assert_eq!(url(IpAddr::V6(std::net::Ipv6Addr::LOCALHOST), 8015, false), "http://[::1]:8015");
    }
}
