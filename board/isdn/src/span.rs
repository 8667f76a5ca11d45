//! Who is on which B channel of an access. Pure: events of the process in, commands for it out, and for each line what
//! happened on it.

use huisclos_agenda::Private;
use huisclos_ports::{CallerId, Progress};
use std::collections::VecDeque;

use crate::number::{caller, is_ours};
use crate::protocol::{Command, Event, OUTGOING_MIN, On};
use crate::settings::CallWaiting;

/// B channels of a basic access.
pub const CHANNELS: usize = 2;
/// Things that happened on a line and that it has not turned to: it does every 20 ms.
const HAPPENED_MAX: usize = 64;

/// Causes of Q.850 that are said here.
const NORMAL: u8 = 16;
const BUSY: u8 = 17;
const NOT_FOR_US: u8 = 88;
const NO_CHANNEL: u8 = 44;

/// What happened on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Somebody calls.
    Rings(CallerId),
    /// Whoever called, or was called, is gone.
    Left,
    /// They pressed a key.
    Pressed(char),
    /// How a call that was dialled goes.
    Progressed(Progress),
    /// No line any more (true), or a line again.
    Cut(bool),
}

/// A call on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// Somebody called, and may have been answered.
    In(u32),
    /// The box called, and may have been answered.
    Out { id: u32, answered: bool },
    /// Let go, and not yet over on the network's side: the channel is still taken.
    Ending(u32),
}

