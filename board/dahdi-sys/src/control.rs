//! Spans made and destroyed: what the bench does to cut a line, and a line's cable to come back.

use crate::error::Error;
use crate::{CONTROL, sys};
use std::fs::{File, OpenOptions};
use std::os::fd::AsFd;
use std::path::Path;

/// The control device.
#[derive(Debug)]
pub struct Control {
    file: File,
}

/// A local dynamic span: two with the same key are cross-connected in the kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalSpan {
    /// `1:0`: key and side.
    pub address: String,
    /// How many channels.
    pub channels: u32,
}

/// Signalling of a channel of such a span, as `system.conf` has it.
const WORDS: [(&str, i32); 4] = [
    ("fxsls", (1 << 0) | (1 << 13)),
    ("fxsks", (1 << 2) | (1 << 13)),
    ("fxols", (1 << 3) | (1 << 12)),
    ("fxoks", (1 << 5) | (1 << 12)),
];

impl Control {
    /// Opens it.
    ///
    /// # Errors
    /// No DAHDI.
    pub fn open() -> Result<Control, Error> {
        let device = Path::new(CONTROL);
        let file = OpenOptions::new().read(true).write(true).open(device);
        Ok(Control { file: file.map_err(|reason| Error::Open { device: device.into(), reason })? })
    }

    /// Destroys a span; the other side of it goes into alarm.
    ///
    /// # Errors
    /// One of its channels is open, or it is not there.
    pub fn destroy(&self, span: &LocalSpan) -> Result<(), Error> {
        let result = sys::dynamic_destroy(self.file.as_fd(), request(span));
        result.map_err(|reason| Error::Span { operation: "détruire un faisceau", reason })
    }

    /// Makes a span; gives its number.
    ///
    /// # Errors
    /// The address is taken.
    pub fn create(&self, span: &LocalSpan) -> Result<u32, Error> {
        let mut request = request(span);
        let result = sys::dynamic_create(self.file.as_fd(), &mut request);
        result.map_err(|reason| Error::Span { operation: "créer un faisceau", reason })?;
        Ok(u32::try_from(request.span).unwrap_or(0))
    }

    /// Says what a channel is: `fxsls`, `fxsks`, `fxols`, `fxoks`.
    ///
    /// # Errors
    /// No such word, no such channel.
    pub fn signalling(&self, channel: u32, word: &str) -> Result<(), Error> {
        let known = WORDS.iter().find(|(name, _)| *name == word).map(|(_, bits)| *bits);
        let config = sys::ChannelConfig {
            channel: i32::try_from(channel).unwrap_or(0),
            name: [0; 40],
            signalling: known.unwrap_or(0),
            law: 2,
            master: i32::try_from(channel).unwrap_or(0),
            idle_bits: 0,
            netdev: [0; 16],
        };
        let result = sys::channel_config(self.file.as_fd(), config);
        result.map_err(|reason| Error::Refused { channel, operation: "régler la signalisation", reason })
    }
}

fn request(span: &LocalSpan) -> sys::DynamicSpan {
    let mut request = sys::DynamicSpan {
        driver: [0; 20],
        address: [0; 40],
        channels: i32::try_from(span.channels).unwrap_or(0),
        timing: 0,
        span: 0,
    };
    request.driver[..3].copy_from_slice(b"loc");
    // The last byte stays 0: the kernel reads a C string.
    request.address.iter_mut().take(39).zip(span.address.bytes()).for_each(|(slot, byte)| *slot = byte);
    request
}
