//! What a disk may hold after a power cut: reads the log of `powercut.c` up to a moment and builds the folder that is left.
//!
//! A file's bytes are sure up to its last `fsync` or `fdatasync`; of what was written after, each sector is kept or not by
//! the throw of a coin. A name (made, renamed, taken away) is sure once the folder that holds it was synced; of the later
//! ones either a first part is kept, as by a file system that journals its names in order, or any of them that still
//! makes sense. Nothing here knows the store.

use crate::common::Dice;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// One record of the log.
pub struct Op {
    pub kind: u8,
    a: u64,
    b: u64,
    pub one: Vec<u8>,
    two: Vec<u8>,
}

impl Op {
    fn path(&self) -> PathBuf {
        PathBuf::from(String::from_utf8(self.one.clone()).unwrap())
    }
    fn other(&self) -> PathBuf {
        PathBuf::from(String::from_utf8(self.two.clone()).unwrap())
    }
}

/// The records of a log; one that the kill cut short is left out.
pub fn read_log(path: &Path) -> Vec<Op> {
    let bytes = fs::read(path).unwrap_or_default();
    let (mut ops, mut rest) = (Vec::new(), &bytes[..]);
    let u64_at = |b: &[u8], at: usize| u64::from_ne_bytes(b[at..at + 8].try_into().unwrap());
    let u32_at = |b: &[u8], at: usize| u32::from_ne_bytes(b[at..at + 4].try_into().unwrap()) as usize;
    while rest.len() >= 25 {
        let (one, two) = (u32_at(rest, 17), u32_at(rest, 21));
        if rest.len() < 25 + one + two {
            break;
        }
        let body = &rest[25..];
        ops.push(Op {
            kind: rest[0],
            a: u64_at(rest, 1),
            b: u64_at(rest, 9),
            one: body[..one].to_vec(),
            two: body[one..one + two].to_vec(),
        });
        rest = &body[one + two..];
    }
    ops
}

#[derive(Clone)]
enum Write {
    Bytes(u64, Vec<u8>),
    Length(u64),
}

#[derive(Clone, Default)]
struct File {
    sure: Vec<u8>,
    later: Vec<Write>,
}

fn write(to: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if to.len() < at + bytes.len() {
        to.resize(at + bytes.len(), 0);
    }
    to[at..at + bytes.len()].copy_from_slice(bytes);
}

impl File {
    fn sync(&mut self) {
        for op in std::mem::take(&mut self.later) {
            match op {
                Write::Bytes(at, bytes) => write(&mut self.sure, at as usize, &bytes),
                Write::Length(len) => self.sure.resize(len as usize, 0),
            }
        }
    }

    /// Sure bytes and a random half of the rest.
    fn after_the_cut(&self, dice: &mut Dice) -> Vec<u8> {
        let mut held = self.sure.clone();
        for op in &self.later {
            match op {
                Write::Length(len) if dice.below(2) == 0 => held.resize(*len as usize, 0),
                Write::Length(_) => {}
                Write::Bytes(at, bytes) => {
                    let (mut done, at) = (0, *at as usize);
                    while done < bytes.len() {
                        let end = (((at + done) / SECTOR + 1) * SECTOR - at).min(bytes.len());
                        if dice.below(2) == 0 {
                            write(&mut held, at + done, &bytes[done..end]);
                        }
                        done = end;
                    }
                }
            }
        }
        held
    }
}

#[derive(Clone, Copy)]
enum Node {
    Folder,
    File(u64),
}

#[derive(Clone)]
enum Name {
    Made(PathBuf, Node),
    Linked(PathBuf, PathBuf),
    Moved(PathBuf, PathBuf),
    Gone(PathBuf),
}

impl Name {
    fn touches(&self, folder: &Path) -> bool {
        let inside = |path: &Path| path.parent() == Some(folder);
        match self {
            Name::Made(path, _) | Name::Gone(path) => inside(path),
            Name::Linked(_, to) => inside(to),
            Name::Moved(from, to) => inside(from) || inside(to),
        }
    }
}

