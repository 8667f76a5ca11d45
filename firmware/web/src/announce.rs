//! The box's name on the cabinet's network: `secretariat.local`, by multicast DNS (RFC 6762), while the page is served to it.
//!
//! What is told: the name, the addresses of the interfaces, and that a page answers on its port. Nothing else: no name of
//! the machine, no version, no text record. On loopback nothing is told at all.

use mdns_sd::{DaemonEvent, ServiceDaemon, ServiceInfo};
use std::net::{IpAddr, SocketAddr};
use std::thread;

/// The name, without its domain.
const NAME: &str = "secretariat";
/// A page over TLS, as every browser looks for one (RFC 6763, IANA's list).
const KIND: &str = "_https._tcp.local.";

/// The name is told as long as this is held; dropped, it is taken back.
pub(crate) struct Announced(ServiceDaemon);

impl Drop for Announced {
    fn drop(&mut self) {
        // The process ends anyway; those who remember the name forget it two minutes later by themselves.
        let _ = self.0.shutdown();
    }
}

fn service(address: SocketAddr) -> Result<ServiceInfo, mdns_sd::Error> {
    let host = format!("{NAME}.local.");
    let own: Vec<IpAddr> = if address.ip().is_unspecified() { Vec::new() } else { vec![address.ip()] };
    let info = ServiceInfo::new(KIND, NAME, &host, &own[..], address.port(), None)?;
    // Served on every interface: each one is told its own address.
    Ok(if own.is_empty() { info.enable_addr_auto() } else { info })
}

/// Tells the name to the network. `None` on loopback, and where it cannot be told: the page is then found by its address.
pub(crate) fn announce(address: SocketAddr) -> Option<Announced> {
    if address.ip().is_loopback() {
        return None;
    }
    match begun(address) {
        Ok(announced) => Some(announced),
        Err(error) => {
            eprintln!("page : {NAME}.local ne peut pas être annoncé ({error}) ; la page se trouve par son adresse");
            None
        }
    }
}

fn begun(address: SocketAddr) -> Result<Announced, mdns_sd::Error> {
    let daemon = ServiceDaemon::new()?;
    let events = daemon.monitor()?;
    let watch = move || {
        // Ends when the daemon does.
        while let Ok(event) = events.recv() {
            match event {
                DaemonEvent::NameChange(change) => {
                    let taken = "un autre appareil du réseau porte déjà ce nom";
                    eprintln!("page : {NAME}.local : {taken} ({}) ; ouvrez la page par son adresse", change.new_name);
                }
                DaemonEvent::Error(error) => eprintln!("page : annonce de {NAME}.local : {error}"),
                _ => {}
            }
        }
    };
    // Without this thread the name is told all the same.
    if let Err(error) = thread::Builder::new().name("annonce".into()).spawn(watch) {
        eprintln!("page : personne ne surveille l'annonce du nom ({error})");
    }
    daemon.register(service(address)?)?;
    Ok(Announced(daemon))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_all_that_is_told() {
        for (address, own) in [("192.168.1.20:443", 1), ("0.0.0.0:8443", 0)] {
            let info = service(address.parse().unwrap()).unwrap();
            assert_eq!(info.get_hostname(), "secretariat.local.");
            assert_eq!(info.get_fullname(), "secretariat._https._tcp.local.");
            assert_eq!((info.get_properties().len(), info.get_addresses().len()), (0, own), "{address}");
        }
        assert!(announce("127.0.0.1:8015".parse().unwrap()).is_none());
        assert!(announce("[::1]:8015".parse().unwrap()).is_none());
    }
}
