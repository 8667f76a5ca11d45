//! The append-only file that is the truth.

use crate::change::{Change, decode_old};
use crate::disk::Disk;
use crate::error::Error;
use crate::frame::{CONTENT_MAX, HEAD_LEN, HEADER_LEN, Hash, Head, Header, aad, hash, head, read_head, read_header};
use crate::groups::Fault;
use crate::keys::{FORM_1, INDEX_LEN, Keys};
use crate::seal::{RECORD_MAX, seal, unseal};
use crate::state::Moment;
use crate::steps::step;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The end of what could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tail {
    /// Number of the last good frame; 0 when there is none.
    pub(crate) seq: u64,
    /// Its hash, or the header's.
    pub(crate) hash: Hash,
    /// Where it ends in the file.
    pub(crate) end: u64,
}

/// What follows the last good frame, when the file goes on.
pub(crate) struct Broken {
    /// What is wrong, in French.
    pub(crate) why: &'static str,
    /// The bytes after the last good frame, as many as one frame may have and one more.
    pub(crate) rest: Vec<u8>,
    /// The subject whose key the keyring lacks: nothing is wrong with the frame then.
    missing: Option<u64>,
}

impl Tail {
    /// Its place in the history.
    pub(crate) fn moment(&self) -> Moment {
        Moment { seq: self.seq, hash: self.hash }
    }
}

impl Broken {
    /// True when it can be one write that a stop tore: no more than one frame long, and no good head of a later frame in
    /// it. Later frames are only written once this one is on the medium.
    pub(crate) fn may_be_torn(&self, keys: &Keys, last: u64) -> bool {
        let later = |at: usize| read_head(keys, &self.rest[at..]).is_some_and(|h| h.seq > last + 1);
        self.rest.len() <= HEAD_LEN + CONTENT_MAX && !(0..self.rest.len()).any(later)
    }
}

/// The header of a journal.
pub(crate) fn read_file_header(path: &Path) -> Result<Header, Error> {
    let mut bytes = Vec::with_capacity(HEADER_LEN);
    let file = File::open(path).map_err(|e| Error::io("La lecture", path, e))?;
    file.take(HEADER_LEN as u64).read_to_end(&mut bytes).map_err(|e| Error::io("La lecture", path, e))?;
    read_header(&bytes).map_err(|why| Error::JournalDamaged { path: path.to_path_buf(), frame: 0, at: 0, why })
}

/// Reads every frame in order and gives its changes to `each`, up to the end or the first that does not hold.
pub(crate) fn read(
    path: &Path,
    keys: &Keys,
    each: impl FnMut(Moment, Vec<Change>),
) -> Result<(Tail, Option<Broken>), Error> {
    read_up_to(path, keys, u64::MAX, each)
}

/// The same, as if the file ended at a byte: what follows is being written.
pub(crate) fn read_up_to(
    path: &Path,
    keys: &Keys,
    end: u64,
    each: impl FnMut(Moment, Vec<Change>),
) -> Result<(Tail, Option<Broken>), Error> {
    let header = read_file_header(path)?;
    let begun = || {
        let mut file = BufReader::new(File::open(path)?.take(end));
        let mut bytes = Vec::new();
        file.by_ref().take(header.len as u64).read_to_end(&mut bytes)?;
        let tail = Tail { seq: header.base.seq, hash: hash(&bytes), end: bytes.len() as u64 };
        Ok((file, tail))
    };
    let (file, tail) = begun().map_err(|e| Error::io("La lecture", path, e))?;
    judged(path, keys, read_frames(file, keys, tail, each))
}

/// Reads the frames after `from`, which must go to `to` exactly.
pub(crate) fn read_between(
    path: &Path,
    keys: &Keys,
    from: Tail,
    to: Tail,
    mut each: impl FnMut(Moment, Vec<Change>) -> Result<(), Error>,
) -> Result<(), Error> {
    let begun = || {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(from.end))?;
        Ok(BufReader::new(file.take(to.end - from.end)))
    };
    let file = begun().map_err(|e| Error::io("La lecture", path, e))?;
    let mut given = Ok(());
    let read = read_frames(file, keys, from, |moment, changes| {
        if given.is_ok() {
            given = each(moment, changes);
        }
    });
    let (tail, _) = judged(path, keys, read)?;
    if tail != to {
        let why = "il ne se relit plus";
        return Err(Error::JournalDamaged { path: path.to_path_buf(), frame: tail.seq + 1, at: tail.end, why });
    }
    given
}

