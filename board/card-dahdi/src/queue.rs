//! How much sound waits to be sent: as little as never runs dry. Pure.

/// Frames that wait when all is well: 20 ms go out while 20 ms are made, and 20 ms are there for a thread that comes late.
pub const TARGET: u32 = 2;
/// More than this and a frame is dropped: after a stall the frames of the stall all come at once, and what they would add
/// stays as a delay for the rest of the call.
pub const MOST: u32 = 3;
/// Buffers asked of the kernel each way: room for a stall of 100 ms without a frame of the far end lost.
pub const BUFFERS: u32 = 8;

/// What to do with the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Send {
    /// Send it.
    It,
    /// Send that many frames of silence first: the queue ran dry.
    After(u32),
    /// Leave it out: too much waits.
    Not,
}

/// Decides it, by how many frames wait now.
#[must_use]
pub fn next(waiting: u32) -> Send {
    match waiting {
        0 => Send::After(TARGET - 1),
        n if n > MOST => Send::Not,
        _ => Send::It,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kernel that sends a frame each 20 ms, a box that stalls: the delay comes back to what it was, and every stall
    /// costs what it lasted, once.
    #[test]
    fn a_stall_leaves_no_delay_behind() {
        for stall in 0..=8 {
            let (mut waiting, mut dry) = (TARGET, 0);
            for tick in 0..200u32 {
                // The kernel takes a frame.
                if waiting == 0 {
                    dry += 1;
                } else {
                    waiting -= 1;
                }
                let stalls = (50..50 + stall).contains(&tick);
                // After the stall the box makes the frames it missed at once.
                let makes = if stalls { 0 } else { 1 + if tick == 50 + stall { stall } else { 0 } };
                for _ in 0..makes {
                    waiting += match next(waiting) {
                        Send::It => 1,
                        Send::After(silence) => silence + 1,
                        Send::Not => 0,
                    };
                }
            }
            assert!(waiting <= MOST + 1, "stall of {stall}: {waiting} wait");
            assert!(dry <= stall, "stall of {stall}: dry {dry} times");
            assert!(stall > 2 || dry == 0, "a stall of {} ms must not be heard", stall * 20);
        }
    }
}
