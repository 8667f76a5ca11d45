//! Products of whole matrices, shared among threads.

use crate::acts::{Acts, quantize};
use crate::isa::Isa;
use crate::panel::{Panel, ROWS};
use crate::{BlocksError, Gguf, Map};
use crate::{Kind, row, unpack_row};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows of activations up to which a matrix is multiplied row by row: beyond, unpacking it once costs less than reading
/// its blocks again for each.
const FEW_MAX: usize = 5;
/// Weights of a share of the work, bytes: some ten microseconds, far above what it costs to hand it over.
const SHARE_BYTES: usize = 192 << 10;

/// A matrix in its file.
#[derive(Clone, Debug)]
pub struct Blocks {
    map: Arc<Map>,
    place: Range<usize>,
    kind: Kind,
    rows: usize,
    columns: usize,
}

/// Sheets kept for the next product: two for each matrix of a layer, and a share for each thread.
const SHEETS_MAX: usize = 24;

/// Who multiplies: the calling thread, or a pool of its own. And on what: a prompt's products are megabytes, and memory that goes back
/// to the system after each is given again page by page, which took a quarter of a prompt's time.
pub struct Hands {
    pool: Option<ThreadPool>,
    sheets: Mutex<Vec<Vec<f32>>>,
}

impl Hands {
    /// So many threads, at least one.
    pub fn new(count: usize) -> Self {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).thread_name(|i| format!("langue-{i}"));
        // Without threads the caller multiplies alone: slower, and right.
        Self { pool: if count > 1 { pool.build().ok() } else { None }, sheets: Mutex::default() }
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.pool.as_ref().map_or(1, ThreadPool::current_num_threads)
    }

    /// Does some work as one of them: what it hands out then costs a theft, not two sleeps and two wakings, which in a token's hundred
    /// products are a tenth of its time.
    pub fn inside<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// So many values to write on, whatever stands there.
    pub fn sheet(&self, len: usize) -> Vec<f32> {
        let mut sheet = self.sheets.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        sheet.resize(len, 0.0);
        sheet
    }

    /// Keeps a sheet for the next who asks for one.
    pub fn back(&self, sheet: Vec<f32>) {
        let mut sheets = self.sheets.lock().unwrap_or_else(PoisonError::into_inner);
        if sheets.len() < SHEETS_MAX {
            sheets.push(sheet);
        }
    }

    /// What each of several works gives, in their order.
    pub fn each<W: Sync, T: Send>(&self, works: &[W], work: impl Fn(&W) -> T + Sync) -> Vec<T> {
        match &self.pool {
            Some(pool) if works.len() > 1 => pool.install(|| works.par_iter().with_max_len(1).map(&work).collect()),
            _ => works.iter().map(&work).collect(),
        }
    }
}

impl Blocks {
    /// A matrix of a file; its shape must be the one expected.
    ///
    /// # Errors
    /// It is missing or has another shape.
    pub fn open(file: &Gguf, name: &str, rows: usize, columns: usize) -> Result<Self, BlocksError> {
        let tensor = file.expect(name, &[rows, columns])?;
        if tensor.kind.is_quantized() && !columns.is_multiple_of(32) {
            return Err(file.unsuitable(format!("{name} has rows of {columns} values, no multiple of 32")));
        }
        Ok(Self { map: file.map(), place: tensor.place.clone(), kind: tensor.kind, rows, columns })
    }

    /// Number of outputs.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of inputs.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How its values are kept.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    fn bytes(&self, rows: Range<usize>) -> &[u8] {
        let row_bytes = self.kind.bytes(self.columns);
        &self.map.bytes()[self.place.clone()][rows.start * row_bytes..rows.end * row_bytes]
    }

    /// Row `index` in f32 (an embedding) into `out`; false past the end.
    pub fn row(&self, index: usize, out: &mut [f32]) -> bool {
        if index >= self.rows {
            return false;
        }
        unpack_row(self.kind, self.bytes(index..index + 1), out);
        true
    }
}