/// What a damaged journal still says of what came after a moment.
pub(crate) enum After {
    /// The frame of that moment, or the one after it, is there, and these follow it.
    Chain { tail: Tail, broken: Option<Broken>, frames: Vec<(Moment, Vec<Change>)> },
    /// Neither is there.
    Lost {
        /// True when the head of a later frame is.
        later: bool,
    },
}

/// Looks for the frame of a moment anywhere in a journal, whatever lies before it, and reads on from there.
pub(crate) fn read_after(path: &Path, keys: &Keys, at: Moment) -> After {
    let Ok(bytes) = std::fs::read(path) else { return After::Lost { later: false } };
    let mut later = false;
    for begin in 0..bytes.len() {
        let Some(head) = read_head(keys, &bytes[begin..]) else { continue };
        let end = begin + HEAD_LEN + head.content_len;
        let whole = bytes.get(begin..end);
        let from = if head.seq == at.seq && whole.is_some_and(|frame| hash(frame) == at.hash) {
            end
        } else if head.seq == at.seq + 1 && head.previous == at.hash {
            begin
        } else {
            later |= head.seq > at.seq;
            continue;
        };
        let mut frames = Vec::new();
        let tail = Tail { seq: at.seq, hash: at.hash, end: from as u64 };
        let read = read_frames(&bytes[from..], keys, tail, |moment, changes| frames.push((moment, changes)));
        if let Ok((tail, broken)) = judged(path, keys, read) {
            return After::Chain { tail, broken, frames };
        }
        later = true;
    }
    After::Lost { later }
}

/// A frame whose key is missing says something of the keyring, not of the journal.
fn judged(path: &Path, keys: &Keys, read: io::Result<(Tail, Option<Broken>)>) -> Result<(Tail, Option<Broken>), Error> {
    match read {
        Ok((_, Some(Broken { missing: Some(_), .. }))) => {
            Err(Error::KeyringBehind { path: keys.ring().map_or_else(|| path.to_path_buf(), |ring| ring.path.clone()) })
        }
        read => read.map_err(|e| Error::io("La lecture", path, e)),
    }
}

fn read_frames(
    mut file: impl Read,
    keys: &Keys,
    mut tail: Tail,
    mut each: impl FnMut(Moment, Vec<Change>),
) -> io::Result<(Tail, Option<Broken>)> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let mut missing = None;
        file.by_ref().take(HEAD_LEN as u64).read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            return Ok((tail, None));
        }
        let why = match read_head(keys, &bytes) {
            None if bytes.len() < HEAD_LEN => "il est incomplet",
            None => "son en-tête est abîmé",
            Some(head) if head.seq != tail.seq + 1 => "il n'est pas à sa place",
            Some(head) if head.previous != tail.hash => "il ne suit pas le précédent",
            Some(head) => match read_content(&mut file, keys, &head, &mut bytes)? {
                Ok(changes) => {
                    tail = Tail { seq: head.seq, hash: hash(&bytes), end: tail.end + bytes.len() as u64 };
                    each(tail.moment(), changes);
                    continue;
                }
                Err(Fault::KeyMissing(subject)) => {
                    missing = Some(subject);
                    "la clé d'une fiche manque au trousseau"
                }
                Err(Fault::Form) if bytes.len() < HEAD_LEN + head.content_len => "il est incomplet",
                Err(Fault::Form) => "son contenu est abîmé",
            },
        };
        let wanted = (HEAD_LEN + CONTENT_MAX + 1).saturating_sub(bytes.len());
        file.take(wanted as u64).read_to_end(&mut bytes)?;
        return Ok((tail, Some(Broken { why, rest: bytes, missing })));
    }
}