impl Call {
    fn id(self) -> u32 {
        match self {
            Self::In(id) | Self::Out { id, .. } | Self::Ending(id) => id,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Channel {
    open: bool,
    call: Option<Call>,
    happened: VecDeque<Happened>,
}

impl Channel {
    fn free(&self) -> bool {
        self.open && self.call.is_none()
    }

    /// Something ended or began here that the line has not turned to: what it asks for is meant for whoever was there before.
    fn is_ahead_of_its_line(&self) -> bool {
        self.happened.iter().any(|what| matches!(what, Happened::Rings(_) | Happened::Left))
    }

    fn tell(&mut self, what: Happened) {
        if self.happened.len() < HAPPENED_MAX && self.open {
            self.happened.push_back(what);
        }
    }
}

/// An access.
#[derive(Clone, Debug)]
pub struct Span {
    call_waiting: CallWaiting,
    numbers: Vec<String>,
    channels: [Channel; CHANNELS],
    /// A third caller, who hears it ring.
    waiting: Option<(u32, CallerId)>,
    next: u32,
    cut: bool,
}

impl Span {
    /// An access on which nobody calls.
    #[must_use]
    pub fn new(call_waiting: CallWaiting, numbers: Vec<String>) -> Self {
        let channels = <[Channel; CHANNELS]>::default();
        Self { call_waiting, numbers, channels, waiting: None, next: OUTGOING_MIN, cut: false }
    }

    /// A line has opened its channel, or closed it; who is on it is let go.
    pub fn opened(&mut self, n: usize, open: bool) -> Vec<Command> {
        let commands = self.let_go(n);
        if let Some(channel) = self.channels.get_mut(n) {
            channel.open = open;
            channel.happened.clear();
            if open && self.cut {
                channel.tell(Happened::Cut(true));
            }
        }
        commands
    }

    /// What happened on a line since it last asked.
    pub fn take(&mut self, n: usize) -> Vec<Happened> {
        self.channels.get_mut(n).map(|channel| channel.happened.drain(..).collect()).unwrap_or_default()
    }

    /// The process is gone, and every call with it.
    pub fn lost(&mut self) {
        self.waiting = None;
        for channel in &mut self.channels {
            if channel.call.take().is_some_and(|call| !matches!(call, Call::Ending(_))) {
                channel.tell(Happened::Left);
            }
        }
    }

    /// Something the process told.
    pub fn told(&mut self, event: &Event) -> Vec<Command> {
        match event {
            Event::Ring { call, on, plan, presentation, from, to } => {
                if !is_ours(to, &self.numbers) {
                    return vec![Command::Hangup { call: *call, cause: NOT_FOR_US }];
                }
                self.rings(*call, *on, caller(*plan, *presentation, from))
            }
            Event::Proceeding { call, channel } => self.is_on(*call, *channel),
            Event::Answered { call, channel } => {
                let commands = self.is_on(*call, *channel);
                if let Some((n, Call::Out { id, .. })) = self.find(*call) {
                    self.channels[n].call = Some(Call::Out { id, answered: true });
                    self.channels[n].tell(Happened::Progressed(Progress::Answered));
                }
                commands
            }
            Event::Ringing(call) => {
                if let Some((n, Call::Out { answered: false, .. })) = self.find(*call) {
                    self.channels[n].tell(Happened::Progressed(Progress::Ringing));
                }
                Vec::new()
            }
            Event::Keys { call, keys } => {
                if let Some((n, Call::In(_) | Call::Out { answered: true, .. })) = self.find(*call) {
                    keys.chars()
                        .filter(|key| *key != '-')
                        .for_each(|key| self.channels[n].tell(Happened::Pressed(key)));
                }
                Vec::new()
            }
            Event::Hangup { call, cause } => self.over(*call, *cause),
            Event::Alarm(cut) => {
                if std::mem::replace(&mut self.cut, *cut) != *cut {
                    self.channels.iter_mut().for_each(|channel| channel.tell(Happened::Cut(*cut)));
                }
                Vec::new()
            }
            Event::Hello(_) | Event::Up | Event::Down | Event::Connected(_) | Event::Fault => Vec::new(),
        }
    }

    fn rings(&mut self, call: u32, on: On, from: CallerId) -> Vec<Command> {
        let refuse = |cause| vec![Command::Hangup { call, cause }];
        // A call that is known already is a slip of the process.
        if call >= OUTGOING_MIN || self.find(call).is_some() || self.waiting.as_ref().is_some_and(|(id, _)| *id == call)
        {
            return Vec::new();
        }
        let n = match on {
            On::Channel(channel) => {
                let n = usize::from(channel).wrapping_sub(1);
                if self.channels.get(n).is_some_and(Channel::free) {
                    Some(n)
                } else {
                    // The network gives a channel that the box still holds, or never opened.
                    return refuse(NO_CHANNEL);
                }
            }
            On::Any => self.channels.iter().position(Channel::free),
            On::Waiting => None,
        };
        if let Some(n) = n {
            self.take_in(n, call, from);
            return vec![Command::Alert(call)];
        }
        match self.call_waiting {
            CallWaiting::Offered if self.waiting.is_none() => {
                self.waiting = Some((call, from));
                let mut commands = vec![Command::Alert(call)];
                commands.extend(self.let_in());
                commands
            }
            CallWaiting::Offered | CallWaiting::Refused => refuse(BUSY),
        }
    }

    fn take_in(&mut self, n: usize, call: u32, from: CallerId) {
        self.channels[n].call = Some(Call::In(call));
        self.channels[n].tell(Happened::Rings(from));
    }

    /// Whoever waits gets a channel that has become free; they hear it ring already.
    fn let_in(&mut self) -> Vec<Command> {
        if let Some(n) = self.channels.iter().position(Channel::free)
            && let Some((call, from)) = self.waiting.take()
        {
            self.take_in(n, call, from);
        }
        Vec::new()
    }

    fn find(&self, call: u32) -> Option<(usize, Call)> {
        let with = |(n, channel): (usize, &Channel)| channel.call.filter(|c| c.id() == call).map(|call| (n, call));
        self.channels.iter().enumerate().find_map(with)
    }

    /// The network puts a call that was dialled on a channel: another than was asked for is not ours to take.
    fn is_on(&mut self, call: u32, channel: u8) -> Vec<Command> {
        match self.find(call) {
            Some((n, Call::Out { .. })) if usize::from(channel) != n + 1 => {
                self.channels[n].call = Some(Call::Ending(call));
                self.channels[n].tell(Happened::Progressed(Progress::Congestion));
                vec![Command::Hangup { call, cause: NO_CHANNEL }]
            }
            _ => Vec::new(),
        }
    }

    fn over(&mut self, call: u32, cause: u8) -> Vec<Command> {
        if self.waiting.as_ref().is_some_and(|(id, _)| *id == call) {
            self.waiting = None;
            return Vec::new();
        }
        let Some((n, ended)) = self.find(call) else { return Vec::new() };
        self.channels[n].call = None;
        match ended {
            Call::In(_) | Call::Out { answered: true, .. } => self.channels[n].tell(Happened::Left),
            Call::Out { answered: false, .. } => self.channels[n].tell(Happened::Progressed(why(cause))),
            Call::Ending(_) => {}
        }
        self.let_in()
    }

    /// A line answers.
    pub fn answer(&mut self, n: usize) -> Vec<Command> {
        let channel = self.channels.get(n).filter(|channel| !channel.is_ahead_of_its_line());
        match channel.and_then(|channel| channel.call) {
            Some(Call::In(call)) => vec![Command::Answer { call, channel: n as u8 + 1 }],
            _ => Vec::new(),
        }
    }

    /// A line lets go of whoever is on it; the channel is free once the network says so. Whoever came after them, and of whom
    /// the line does not know yet, stays.
    pub fn hang_up(&mut self, n: usize) -> Vec<Command> {
        match self.channels.get(n) {
            Some(channel) if channel.is_ahead_of_its_line() => Vec::new(),
            _ => self.let_go(n),
        }
    }

    fn let_go(&mut self, n: usize) -> Vec<Command> {
        let Some(channel) = self.channels.get_mut(n) else { return Vec::new() };
        match channel.call {
            Some(Call::In(call) | Call::Out { id: call, .. }) => {
                channel.call = Some(Call::Ending(call));
                vec![Command::Hangup { call, cause: NORMAL }]
            }
            Some(Call::Ending(_)) | None => Vec::new(),
        }
    }

    /// A line calls out; `None` when its channel is taken.
    pub fn dial(&mut self, n: usize, to: Private<String>) -> Option<Vec<Command>> {
        let channel = self.channels.get_mut(n).filter(|channel| channel.free())?;
        let id = self.next;
        self.next = self.next.checked_add(1).unwrap_or(OUTGOING_MIN);
        channel.call = Some(Call::Out { id, answered: false });
        Some(vec![Command::Dial { call: id, channel: n as u8 + 1, to }])
    }
}

/// Why a call that was dialled did not get through (Q.850).
fn why(cause: u8) -> Progress {
    match cause {
        17 => Progress::Busy,
        1 | 3 | 22 | 28 => Progress::Information,
        18 | 19 => Progress::NoAnswer,
        34 | 38 | 41 | 42 | 44 | 47 => Progress::Congestion,
        _ => Progress::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::read;
    use proptest::prelude::*;

    fn span(call_waiting: CallWaiting) -> Span {
        let mut span = Span::new(call_waiting, vec!["0145671234".into()]);
        (0..CHANNELS).for_each(|n| assert!(span.opened(n, true).is_empty()));
        span
    }

    fn told(span: &mut Span, line: &str) -> Vec<String> {
        span.told(&read(line.as_bytes()).unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn two_calls_at_once_each_on_its_channel() {
        let mut span = span(CallWaiting::Refused);
        assert_eq!(told(&mut span, "ring 1 2 33 3 612345678 145671234"), ["alert 1"]);
        assert_eq!(told(&mut span, "ring 2 any 33 35 - 145671234"), ["alert 2"]);
        assert!(matches!(&span.take(1)[..], [Happened::Rings(CallerId::Number(_))]));
        assert_eq!(span.take(0), [Happened::Rings(CallerId::Withheld)]);
        assert_eq!(span.answer(1), [Command::Answer { call: 1, channel: 2 }]);
        assert_eq!(told(&mut span, "hangup 1 16"), [""; 0]);
        assert_eq!((span.take(0), span.take(1)), (vec![], vec![Happened::Left]));
    }

    #[test]
    fn a_third_caller_is_refused_or_offered() {
        let mut refused = span(CallWaiting::Refused);
        let mut offered = span(CallWaiting::Offered);
        for span in [&mut refused, &mut offered] {
            told(span, "ring 1 1 33 3 612345678 145671234");
            told(span, "ring 2 2 33 3 612345679 145671234");
        }
        assert_eq!(told(&mut refused, "ring 3 none 33 3 1 145671234"), ["hangup 3 17"]);
        assert_eq!(told(&mut offered, "ring 3 none 33 3 698765432 145671234"), ["alert 3"]);
        assert_eq!(told(&mut offered, "ring 4 none 33 3 698765433 145671234"), ["hangup 4 17"], "one waits");
        offered.take(0);
        assert_eq!(offered.hang_up(0), [Command::Hangup { call: 1, cause: 16 }]);
        assert_eq!(offered.take(0), [], "the channel is the network's until it says that it is over");
        told(&mut offered, "hangup 1 16");
        assert!(matches!(&offered.take(0)[..], [Happened::Rings(_)]));
        assert_eq!(offered.answer(0), [Command::Answer { call: 3, channel: 1 }]);
        // Whoever waits may leave.
        told(&mut offered, "ring 5 none 33 3 1 145671234");
        told(&mut offered, "hangup 5 16");
        told(&mut offered, "hangup 2 16");
        assert_eq!(offered.take(1).last(), Some(&Happened::Left));
    }

    /// Who waited, or calls again at once, is not let go for the one who left before: the line knows of them only when it asks.
    #[test]
    fn a_line_that_hangs_up_late_lets_go_of_nobody_else() {
        let mut span = span(CallWaiting::Offered);
        told(&mut span, "ring 1 1 33 3 612345678 145671234");
        span.take(0);
        assert_eq!(span.answer(0), [Command::Answer { call: 1, channel: 1 }]);
        told(&mut span, "hangup 1 16");
        told(&mut span, "ring 2 1 33 3 698765432 145671234");
        assert_eq!((span.hang_up(0), span.answer(0)), (vec![], vec![]), "meant for who has left");
        assert!(matches!(&span.take(0)[..], [Happened::Left, Happened::Rings(_)]));
        assert_eq!(span.answer(0), [Command::Answer { call: 2, channel: 1 }]);
        told(&mut span, "hangup 2 16");
        told(&mut span, "ring 3 1 33 3 698765432 145671234");
        assert_eq!(span.opened(0, false), [Command::Hangup { call: 3, cause: 16 }], "closed, nobody stays");
    }

    #[test]
    fn calls_for_others_and_on_channels_that_are_not_there_are_not_taken() {
        let mut span = span(CallWaiting::Offered);
        assert_eq!(told(&mut span, "ring 1 1 33 3 612345678 145671299"), ["hangup 1 88"]);
        told(&mut span, "ring 2 1 33 3 612345678 145671234");
        assert_eq!(told(&mut span, "ring 3 1 33 3 612345678 145671234"), ["hangup 3 44"], "it is taken");
        assert_eq!(told(&mut span, "ring 2 2 33 3 612345678 145671234"), [""; 0], "told twice");
        assert!(span.opened(1, false).is_empty());
        assert_eq!(told(&mut span, "ring 4 2 33 3 612345678 145671234"), ["hangup 4 44"]);
    }

    #[test]
    fn calls_out_go_as_the_network_says() {
        let number = || Private::new("0145671234".to_string());
        for (cause, progress) in [
            (17, Progress::Busy),
            (1, Progress::Information),
            (18, Progress::NoAnswer),
            (34, Progress::Congestion),
            (31, Progress::Nothing),
        ] {
            let mut span = span(CallWaiting::Refused);
            assert_eq!(span.dial(0, number()).unwrap()[0].to_string(), "dial 1000000 1 0145671234");
            assert!(span.dial(0, number()).is_none(), "one at a time");
            told(&mut span, "proceeding 1000000 1");
            told(&mut span, "ringing 1000000");
            told(&mut span, &format!("hangup 1000000 {cause}"));
            assert_eq!(span.take(0), [Happened::Progressed(Progress::Ringing), Happened::Progressed(progress)]);
        }
        let mut span = span(CallWaiting::Refused);
        span.dial(1, number()).unwrap();
        told(&mut span, "answered 1000000 2");
        assert_eq!(told(&mut span, "ring 1 2 33 3 1 145671234"), ["hangup 1 44"]);
        told(&mut span, "hangup 1000000 16");
        assert_eq!(span.take(1), [Happened::Progressed(Progress::Answered), Happened::Left]);
        // Put on another channel than was asked for: not taken.
        span.dial(1, number()).unwrap();
        assert_eq!(told(&mut span, "proceeding 1000001 1"), ["hangup 1000001 44"]);
    }

    #[test]
    fn a_process_that_dies_ends_its_calls() {
        let mut span = span(CallWaiting::Refused);
        told(&mut span, "ring 1 1 33 3 612345678 145671234");
        span.take(0);
        span.lost();
        assert_eq!((span.take(0), span.take(1)), (vec![Happened::Left], vec![]));
        assert_eq!(told(&mut span, "ring 1 1 33 3 612345678 145671234"), ["alert 1"], "its numbers begin anew");
    }

    proptest! {
        /// Whatever the process says and the lines do, no call is on two channels, and what waits for a line is bounded.
        #[test]
        fn no_call_is_on_two_channels(steps in proptest::collection::vec((0usize..9, 1u32..5, 1u8..3), 0..200)) {
            let mut span = span(CallWaiting::Offered);
            for (what, call, channel) in steps {
                let n = usize::from(channel) - 1;
                match what {
                    0 => drop(told(&mut span, &format!("ring {call} {channel} 33 3 612345678 145671234"))),
                    1 => drop(told(&mut span, &format!("ring {call} any 33 3 612345678 145671234"))),
                    2 => drop(told(&mut span, &format!("ring {call} none 33 3 612345678 145671234"))),
                    3 => drop(told(&mut span, &format!("hangup {call} 16"))),
                    4 => drop(span.answer(n)),
                    5 => drop(span.hang_up(n)),
                    6 => drop(span.opened(n, call % 2 == 0)),
                    7 => drop(span.dial(n, Private::new("15".into()))),
                    _ => drop(told(&mut span, &format!("keys {call} 123"))),
                }
                let on: Vec<u32> = span.channels.iter().filter_map(|c| c.call.map(Call::id)).collect();
                prop_assert!(on.len() < 2 || on[0] != on[1]);
                let waits = span.waiting.as_ref().map(|(id, _)| *id);
                prop_assert!(waits.is_none_or(|id| !on.contains(&id)));
                prop_assert!(span.channels.iter().all(|c| c.happened.len() <= HAPPENED_MAX));
            }
        }
    }
}
