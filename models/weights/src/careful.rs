//! Reading a header that somebody else wrote: never past the file's end, and never more memory than what is left of it.

use std::io::{Read, Seek, SeekFrom};

/// A reader that knows how many bytes are left.
pub struct Careful<R> {
    inner: R,
    at: u64,
    len: u64,
}

impl<R: Read + Seek> Careful<R> {
    /// From the beginning of something.
    ///
    /// # Errors
    /// Its length cannot be found out.
    pub fn new(mut inner: R) -> Result<Self, String> {
        let len = inner.seek(SeekFrom::End(0)).map_err(|e| e.to_string())?;
        inner.seek(SeekFrom::Start(0)).map_err(|e| e.to_string())?;
        Ok(Self { inner, at: 0, len })
    }

    /// Bytes read or skipped so far.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Bytes in all.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True when there was never a byte.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes left.
    pub fn left(&self) -> u64 {
        self.len - self.at
    }

    /// So many bytes; `what` they are is named when the file has not that many, or when there are more than `max`.
    ///
    /// # Errors
    /// One sentence.
    pub fn bytes(&mut self, count: u64, max: u64, what: &str) -> Result<Vec<u8>, String> {
        if count > max {
            return Err(format!("{what} has {count} bytes, at most {max} are read"));
        }
        if count > self.left() {
            return Err(format!("the file ends in {what}"));
        }
        let mut out = vec![0; count as usize];
        self.inner.read_exact(&mut out).map_err(|_| format!("the file ends in {what}"))?;
        self.at += count;
        Ok(out)
    }

    fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], String> {
        let mut out = [0; N];
        self.inner.read_exact(&mut out).map_err(|_| format!("the file ends in {what}"))?;
        self.at += N as u64;
        Ok(out)
    }

    /// A little-endian number of four bytes.
    ///
    /// # Errors
    /// The file ends.
    pub fn u32(&mut self, what: &str) -> Result<u32, String> {
        self.array(what).map(u32::from_le_bytes)
    }

    /// A little-endian number of eight bytes.
    ///
    /// # Errors
    /// The file ends.
    pub fn u64(&mut self, what: &str) -> Result<u64, String> {
        self.array(what).map(u64::from_le_bytes)
    }

    /// Leaves some bytes out.
    ///
    /// # Errors
    /// The file has not that many.
    pub fn skip(&mut self, count: u64, what: &str) -> Result<(), String> {
        if count > self.left() {
            return Err(format!("the file ends in {what}"));
        }
        let step = i64::try_from(count).map_err(|_| format!("{what} is too long"))?;
        self.inner.seek(SeekFrom::Current(step)).map_err(|e| e.to_string())?;
        self.at += count;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn no_memory_is_asked_for_beyond_the_end() {
        let mut file = Careful::new(Cursor::new(vec![7u8; 20])).expect("a length");
        assert_eq!(file.u32("the magic").expect("there"), 0x0707_0707);
        assert!(file.bytes(u64::MAX, u64::MAX, "a name").expect_err("too long").contains("ends in a name"));
        assert!(file.bytes(9, 8, "a name").expect_err("too long").contains("at most 8"));
        file.skip(12, "the data").expect("there");
        assert_eq!((file.at(), file.left()), (16, 4));
        assert!(file.skip(5, "the data").is_err() && file.u64("a size").is_err());
    }
}