/// Reads the content after a good head, adding its bytes to `bytes`.
fn read_content(
    file: &mut impl Read,
    keys: &Keys,
    head: &Head,
    bytes: &mut Vec<u8>,
) -> io::Result<Result<Vec<Change>, Fault>> {
    file.take(head.content_len as u64).read_to_end(bytes)?;
    let (head_bytes, content) = bytes.split_at(HEAD_LEN);
    if content.len() < head.content_len {
        return Ok(Err(Fault::Form));
    }
    // The head's own bytes without its tag, which depends on them alone.
    let bound = aad(keys, &head_bytes[..HEAD_LEN - INDEX_LEN]);
    let Some(plain) = unseal(&keys.journal, &bound, content) else { return Ok(Err(Fault::Form)) };
    Ok(if keys.form() == FORM_1 {
        decode_old(0, &plain).ok_or(Fault::Form)
    } else {
        keys.open_groups(head.seq, &plain)
    })
}

/// The open journal.
pub(crate) struct Journal {
    path: PathBuf,
    disk: Box<dyn Disk>,
    tail: Tail,
    /// True from before a write until it is known to be on the medium or taken back.
    in_doubt: bool,
}

impl Journal {
    pub(crate) fn new(path: PathBuf, disk: Box<dyn Disk>, tail: Tail) -> Self {
        Self { path, disk, tail, in_doubt: false }
    }

