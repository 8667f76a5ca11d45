//! What the service manager is told: `sd_notify(3)`, one datagram a message, to the socket that `$NOTIFY_SOCKET` names.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// The service manager, where there is one.
pub struct Notify(Option<(UnixDatagram, SocketAddr)>);

impl Notify {
    /// By this process's environment.
    pub fn from_environment() -> Self {
        Self::to(std::env::var("NOTIFY_SOCKET").ok().as_deref())
    }

    fn to(socket: Option<&str>) -> Self {
        let address = socket.filter(|name| name.len() > 1).and_then(|name| match name.strip_prefix('@') {
            Some(rest) => SocketAddr::from_abstract_name(rest).ok(),
            None => SocketAddr::from_pathname(name).ok(),
        });
        Self(address.and_then(|address| Some((UnixDatagram::unbound().ok()?, address))))
    }

    /// Tells it; what nobody hears is lost, as on a terminal.
    pub fn tell(&self, message: &str) {
        if let Some((socket, address)) = &self.0 {
            let _ = socket.send_to_addr(message.as_bytes(), address);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn messages_reach_the_socket_and_nobody_is_no_fault() {
        let name = format!("huisclos-notify-{}", std::process::id());
        let manager = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        Notify::to(Some(&format!("@{name}"))).tell("READY=1");
        let mut bytes = [0; 64];
        let n = manager.recv(&mut bytes).unwrap();
        assert_eq!(&bytes[..n], b"READY=1");
        for nobody in [None, Some(""), Some("@"), Some("/nulle/part")] {
            Notify::to(nobody).tell("READY=1");
        }
    }
}
