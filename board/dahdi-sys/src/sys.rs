//! The kernel's requests: numbers, layouts, calls. Each wrapper takes an open descriptor and plain values.
#![allow(unsafe_code)]

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

/// The letter of every DAHDI request.
const CODE: u8 = 0xDA;

/// `struct dahdi_params`: what a channel is and its timings (ms).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Params {
    pub channel: i32,
    pub span: i32,
    pub position: i32,
    pub signalling: i32,
    pub signalling_able: i32,
    pub rx_off_hook: i32,
    pub rx_bits: i32,
    pub tx_bits: i32,
    pub tx_hook: i32,
    pub rx_hook: i32,
    pub law: i32,
    pub idle_bits: i32,
    pub name: [u8; 40],
    pub pre_wink_ms: i32,
    pub pre_flash_ms: i32,
    pub wink_ms: i32,
    pub flash_ms: i32,
    pub start_ms: i32,
    pub rx_wink_ms: i32,
    pub rx_flash_ms: i32,
    pub debounce_ms: i32,
    pub pulse_break_ms: i32,
    pub pulse_make_ms: i32,
    pub pulse_after_ms: i32,
    pub alarms: u32,
}

/// `struct dahdi_bufferinfo`. The kernel never fills in the last two: who wants to know what waits counts it.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Buffers {
    pub tx_policy: i32,
    pub rx_policy: i32,
    pub count: i32,
    pub size: i32,
    pub read_full: i32,
    pub write_full: i32,
}

/// `struct dahdi_confinfo`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Conference {
    pub channel: i32,
    pub with: i32,
    pub mode: i32,
}

/// `struct dahdi_dynamic_span`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct DynamicSpan {
    pub driver: [u8; 20],
    pub address: [u8; 40],
    pub channels: i32,
    pub timing: i32,
    pub span: i32,
}

/// `struct dahdi_chanconfig`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ChannelConfig {
    pub channel: i32,
    pub name: [u8; 40],
    pub signalling: i32,
    pub law: i32,
    pub master: i32,
    pub idle_bits: i32,
    pub netdev: [u8; 16],
}

mod raw {
    use super::{Buffers, CODE, ChannelConfig, Conference, DynamicSpan, Params};
    nix::ioctl_write_ptr!(flush, CODE, 3, i32);
    nix::ioctl_readwrite!(get_params, CODE, 5, Params);
    nix::ioctl_write_ptr!(set_params, CODE, 5, Params);
    nix::ioctl_write_ptr!(hook, CODE, 7, i32);
    nix::ioctl_read!(event, CODE, 8, i32);
    nix::ioctl_readwrite!(set_conference, CODE, 13, Conference);
    nix::ioctl_write_ptr!(block_size, CODE, 1, i32);
    nix::ioctl_write_ptr!(channel_config, CODE, 19, ChannelConfig);
    nix::ioctl_write_ptr!(tone, CODE, 21, i32);
    nix::ioctl_write_ptr!(set_buffers, CODE, 27, Buffers);
    nix::ioctl_write_ptr!(audio_mode, CODE, 32, i32);
    nix::ioctl_write_ptr!(echo_cancel, CODE, 33, i32);
    nix::ioctl_write_ptr!(specify, CODE, 38, i32);
    nix::ioctl_write_ptr!(law, CODE, 39, i32);
    nix::ioctl_write_ptr!(linear, CODE, 40, i32);
    nix::ioctl_write_ptr!(cadence, CODE, 42, [i32; 16]);
    nix::ioctl_write_ptr!(on_hook_transfer, CODE, 51, i32);
    nix::ioctl_readwrite!(dynamic_create, CODE, 80, DynamicSpan);
    nix::ioctl_write_ptr!(dynamic_destroy, CODE, 81, DynamicSpan);
    nix::ioctl_write_ptr!(buffer_events, CODE, 105, i32);
}

fn told(result: nix::Result<i32>) -> io::Result<()> {
    result.map(|_| ()).map_err(io::Error::from)
}

/// A request whose argument the kernel only reads.
macro_rules! writes {
    ($($(#[$doc:meta])* $name:ident($what:ty);)*) => {$(
        $(#[$doc])*
        pub fn $name(fd: BorrowedFd<'_>, value: $what) -> io::Result<()> {
            // SAFETY: the descriptor is open for as long as it is borrowed; the kernel reads one value of the size that
            // the request's number states, which is that of `value`, and keeps no pointer to it.
            told(unsafe { raw::$name(fd.as_raw_fd(), &raw const value) })
        }
    )*};
}

writes! {
    /// Drops what waits: 1 read, 2 written, 4 events.
    flush(i32);
    /// Sets a channel's timings.
    set_params(Params);
    /// Moves the hook.
    hook(i32);
    /// Bytes of one read or write.
    block_size(i32);
    /// Says what a channel is (through the control device).
    channel_config(ChannelConfig);
    /// Plays a tone of the zone; -1 stops it.
    tone(i32);
    /// Number, size and policy of buffers.
    set_buffers(Buffers);
    /// 1: a clear channel carries sound.
    audio_mode(i32);
    /// Taps of the echo canceller; 0 ends it.
    echo_cancel(i32);
    /// Takes a channel.
    specify(i32);
    /// 2 is A-law.
    law(i32);
    /// 0: companded bytes.
    linear(i32);
    /// Milliseconds on and off, in turn, ended by zeros.
    cadence([i32; 16]);
    /// Lets sound through while on-hook, for so many milliseconds.
    on_hook_transfer(i32);
    /// Ends a dynamic span.
    dynamic_destroy(DynamicSpan);
    /// 1: overruns and underruns are told.
    buffer_events(i32);
}

/// A request whose argument the kernel writes.
macro_rules! fills {
    ($($(#[$doc:meta])* $name:ident($what:ty);)*) => {$(
        $(#[$doc])*
        pub fn $name(fd: BorrowedFd<'_>, value: &mut $what) -> io::Result<()> {
            // SAFETY: the descriptor is open for as long as it is borrowed; the kernel reads or writes one value of the
            // size that the request's number states, which is that of `value`, for the length of the call only; any bytes
            // are valid in it.
            told(unsafe { raw::$name(fd.as_raw_fd(), std::ptr::from_mut(value)) })
        }
    )*};
}

fills! {
    /// What a channel is.
    get_params(Params);
    /// The next event, 0 for none.
    event(i32);
    /// Takes in what another channel hears.
    set_conference(Conference);
    /// Makes a span.
    dynamic_create(DynamicSpan);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sizes that stand in the requests' numbers: another and the kernel refuses them (ENOTTY).
    #[test]
    fn layouts_are_the_kernels() {
        assert_eq!(size_of::<Params>(), 136);
        assert_eq!(size_of::<Buffers>(), 24);
        assert_eq!(size_of::<Conference>(), 12);
        assert_eq!(size_of::<DynamicSpan>(), 72);
        assert_eq!(size_of::<ChannelConfig>(), 76);
    }
}