    pub(crate) fn tail(&self) -> Tail {
        self.tail
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Cuts the file after the last good frame. Where that fails the journal takes nothing more.
    pub(crate) fn cut(&mut self) -> Result<(), Error> {
        let cut = self.disk.truncate(self.tail.end).map_err(|e| Error::io("La coupe", &self.path, e));
        self.in_doubt = cut.is_err();
        cut
    }

    /// Writes one frame and returns once it is on the medium. After an error nothing of it is there, or the journal is in
    /// doubt and takes nothing more: after a failed `fdatasync` the kernel may call dirty pages clean, so asking it again
    /// proves nothing, but cutting them off does.
    pub(crate) fn append(&mut self, keys: &Keys, changes: &[Change]) -> Result<Tail, Error> {
        if self.in_doubt {
            return Err(Error::InDoubt { path: self.path.clone() });
        }
        let seq = self.tail.seq + 1;
        let plain = keys.seal_groups(seq, changes)?;
        // Nonce and tag of XChaCha20-Poly1305.
        let content_len = plain.len() + 24 + 16;
        if content_len > CONTENT_MAX {
            return Err(Error::TooLong { bytes: plain.len(), max: RECORD_MAX });
        }
        let mut frame = head(keys, content_len, seq, &self.tail.hash);
        let bound = aad(keys, &frame[..HEAD_LEN - INDEX_LEN]);
        frame.extend_from_slice(&seal(&keys.journal, &bound, &plain)?);
        self.in_doubt = true;
        let written = self.disk.append(&frame).and_then(|()| {
            step("booking.journal.written");
            self.disk.sync()
        });
        match written {
            Ok(()) => {
                self.tail = Tail { seq, hash: hash(&frame), end: self.tail.end + frame.len() as u64 };
                self.in_doubt = false;
                step("booking.journal.synced");
                Ok(self.tail)
            }
            Err(e) => {
                self.in_doubt = self.disk.truncate(self.tail.end).is_err();
                Err(Error::io("L'écriture", &self.path, e))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::change::Tree;
    use crate::disk::FileDisk;
    use crate::frame::{Base, hash, header};
    use crate::keyring::Keyring;
    use zeroize::Zeroizing;

    /// Keys of a new keyring, with a subject 7.
    fn keys(at: &Path) -> Keys {
        let ring = Keyring::new(at, Zeroizing::new([3; 32]), [9; 16]).unwrap();
        let mut ring = ring.install().unwrap();
        ring.add(&[7]).unwrap();
        Keys::of_epoch(&ring.shared(), 1).unwrap()
    }

    /// A journal of three frames: its keys and bytes, and where the frames end.
    struct Three {
        _dir: tempfile::TempDir,
        keys: Keys,
        whole: Vec<u8>,
        ends: Vec<u64>,
    }

    impl Three {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let keys = keys(&dir.path().join("ring"));
            let path = dir.path().join("journal");
            let head = header(&keys, Base { seq: 4, hash: [1; 32] });
            std::fs::write(&path, &head).unwrap();
            let tail = Tail { seq: 4, hash: hash(&head), end: head.len() as u64 };
            let mut journal = Journal::new(path.clone(), Box::new(FileDisk::open(&path).unwrap()), tail);
            let mut ends = vec![tail.end];
            for n in 0..3u8 {
                let change = |subject| Change { subject, key: Tree::Notes.key(&[n]), value: Some(vec![n; 20]) };
                ends.push(journal.append(&keys, &[change(0), change(7)]).unwrap().end);
            }
            Self { keys, whole: std::fs::read(path).unwrap(), ends, _dir: dir }
        }

        fn read(&self, bytes: &[u8]) -> (Tail, Option<Broken>, usize) {
            let mut changes = 0;
            let header = read_header(&self.whole).unwrap();
            let begin = Tail { seq: header.base.seq, hash: hash(&bytes[..header.len]), end: header.len as u64 };
            let (tail, broken) =
                read_frames(&bytes[header.len..], &self.keys, begin, |_, c| changes += c.len()).unwrap();
            (tail, broken, changes)
        }
    }

    #[test]
    fn cut_at_every_byte_of_the_last_frame_it_may_be_torn_and_the_others_stand() {
        let three = Three::new();
        let (whole, ends, keys) = (&three.whole, &three.ends, &three.keys);
        assert_eq!(whole.len() as u64, ends[3]);
        for len in ends[2] + 1..ends[3] {
            let (tail, broken, changes) = three.read(&whole[..len as usize]);
            let broken = broken.expect("a cut frame was taken for a whole one");
            assert_eq!((tail.seq, tail.end, changes), (6, ends[2], 4), "cut at {len}");
            assert!(broken.may_be_torn(keys, tail.seq));
            assert_eq!(broken.rest, &whole[ends[2] as usize..len as usize]);
        }
        let (tail, broken, _) = three.read(&whole[..ends[2] as usize]);
        assert!(tail.seq == 6 && broken.is_none(), "cut between two frames only the anchor can tell");
    }

    #[test]
    fn every_flipped_bit_is_seen_and_one_before_a_good_frame_is_never_called_torn() {
        let three = Three::new();
        let (whole, ends, keys) = (&three.whole, &three.ends, &three.keys);
        for bit in 0..whole.len() * 8 {
            let mut wrong = whole.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);
            let at = (bit / 8) as u64;
            if at < ends[0] {
                assert!(read_header(&wrong[..HEADER_LEN]).is_err(), "bit {bit} of the header");
                continue;
            }
            let (tail, broken, _) = three.read(&wrong);
            let broken = broken.unwrap_or_else(|| panic!("bit {bit} was not seen"));
            let frame = ends.iter().filter(|end| **end <= at).count() as u64;
            assert_eq!(tail.seq, 4 + frame - 1, "bit {bit}");
            assert_eq!(broken.may_be_torn(keys, tail.seq), frame == 3, "bit {bit}");
        }
    }

    #[test]
    fn frames_of_another_place_or_key_do_not_pass() {
        let three = Three::new();
        let (whole, ends) = (&three.whole, &three.ends);
        let part = |n: usize| &whole[ends[n] as usize..ends[n + 1] as usize];
        let head = &whole[..ends[0] as usize];
        // Two frames exchanged, one repeated, one left out.
        for frames in [[part(1), part(0), part(2)], [part(0), part(0), part(1)], [part(0), part(2), part(2)]] {
            let (tail, broken, _) = three.read(&[head, &frames.concat()].concat());
            assert!(broken.is_some() && tail.seq < 6);
        }
        let other = Three::new();
        let (tail, broken, _) = other.read(whole);
        assert!(tail.seq == 4 && broken.is_some());
    }

    #[test]
    fn an_erased_subjects_changes_are_left_out_and_a_lost_key_is_told() {
        let three = Three::new();
        let at = jiff::civil::date(2026, 11, 23).at(9, 0, 0, 0);
        three.keys.ring_mut().unwrap().erase(&[7], at, "test").unwrap();
        let (tail, broken, changes) = three.read(&three.whole);
        assert!(broken.is_none(), "an erasure breaks the chain");
        assert_eq!((tail.seq, changes), (7, 3));
        three.keys.ring_mut().unwrap().forget(7);
        let (_, broken, changes) = three.read(&three.whole);
        assert_eq!((broken.unwrap().missing, changes), (Some(7), 0));
    }
}
