//! What both lines of an access share: the process that speaks on its D channel, and who is on which B channel.

use huisclos_agenda::Private;
use huisclos_ports::LineError;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::AsRawFd;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::bchannel::{BChannel, Sound};
use crate::error::Error;
use crate::line::IsdnLine;
use crate::protocol::{self, LINE_MAX_BYTES, VERSION};
use crate::settings::{DChannel, Mode, Settings};
use crate::span::{Happened, Span};

/// Lines that are none: so many, and whatever it is that runs there is ended.
const UNREAD_MAX: u32 = 100;
/// A process that has just died is started again that much later: both lines ask for it.
const AGAIN: Duration = Duration::from_millis(500);
/// At the end it has that long to release its calls (it takes half a second).
const END: Duration = Duration::from_secs(2);

struct Process {
    child: Child,
    /// Dropped, the process ends.
    commands: Option<ChildStdin>,
    /// Its reader has seen its end.
    ended: bool,
    began: Instant,
}

struct Inner {
    span: Span,
    process: Option<Process>,
}

/// A basic access; clones are the same.
#[derive(Clone)]
pub struct Access {
    settings: Arc<Settings>,
    inner: Arc<Mutex<Inner>>,
}

impl Access {
    /// An access whose process is started with its first line.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let span = Span::new(settings.call_waiting, settings.numbers.clone());
        Self { settings: Arc::new(settings), inner: Arc::new(Mutex::new(Inner { span, process: None })) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a B channel, 1 or 2 of the access, as a line; `channel` is DAHDI's.
    ///
    /// # Errors
    /// The channel, or the process.
    pub fn line(&self, name: &str, n: usize, channel: u32) -> Result<IsdnLine<BChannel>, LineError> {
        let failed = |reason: String| LineError { device: name.into(), operation: "ouvrir", reason };
        let sound = BChannel::open(channel).map_err(|e| failed(e.to_string()))?;
        self.line_on(name, n, sound).map_err(|e| failed(e.to_string()))
    }

    /// The same on any sound.
    ///
    /// # Errors
    /// The process does not start.
    pub fn line_on<S: Sound>(&self, name: &str, n: usize, sound: S) -> Result<IsdnLine<S>, Error> {
        self.start()?;
        self.does(|span| Some(span.opened(n.saturating_sub(1), true)));
        Ok(IsdnLine::new(self.clone(), name.into(), n.saturating_sub(1), sound))
    }

    /// The process that runs, for who looks at it from outside.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        self.inner().process.as_ref().filter(|process| !process.ended).map(|process| process.child.id())
    }

    /// Starts the process, unless it runs.
    fn start(&self) -> Result<(), Error> {
        let mut inner = self.inner();
        if let Some(process) = &mut inner.process {
            if !process.ended {
                return Ok(());
            }
            if process.began.elapsed() < AGAIN {
                return Err(Error::Ended);
            }
            // It has ended, or is about to: nothing is left of it.
            let _ = process.child.kill();
            let _ = process.child.wait();
        }
        let program = &self.settings.program;
        let failed = |reason| Error::Start { program: program.clone(), reason };
        let mut command = Command::new(program);
        if self.settings.mode == Mode::PointToPoint {
            command.arg("--ptp");
        }
        if self.settings.network {
            command.arg("--network");
        }
        let mut inherited = None;
        match &self.settings.d_channel {
            DChannel::Dahdi(number) => command.args(["--channel", &number.to_string()]),
            DChannel::Socket(socket) => {
                // The one descriptor that it inherits: a copy that stays open when a program starts.
                let theirs = socket.try_clone().map_err(failed)?;
                fcntl(&theirs, FcntlArg::F_SETFD(FdFlag::empty())).map_err(|e| failed(e.into()))?;
                let command = command.args(["--fd", &theirs.as_raw_fd().to_string()]);
                inherited = Some(theirs);
                command
            }
        };
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        drop(inherited);
        let (commands, events) = (child.stdin.take(), child.stdout.take());
        let began = Instant::now();
        inner.process = Some(Process { child, commands, ended: false, began });
        drop(inner);
        let Some(events) = events else { return Err(Error::Ended) };
        let here = self.clone();
        let read = move || here.read(events);
        thread::Builder::new().name("rnis".into()).spawn(read).map(|_| ()).map_err(failed)
    }

    /// Reads what the process says, until it ends.
    fn read(&self, events: ChildStdout) {
        let mut events = BufReader::with_capacity(LINE_MAX_BYTES + 1, events);
        let (mut line, mut unread) = (Vec::new(), 0);
        while unread < UNREAD_MAX {
            line.clear();
            match (&mut events).take(LINE_MAX_BYTES as u64 + 1).read_until(b'\n', &mut line) {
                Ok(n) if n > 0 => {}
                _ => break,
            }
            if line.last() == Some(&b'\n') {
                line.pop();
            }
            match protocol::read(&line) {
                Ok(protocol::Event::Hello(version)) if version != VERSION => break,
                Ok(event) => self.does(|span| Some(span.told(&event))),
                Err(protocol::Unread) => unread += 1,
            }
        }
        let mut inner = self.inner();
        inner.span.lost();
        if let Some(process) = &mut inner.process {
            process.ended = true;
            let _ = process.child.kill();
            let _ = process.child.wait();
        }
    }

    /// Does something to the span, and has the process do what follows.
    fn does(&self, what: impl FnOnce(&mut Span) -> Option<Vec<protocol::Command>>) {
        let mut inner = self.inner();
        let commands = what(&mut inner.span).unwrap_or_default();
        if let Some(pipe) = inner.process.as_mut().and_then(|process| process.commands.as_mut()) {
            for command in commands {
                // A process that takes no more has ended: its reader sees that.
                let _ = writeln!(pipe, "{command}");
            }
        }
    }

    /// What happened on a line.
    ///
    /// # Errors
    /// The process has ended.
    pub(crate) fn happened(&self, n: usize) -> Result<Vec<Happened>, Error> {
        let mut inner = self.inner();
        let happened = inner.span.take(n);
        let runs = inner.process.as_ref().is_some_and(|process| !process.ended);
        if runs || !happened.is_empty() { Ok(happened) } else { Err(Error::Ended) }
    }

    pub(crate) fn answer(&self, n: usize) {
        self.does(|span| Some(span.answer(n)));
    }

    pub(crate) fn hang_up(&self, n: usize) {
        self.does(|span| Some(span.hang_up(n)));
    }

    pub(crate) fn closed(&self, n: usize) {
        self.does(|span| Some(span.opened(n, false)));
    }

    pub(crate) fn dial(&self, n: usize, to: Private<String>) -> Result<(), Error> {
        let mut taken = false;
        self.does(|span| {
            let commands = span.dial(n, to);
            taken = commands.is_none();
            commands
        });
        if taken {
            Err(Error::Refused("le canal est occupé ; réessayez quand l'appel en cours est fini"))
        } else {
            Ok(())
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.commands.take());
        let until = Instant::now() + END;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
