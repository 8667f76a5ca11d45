//! The meaning of every block format is candle's, and products of mapped files are right whatever multiplies them.

use candle_core::quantized::{GgmlDType, QTensor, gguf_file};
use candle_core::{Device, Tensor};
use huisclos_blocks::{Blocks, Gguf, Hands, products};
use std::path::PathBuf;

struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn noise(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect()
}

#[test]
fn files_of_every_format_multiply_as_candle_dequantizes_them() {
    let (rows, columns) = (37, 512);
    let weights = noise(rows * columns, 5);
    for kind in [
        GgmlDType::F32,
        GgmlDType::F16,
        GgmlDType::BF16,
        GgmlDType::Q4_0,
        GgmlDType::Q4_1,
        GgmlDType::Q5_0,
        GgmlDType::Q5_1,
        GgmlDType::Q8_0,
        GgmlDType::Q2K,
        GgmlDType::Q3K,
        GgmlDType::Q4K,
        GgmlDType::Q5K,
        GgmlDType::Q6K,
    ] {
        let tensor = Tensor::from_slice(&weights, (rows, columns), &Device::Cpu).expect("sizes fit");
        let tensor = QTensor::quantize(&tensor, kind).expect("a format candle writes");
        let exact: Vec<f32> =
            tensor.dequantize(&Device::Cpu).and_then(|t| t.flatten_all()?.to_vec1()).expect("its own blocks");
        let path = std::env::temp_dir().join(format!("huisclos-blocks-{}-{kind:?}", std::process::id()));
        let file = Temporary(path);
        let mut out = std::fs::File::create(&file.0).expect("the temporary folder is writable");
        gguf_file::write(&mut out, &[], &[("w", &tensor)]).expect("the temporary folder has room");
        drop(out);
        let gguf = Gguf::open(&file.0).unwrap_or_else(|e| panic!("{e}"));
        gguf.verify().unwrap_or_else(|e| panic!("{e}"));
        let blocks = Blocks::open(&gguf, "w", rows, columns).unwrap_or_else(|e| panic!("{e}"));
        let mut row = vec![0.0; columns];
        for r in 0..rows {
            assert!(blocks.row(r, &mut row));
            for (got, expect) in row.iter().zip(&exact[r * columns..]) {
                assert!((got - expect).abs() < 1e-5, "{kind:?} row {r}: {got} {expect}");
            }
        }
        assert!(!blocks.row(rows, &mut row));
        for (count, threads) in [(1, 1), (3, 2), (9, 1), (20, 2)] {
            let x = noise(count * columns, 9);
            let got = &products(&Hands::new(threads), &[&blocks, &blocks], &x)[1];
            for t in 0..count {
                for r in 0..rows {
                    let pairs = x[t * columns..][..columns].iter().zip(&exact[r * columns..]);
                    let expect: f32 = pairs.map(|(a, b)| a * b).sum();
                    // Activations are rounded to 1 in 32,512 of their block's largest.
                    assert!(
                        (got[t * rows + r] - expect).abs() < 4e-3,
                        "{kind:?} {count}: {} {expect}",
                        got[t * rows + r]
                    );
                }
            }
        }
    }
}
