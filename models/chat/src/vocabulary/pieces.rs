//! The bytes of every token, in one row, and which token has given bytes.

/// All pieces.
pub(super) struct Pieces {
    bytes: Vec<u8>,
    /// Where each piece ends.
    ends: Vec<u32>,
    kinds: Vec<u8>,
    /// Plain tokens by their bytes.
    sorted: Vec<u32>,
}

impl Pieces {
    /// From the texts in the file; `plain` brings a plain one to its bytes.
    pub(super) fn new(texts: &[&str], kinds: Vec<u8>, plain: impl Fn(&str) -> Vec<u8>) -> Self {
        let (mut bytes, mut ends) = (Vec::new(), Vec::with_capacity(texts.len()));
        for (text, kind) in texts.iter().zip(&kinds) {
            match *kind {
                super::CONTROL => bytes.extend(text.as_bytes()),
                super::BYTE => {
                    let hex = text.strip_prefix("<0x").and_then(|t| t.strip_suffix('>'));
                    bytes.extend(hex.and_then(|h| u8::from_str_radix(h, 16).ok()));
                }
                // Tokens of its own are written as they are, but for SentencePiece's space.
                super::OWN => bytes.extend(text.replace('\u{2581}', " ").as_bytes()),
                _ => bytes.extend(plain(text)),
            }
            ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        }
        let mut all = Self { bytes, ends, kinds, sorted: Vec::new() };
        let mut sorted: Vec<u32> = (0..texts.len() as u32)
            .filter(|id| !matches!(all.kind(*id), super::CONTROL | super::BYTE) && !all.bytes(*id).is_empty())
            .collect();
        sorted.sort_by(|a, b| all.bytes(*a).cmp(all.bytes(*b)).then(a.cmp(b)));
        sorted.dedup_by(|later, first| all.bytes(*later) == all.bytes(*first));
        all.sorted = sorted;
        all
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn kind(&self, id: u32) -> u8 {
        self.kinds.get(id as usize).copied().unwrap_or(super::CONTROL)
    }

    pub(super) fn bytes(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let Some(end) = self.ends.get(id) else { return &[] };
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        self.bytes.get(start as usize..*end as usize).unwrap_or(&[])
    }

    pub(super) fn find(&self, bytes: &[u8]) -> Option<u32> {
        let at = self.sorted.binary_search_by(|id| self.bytes(*id).cmp(bytes)).ok()?;
        Some(self.sorted[at])
    }

    pub(super) fn special(&self, name: &str) -> Option<u32> {
        (0..self.len() as u32)
            .find(|id| matches!(self.kind(*id), super::CONTROL | super::OWN) && self.bytes(*id) == name.as_bytes())
    }
}

/// A text in GPT-2's letters to its bytes; what is no such letter stays as it is.
pub(super) fn letters(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match byte_of(letter) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

/// GPT-2's table: printable bytes stand for themselves, the 68 others are U+0100 on, in their order.
fn byte_of(letter: char) -> Option<u8> {
    let printable = |byte: u8| matches!(byte, 0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff);
    match u32::from(letter) {
        code @ 0..=0xff => u8::try_from(code).ok().filter(|b| printable(*b)),
        code @ 0x100..=0x143 => (0u8..=255).filter(|b| !printable(*b)).nth(code as usize - 0x100),
        _ => None,
    }
}