impl Blocks {
    /// The products of one row of activations with some rows only (the tokens that are allowed); 0 past the end.
    pub fn some(&self, x: &[f32], rows: &[u32]) -> Vec<f32> {
        let mut acts = Acts::default();
        if self.kind.is_quantized() {
            quantize(x, self.columns, &mut acts);
        }
        let isa = Isa::here();
        let one = |row: &u32| {
            let (mut out, at) = ([0.0], *row as usize);
            if at < self.rows {
                let bytes = self.bytes(at..at + 1);
                match self.kind.is_quantized() {
                    true => row::rows(isa, self.kind, bytes, &acts, &mut out),
                    false => row::float_rows(self.kind, bytes, x, self.columns, &mut out),
                }
            }
            out[0]
        };
        rows.iter().map(one).collect()
    }
}

/// One share: rows of one of the matrices.
struct Share {
    matrix: usize,
    rows: Range<usize>,
}

/// The products of rows `x` with each of some matrices of the same inputs: what matrix i gives, row by row of `x`.
pub fn products(hands: &Hands, matrices: &[&Blocks], x: &[f32]) -> Vec<Vec<f32>> {
    let Some(columns) = matrices.first().map(|m| m.columns) else { return Vec::new() };
    let count = x.len() / columns.max(1);
    let mut acts = Acts::default();
    if matrices.iter().any(|m| m.kind.is_quantized()) {
        quantize(x, columns, &mut acts);
    }
    let isa = Isa::here();
    let shares = shares(hands.count(), matrices);
    let done = hands.each(&shares, |share| {
        let matrix = matrices[share.matrix];
        multiply(isa, hands, matrix, share.rows.clone(), x, &acts)
    });
    let mut out: Vec<Vec<f32>> = matrices.iter().map(|m| hands.sheet(m.rows * count)).collect();
    for (share, done) in shares.iter().zip(done) {
        let (out, rows) = (&mut out[share.matrix], matrices[share.matrix].rows);
        for (t, done) in done.chunks_exact(share.rows.len()).enumerate() {
            out[t * rows..][share.rows.clone()].copy_from_slice(done);
        }
        hands.back(done);
    }
    out
}

/// Whole panels each; with several hands at least four a hand, so that one that is held up leaves its share to others.
fn shares(hands: usize, matrices: &[&Blocks]) -> Vec<Share> {
    let mut shares = Vec::new();
    for (i, matrix) in matrices.iter().enumerate() {
        let bytes = matrix.place.len().max(1);
        let pieces = if hands == 1 { 1 } else { (bytes / SHARE_BYTES).clamp(hands, 8 * hands) };
        let step = matrix.rows.div_ceil(pieces).next_multiple_of(ROWS);
        let starts = (0..matrix.rows).step_by(step);
        shares.extend(starts.map(|from| Share { matrix: i, rows: from..(from + step).min(matrix.rows) }));
    }
    shares
}

/// What some rows of a matrix give: for each row of activations, these rows.
fn multiply(isa: Isa, hands: &Hands, matrix: &Blocks, rows: Range<usize>, x: &[f32], acts: &Acts) -> Vec<f32> {
    let (width, count) = (rows.len(), x.len() / matrix.columns);
    let mut out = hands.sheet(width * count);
    if matrix.kind.is_quantized() && count > FEW_MAX {
        let (mut panel, mut tile) = (Panel::default(), vec![0.0; ROWS * count]);
        for from in rows.clone().step_by(ROWS) {
            let some = from..(from + ROWS).min(rows.end);
            panel.fill(isa, matrix.kind, matrix.bytes(some.clone()), matrix.columns);
            panel.times(isa, acts, &mut tile);
            for (tile, out) in tile.chunks_exact(ROWS).zip(out.chunks_exact_mut(width)) {
                out[from - rows.start..][..some.len()].copy_from_slice(&tile[..some.len()]);
            }
        }
        return out;
    }
    // Row by row: each row's products stand together, and are turned.
    let mut turned = hands.sheet(width * count);
    if matrix.kind.is_quantized() {
        row::rows(isa, matrix.kind, matrix.bytes(rows), acts, &mut turned);
    } else {
        row::float_rows(matrix.kind, matrix.bytes(rows), x, matrix.columns, &mut turned);
    }
    if count == 1 {
        hands.back(out);
        return turned;
    }
    for (r, turned) in turned.chunks_exact(count).enumerate() {
        for (t, value) in turned.iter().enumerate() {
            out[t * width + r] = *value;
        }
    }
    hands.back(turned);
    out
}
