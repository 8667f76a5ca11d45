//! How values are kept in a file: the block formats of ggml that are read here.

/// One format. The names are ggml's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the table below says each one's size
pub enum Kind {
    F32,
    F16,
    Bf16,
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q8_0,
    Q2K,
    Q3K,
    Q4K,
    Q5K,
    Q6K,
}

/// Number in the file, name, values of a block, bytes of a block (`ggml.h`, `ggml-common.h`).
const TABLE: [(Kind, u32, &str, usize, usize); 13] = [
    (Kind::F32, 0, "F32", 1, 4),
    (Kind::F16, 1, "F16", 1, 2),
    (Kind::Bf16, 30, "BF16", 1, 2),
    (Kind::Q4_0, 2, "Q4_0", 32, 18),
    (Kind::Q4_1, 3, "Q4_1", 32, 20),
    (Kind::Q5_0, 6, "Q5_0", 32, 22),
    (Kind::Q5_1, 7, "Q5_1", 32, 24),
    (Kind::Q8_0, 8, "Q8_0", 32, 34),
    (Kind::Q2K, 10, "Q2_K", 256, 84),
    (Kind::Q3K, 11, "Q3_K", 256, 110),
    (Kind::Q4K, 12, "Q4_K", 256, 144),
    (Kind::Q5K, 13, "Q5_K", 256, 176),
    (Kind::Q6K, 14, "Q6_K", 256, 210),
];

impl Kind {
    fn entry(self) -> &'static (Kind, u32, &'static str, usize, usize) {
        TABLE.iter().find(|(kind, ..)| *kind == self).unwrap_or(&TABLE[0])
    }

    /// The format of a number in a file.
    ///
    /// # Errors
    /// It is not read here, and what to take instead.
    pub fn from_number(number: u32) -> Result<Self, String> {
        let found = TABLE.iter().find(|(_, n, ..)| *n == number);
        found.map(|(kind, ..)| *kind).ok_or_else(|| {
            format!("its values are of type {number}, which is not read here: take a Q8_0 or Q4_K_M file")
        })
    }

    /// Its number in a file.
    pub fn number(self) -> u32 {
        self.entry().1
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.entry().2
    }

    /// Values of a block; rows are whole blocks.
    pub fn block(self) -> usize {
        self.entry().3
    }

    /// Bytes of a block.
    pub fn block_bytes(self) -> usize {
        self.entry().4
    }

    /// Bytes of so many values (whole blocks).
    pub fn bytes(self, values: usize) -> usize {
        values / self.block() * self.block_bytes()
    }

    /// True for formats of small whole numbers with scales.
    pub fn is_quantized(self) -> bool {
        self.block() > 1
    }

    /// Values that share a scale.
    pub(crate) fn group(self) -> usize {
        if matches!(self, Self::Q2K | Self::Q3K | Self::Q6K) { 16 } else { 32 }
    }
}
