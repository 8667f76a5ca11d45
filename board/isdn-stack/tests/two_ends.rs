// SPDX-License-Identifier: GPL-2.0-only
//! Two of these processes on one D channel, without a card: the network's, driven by hand, and the box's, behind its lines.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::{Phone, Private};
use huisclos_board_isdn::{Access, CallWaiting, DChannel, IsdnLine, Mode, Settings, Sound};
use huisclos_ports::{CallerId, FRAME_SAMPLES, Frame, Line, LineFact, Progress, SILENCE};
use nix::sys::socket::{AddressFamily, SockFlag, SockType, socketpair};
use std::io::{BufRead, BufReader, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longest wait for something that comes in a tenth of a second: a machine that does other things.
const SOON: Duration = Duration::from_secs(60);

/// A B channel without sound, at the pace of one.
struct Mute;

impl Sound for Mute {
    fn exchange(&mut self, _say: Option<&Frame>) -> Result<Frame, huisclos_dahdi_sys::Error> {
        std::thread::sleep(Duration::from_millis(5));
        Ok([SILENCE; FRAME_SAMPLES])
    }
    fn begin(&mut self) -> Result<(), huisclos_dahdi_sys::Error> {
        Ok(())
    }
    fn lost(&self) -> u64 {
        0
    }
}

/// The network's side.
struct Network {
    child: Child,
    commands: ChildStdin,
    events: Receiver<String>,
    seen: Vec<String>,
}

impl Network {
    fn says(&mut self, command: &str) {
        writeln!(self.commands, "{command}").unwrap();
    }

    /// Waits for this event.
    fn hears(&mut self, event: &str) {
        let until = Instant::now() + SOON;
        while let Ok(line) = self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.seen.push(line.clone());
            if line == event {
                return;
            }
        }
        panic!("« {event} » never came: {:?}", self.seen);
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A network and a box with its two lines.
fn two_ends(mode: Mode, call_waiting: CallWaiting) -> (Network, Access, [IsdnLine<Mute>; 2]) {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_huisclos-isdn"));
    // The network's end is inherited, the box's is not.
    let (theirs, ours): (OwnedFd, OwnedFd) =
        socketpair(AddressFamily::Unix, SockType::SeqPacket, None, SockFlag::empty()).unwrap();
    let mut command = Command::new(&program);
    command.args(["--network", "--fd", &theirs.as_raw_fd().to_string()]);
    if mode == Mode::PointToPoint {
        command.arg("--ptp");
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(theirs);
    let (commands, said) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (tell, events) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    let settings = Settings {
        d_channel: DChannel::Socket(Arc::new(ours)),
        mode,
        call_waiting,
        numbers: vec!["0145671234".into()],
        program,
        network: false,
    };
    let access = Access::new(settings);
    let lines = [1, 2].map(|n| access.line_on(&format!("rnis/{n}"), n, Mute).unwrap());
    let mut network = Network { child, commands, events, seen: Vec::new() };
    network.hears("up");
    (network, access, lines)
}

/// Turns a line until this happens on it; what happened before is given too.
fn until(line: &mut IsdnLine<Mute>, wanted: impl Fn(&LineFact) -> bool) -> Vec<LineFact> {
    let (end, mut facts) = (Instant::now() + SOON, Vec::new());
    while Instant::now() < end {
        facts.extend(line.exchange(&[SILENCE; FRAME_SAMPLES]).unwrap().facts);
        if facts.iter().any(&wanted) {
            return facts;
        }
    }
    panic!("it never came: {facts:?}");
}

fn from(number: &str) -> CallerId {
    CallerId::Number(Private::new(Phone(number.into())))
}

/// Two callers at once, then a third, in both sorts of access: numbers with and without the leading 0, withheld; who waits
/// gets the channel that becomes free.
fn callers(mode: Mode) {
    let (mut network, _access, [mut one, mut two]) = two_ends(mode, CallWaiting::Offered);
    network.says("dial 1000001 1 145671234 33 3 612345678");
    let facts = until(&mut one, |fact| matches!(fact, LineFact::Identified(_)));
    assert_eq!(facts, [LineFact::Rang, LineFact::Identified(from("+33612345678"))]);
    network.hears("ringing 1000001");
    one.answer().unwrap();
    network.hears("answered 1000001 1");
    network.says("dial 1000002 2 145671234 33 35 -");
    let facts = until(&mut two, |fact| matches!(fact, LineFact::Identified(_)));
    assert_eq!(facts[1], LineFact::Identified(CallerId::Withheld));
    two.answer().unwrap();
    network.hears("answered 1000002 2");
    // The fax's number is not ours: the other terminals of the bus may have it.
    if mode == Mode::PointToPoint {
        network.says("dial 1000003 none 145671299 33 3 612345678");
        network.hears("hangup 1000003 88");
    }
    network.says("dial 1000004 none 145671234 33 3 698765432");
    network.hears("ringing 1000004");
    // The box ends the first call: the third comes on its channel.
    one.hang_up().unwrap();
    network.hears("hangup 1000001 16");
    let facts = until(&mut one, |fact| matches!(fact, LineFact::Identified(_)));
    assert_eq!(facts[1], LineFact::Identified(from("+33698765432")));
    one.answer().unwrap();
    network.hears("answered 1000004 1");
    // Another waits; the caller of the first leaves, and the line hangs up after them: the other one rings there.
    network.says("dial 1000006 none 145671234 33 3 611223344");
    network.hears("ringing 1000006");
    network.says("hangup 1000004 16");
    until(&mut one, |fact| *fact == LineFact::HungUp);
    one.hang_up().unwrap();
    let facts = until(&mut one, |fact| matches!(fact, LineFact::Identified(_)));
    assert_eq!(facts, [LineFact::Rang, LineFact::Identified(from("+33611223344"))]);
    one.answer().unwrap();
    network.hears("answered 1000006 1");
    // Callers leave: one in the call, one before an answer.
    network.says("hangup 1000006 16");
    until(&mut one, |fact| *fact == LineFact::HungUp);
    one.hang_up().unwrap();
    network.says("hangup 1000002 16");
    until(&mut two, |fact| *fact == LineFact::HungUp);
    two.hang_up().unwrap();
    network.says("dial 1000005 1 145671234 17 3 32470123456");
    let facts = until(&mut one, |fact| matches!(fact, LineFact::Identified(_)));
    assert_eq!(facts[1], LineFact::Identified(from("+32470123456")));
    network.hears("ringing 1000005");
    network.says("hangup 1000005 16");
    until(&mut one, |fact| *fact == LineFact::Abandoned);
}

#[test]
fn callers_in_multipoint() {
    callers(Mode::Multipoint);
}

#[test]
fn callers_in_point_to_point() {
    callers(Mode::PointToPoint);
}

/// Call waiting refused: the third caller hears the busy tone.
#[test]
fn a_third_caller_is_refused() {
    let (mut network, _access, [mut one, mut two]) = two_ends(Mode::PointToPoint, CallWaiting::Refused);
    for (n, line) in [&mut one, &mut two].into_iter().enumerate() {
        network.says(&format!("dial {} {} 145671234 33 3 612345678", 1_000_001 + n, n + 1));
        until(line, |fact| matches!(fact, LineFact::Identified(_)));
        line.answer().unwrap();
        network.hears(&format!("answered {} {}", 1_000_001 + n, n + 1));
    }
    network.says("dial 1000003 none 145671234 33 3 698765432");
    network.hears("hangup 1000003 17");
}

/// Calls out: answered, busy, wrong.
#[test]
fn the_box_calls_out() {
    let (mut network, _access, [mut one, _two]) = two_ends(Mode::Multipoint, CallWaiting::Refused);
    let number = Private::new(Phone("+33145670000".into()));
    let ends = |line: &mut IsdnLine<Mute>| {
        let last = |fact: &LineFact| matches!(fact, LineFact::Progressed(progress) if progress.is_last());
        until(line, last).pop()
    };
    one.dial(&number).unwrap();
    network.hears("ring 1 1 1 67 - 0145670000");
    network.says("alert 1");
    network.says("answer 1 1");
    assert_eq!(ends(&mut one), Some(LineFact::Progressed(Progress::Answered)));
    one.hang_up().unwrap();
    network.hears("hangup 1 16");
    for (call, cause, progress) in [(2, 17, Progress::Busy), (3, 1, Progress::Information)] {
        // The channel is the network's until it says that the last call is over.
        let end = Instant::now() + SOON;
        while one.dial(&number).is_err() {
            assert!(Instant::now() < end);
            one.exchange(&[SILENCE; FRAME_SAMPLES]).unwrap();
        }
        network.hears(&format!("ring {call} 1 1 67 - 0145670000"));
        network.says(&format!("alert {call}"));
        network.says(&format!("hangup {call} {cause}"));
        assert_eq!(ends(&mut one), Some(LineFact::Progressed(progress)));
        one.hang_up().unwrap();
        network.hears(&format!("hangup {call} {cause}"));
    }
}

/// The process dies: its lines say so, and opened again they have another.
#[test]
fn a_process_that_dies_is_started_again() {
    let (mut network, access, [mut one, two]) = two_ends(Mode::Multipoint, CallWaiting::Refused);
    network.says("dial 1000001 1 145671234 33 3 612345678");
    until(&mut one, |fact| matches!(fact, LineFact::Identified(_)));
    one.answer().unwrap();
    network.hears("answered 1000001 1");
    let pid = access.process_id().unwrap();
    Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
    let (end, mut facts, mut failed) = (Instant::now() + SOON, Vec::new(), None);
    while failed.is_none() && Instant::now() < end {
        match one.exchange(&[SILENCE; FRAME_SAMPLES]) {
            Ok(exchange) => facts.extend(exchange.facts),
            Err(error) => failed = Some(error.to_string()),
        }
    }
    assert_eq!(facts, [LineFact::HungUp]);
    assert!(failed.unwrap().contains("le processus RNIS s'est arrêté"));
    drop((one, two));
    let again = loop {
        assert!(Instant::now() < end);
        if let Ok(line) = access.line_on("rnis/1", 1, Mute) {
            break line;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_ne!(access.process_id(), Some(pid));
    drop(again);
}
