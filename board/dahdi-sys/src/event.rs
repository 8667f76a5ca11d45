//! What the kernel tells of a channel.

/// One event of a channel. On a port towards the exchange (FXO port, FXS signalling) and on a port of a handset (FXS
/// port, FXO signalling) the same number means different things: each says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Line: the loop was broken, the far end hung up (kewlstart). Handset: put back.
    OnHook,
    /// Line: a burst of ringing ended. Handset: lifted.
    RingOffHook,
    /// Handset: the R key.
    Flashed,
    /// The line is cut.
    Alarm,
    /// The line is back.
    AlarmOver,
    /// Kernel dialling is done.
    Dialled,
    /// Handset: a burst of ringing began.
    RingerOn,
    /// Handset: it ended.
    RingerOff,
    /// A change of hook is complete.
    HookDone,
    /// Line: polarity reversed.
    Polarity,
    /// Line: a burst of ringing began.
    RingBegan,
    /// The card was taken out: the channel must be closed.
    Removed,
    /// A frame was lost because nobody read it.
    ReadOverrun,
    /// Silence went out because nothing was written.
    WriteUnderrun,
    /// A digit of a dial (pulses).
    Pulse(char),
    /// Something that neither lines nor handsets need.
    Other(i32),
}

/// `DAHDI_EVENT_PULSEDIGIT`: the digit is in the low byte.
const PULSE_DIGIT: i32 = 1 << 16;

impl Event {
    /// By the kernel's number; `None` for no event.
    #[must_use]
    pub fn of(number: i32) -> Option<Event> {
        Some(match number {
            0 => return None,
            1 => Event::OnHook,
            2 => Event::RingOffHook,
            3 => Event::Flashed,
            4 => Event::Alarm,
            5 => Event::AlarmOver,
            9 => Event::Dialled,
            10 => Event::RingerOn,
            11 => Event::RingerOff,
            12 => Event::HookDone,
            17 => Event::Polarity,
            18 => Event::RingBegan,
            20 => Event::Removed,
            29 => Event::ReadOverrun,
            30 => Event::WriteUnderrun,
            digit if digit & PULSE_DIGIT != 0 => Event::Pulse(char::from((digit & 0xFF) as u8)),
            other => Event::Other(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_events() {
        assert_eq!(Event::of(0), None);
        assert_eq!(Event::of(18), Some(Event::RingBegan));
        assert_eq!(Event::of((1 << 16) | i32::from(b'7')), Some(Event::Pulse('7')));
        assert_eq!(Event::of(23), Some(Event::Other(23)));
    }
}
