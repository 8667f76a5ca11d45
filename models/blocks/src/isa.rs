//! Which instructions the products use.

use std::sync::atomic::{AtomicU8, Ordering};

/// From the plainest to the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Isa {
    /// Any processor.
    Plain,
    /// AVX2: sixteen products of bytes in three instructions.
    Avx2,
    /// AVX-VNNI (N100 and its kin): thirty-two in one.
    AvxVnni,
    /// AVX-512 with VNNI: sixty-four in one.
    Avx512,
}

/// What was found; 0 before anybody looked.
static FOUND: AtomicU8 = AtomicU8::new(0);
const ALL: [Isa; 4] = [Isa::Plain, Isa::Avx2, Isa::AvxVnni, Isa::Avx512];

impl Isa {
    /// The widest this processor has, or the narrower one that was asked for.
    #[inline]
    pub fn here() -> Self {
        match FOUND.load(Ordering::Relaxed) {
            0 => {
                let found = Self::detect();
                FOUND.store(found as u8 + 1, Ordering::Relaxed);
                found
            }
            n => ALL[usize::from(n - 1).min(3)],
        }
    }

    /// Uses no wider instructions than these from now on: for measuring what another processor would need.
    pub fn at_most(limit: Self) {
        FOUND.store(Self::detect().min(limit) as u8 + 1, Ordering::Relaxed);
    }

    /// All that this processor has, the plainest first.
    pub fn all_here() -> impl Iterator<Item = Self> {
        let most = Self::detect();
        ALL.into_iter().filter(move |isa| match isa {
            #[cfg(target_arch = "x86_64")]
            Self::AvxVnni => is_x86_feature_detected!("avxvnni"),
            isa => *isa <= most,
        })
    }

    fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if !(is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("fma")
                && is_x86_feature_detected!("f16c"))
            {
                return Self::Plain;
            }
            let wide = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl");
            if wide && is_x86_feature_detected!("avx512vnni") {
                return Self::Avx512;
            }
            return if is_x86_feature_detected!("avxvnni") { Self::AvxVnni } else { Self::Avx2 };
        }
        #[allow(unreachable_code)]
        Self::Plain
    }
}
