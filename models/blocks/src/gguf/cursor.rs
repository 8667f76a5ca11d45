//! Reading numbers and texts one after the other, each only if it is there.

use std::ops::Range;

/// Where reading stands in a file.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The next `count` bytes' place.
    pub(super) fn skip(&mut self, count: usize) -> Result<Range<usize>, String> {
        if count > self.left() {
            return Err(format!("{count} bytes are announced at {}, {} are left", self.at, self.left()));
        }
        let place = self.at..self.at + count;
        self.at += count;
        Ok(place)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let place = self.skip(N)?;
        let mut out = [0; N];
        out.copy_from_slice(&self.bytes[place]);
        Ok(out)
    }

    pub(super) fn u32(&mut self) -> Result<u32, String> {
        Ok(u32::from_le_bytes(self.take()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64, String> {
        Ok(u64::from_le_bytes(self.take()?))
    }

    /// Little-endian bytes of a number of `N` bytes.
    pub(super) fn number<const N: usize>(&mut self) -> Result<[u8; N], String> {
        self.take()
    }

    /// A count of things that take at least `bytes_each`: no more than the file can hold.
    pub(super) fn at_most(&self, count: u64, bytes_each: usize, what: &str) -> Result<usize, String> {
        let most = self.left() / bytes_each.max(1);
        match usize::try_from(count) {
            Ok(count) if count <= most => Ok(count),
            _ => Err(format!("{count} {what} are announced, the file has room for {most} at most")),
        }
    }

    /// The place of a text of any length.
    pub(super) fn text_place(&mut self) -> Result<Range<usize>, String> {
        let length = self.u64()?;
        let length = self.at_most(length, 1, "bytes of text")?;
        let place = self.skip(length)?;
        std::str::from_utf8(&self.bytes[place.clone()]).map_err(|_| "a text is not UTF-8".to_string())?;
        Ok(place)
    }

    /// A text of at most `max` bytes.
    pub(super) fn text(&mut self, max: usize) -> Result<String, String> {
        let place = self.text_place()?;
        if place.len() > max {
            return Err(format!("a name has {} bytes, {max} at most are allowed", place.len()));
        }
        Ok(String::from_utf8_lossy(&self.bytes[place]).into_owned())
    }
}