/// A disk under a folder.
#[derive(Clone, Default)]
pub struct Disk {
    root: PathBuf,
    files: HashMap<u64, File>,
    names: BTreeMap<PathBuf, Node>,
    later: Vec<Name>,
}

impl Disk {
    /// One that surely holds what the folder holds now.
    pub fn holding(root: &Path) -> Self {
        let mut disk = Self { root: root.to_path_buf(), ..Self::default() };
        disk.take_in(root);
        disk
    }

    fn take_in(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.names.insert(path.clone(), Node::Folder);
                self.take_in(&path);
            } else {
                let inode = fs::metadata(&path).unwrap().ino();
                self.files.insert(inode, File { sure: fs::read(&path).unwrap(), later: Vec::new() });
                self.names.insert(path, Node::File(inode));
            }
        }
    }

    /// What one record does to it.
    pub fn take(&mut self, op: &Op) {
        match op.kind {
            b'C' => {
                self.files.insert(op.a, File::default());
                self.later.push(Name::Made(op.path(), Node::File(op.a)));
            }
            b'M' => self.later.push(Name::Made(op.path(), Node::Folder)),
            b'W' => self.files.entry(op.a).or_default().later.push(Write::Bytes(op.b, op.one.clone())),
            b'T' => self.files.entry(op.a).or_default().later.push(Write::Length(op.b)),
            b'S' => self.files.entry(op.a).or_default().sync(),
            b'R' => self.later.push(Name::Moved(op.path(), op.other())),
            b'L' => self.later.push(Name::Linked(op.path(), op.other())),
            b'U' | b'X' => self.later.push(Name::Gone(op.path())),
            b'D' => {
                let folder = op.path();
                let (sure, later) = std::mem::take(&mut self.later).into_iter().partition(|name| name.touches(&folder));
                self.later = later;
                let sure: Vec<Name> = sure;
                sure.iter().for_each(|name| apply(&mut self.names, name));
            }
            _ => {}
        }
    }

    /// Writes what is left after a cut under another folder.
    pub fn cut(&self, to: &Path, dice: &mut Dice) {
        let mut names = self.names.clone();
        let in_order = dice.below(2) == 0;
        let first = dice.below(self.later.len() as u64 + 1) as usize;
        for (at, name) in self.later.iter().enumerate() {
            if if in_order { at < first } else { dice.below(2) == 0 } {
                apply(&mut names, name);
            }
        }
        fs::create_dir_all(to).unwrap();
        for (path, node) in &names {
            let there = to.join(path.strip_prefix(&self.root).unwrap());
            // A name in a folder that is gone is gone.
            if !there.parent().is_some_and(Path::is_dir) {
                continue;
            }
            match node {
                Node::Folder => fs::create_dir_all(&there).unwrap(),
                Node::File(inode) => fs::write(&there, self.files[inode].after_the_cut(dice)).unwrap(),
            }
        }
    }
}

fn apply(names: &mut BTreeMap<PathBuf, Node>, name: &Name) {
    match name {
        Name::Made(path, node) => {
            names.insert(path.clone(), *node);
        }
        Name::Linked(from, to) => {
            if let Some(node) = names.get(from).copied() {
                names.insert(to.clone(), node);
            }
        }
        Name::Gone(path) => {
            names.retain(|p, _| !p.starts_with(path));
        }
        Name::Moved(from, to) => {
            let moved: Vec<_> = names.keys().filter(|p| p.starts_with(from)).cloned().collect();
            if moved.is_empty() {
                return;
            }
            names.retain(|p, _| !p.starts_with(to));
            for path in moved {
                let node = names.remove(&path).unwrap();
                let rest = path.strip_prefix(from).unwrap();
                names.insert(if rest.as_os_str().is_empty() { to.clone() } else { to.join(rest) }, node);
            }
        }
    }
}
