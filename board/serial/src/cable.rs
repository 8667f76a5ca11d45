//! The port, as the console's driver wants it.

use crate::error::Error;
use huisclos_ports::{Cable, CableError, Came};
use serialport::{DataBits, FlowControl, Parity, SerialPort, StopBits, TTYPort};
use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

/// Every terminal program's favourite, and as fast as an UART of a PC goes.
pub const BAUD: u32 = 115_200;
/// A screen takes 0.2 s at 115200 baud. What is not taken by then is for nobody: a gadget whose host sleeps, an adapter
/// whose other end holds the line.
const WRITE_MAX: Duration = Duration::from_secs(2);

/// A serial port.
pub struct SerialCable {
    port: TTYPort,
    device: String,
    /// The modem line DCD was seen high: from then on, low means that the cable was pulled. Three-wire cables never
    /// raise it, and are believed to be plugged.
    carrier_seen: bool,
}

impl SerialCable {
    /// Opens a port.
    ///
    /// # Errors
    /// The device, and what to do.
    pub fn open(device: &str) -> Result<Self, Error> {
        let failed = |reason: String| Error::Open { device: device.into(), reason };
        let port = serialport::new(device, BAUD)
            .data_bits(DataBits::Eight)
            .parity(Parity::None)
            .stop_bits(StopBits::One)
            .flow_control(FlowControl::None)
            .timeout(WRITE_MAX)
            .open_native()
            .map_err(|e| failed(e.to_string()))?;
        crate::sys::never_block(&port).map_err(|e| failed(e.to_string()))?;
        Ok(Self { port, device: device.into(), carrier_seen: false })
    }

    fn failed(&self, reason: impl std::fmt::Display) -> CableError {
        CableError { device: self.device.clone(), reason: format!("{reason} ; rebranchez le câble") }
    }

    /// Whether DCD fell. A port without modem lines (a pseudo-terminal, a gadget) has no opinion.
    fn pulled(&mut self) -> bool {
        match self.port.read_carrier_detect() {
            Ok(true) => {
                self.carrier_seen = true;
                false
            }
            Ok(false) => self.carrier_seen,
            Err(_) => false,
        }
    }
}

impl Cable for SerialCable {
    fn device(&self) -> &str {
        &self.device
    }

    fn read(&mut self, bytes: &mut [u8], wait: Duration) -> Result<Came, CableError> {
        if self.pulled() {
            // Nothing blocks here: without a pause the driver would spin.
            std::thread::sleep(wait);
            return Ok(Came::Pulled);
        }
        self.port.set_timeout(wait).map_err(|e| self.failed(e))?;
        match self.port.read(bytes) {
            // The end of a serial port is its adapter being pulled out.
            Ok(0) => Err(self.failed("plus de port")),
            Ok(n) => Ok(Came::Bytes(n)),
            Err(e) if matches!(e.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                Ok(Came::Nothing)
            }
            Err(e) => Err(self.failed(e)),
        }
    }

    fn write(&mut self, text: &str) -> Result<(), CableError> {
        let begun = Instant::now();
        let mut rest = text.as_bytes();
        self.port.set_timeout(WRITE_MAX).map_err(|e| self.failed(e))?;
        while !rest.is_empty() && begun.elapsed() < WRITE_MAX {
            match self.port.write(rest) {
                Ok(0) => break,
                Ok(n) => rest = &rest[n..],
                Err(e) if matches!(e.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock) => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(self.failed(e)),
            }
        }
        Ok(())
    }
}
