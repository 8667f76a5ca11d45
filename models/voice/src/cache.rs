//! Sentences already rendered, in memory only: those used longest ago go first.

use crate::Pace;
use std::collections::HashMap;
use std::sync::Arc;

/// Bound on the samples kept: 8 MiB are 8 minutes of speech, every fixed prompt of a cabinet several times over.
pub(crate) const BYTES_MAX: usize = 8 << 20;

/// Samples, and when they were last asked for, in uses of the cache.
type Kept = (Arc<[i16]>, u64);

/// Samples by sentence and pace.
#[derive(Default)]
pub(crate) struct Cache {
    kept: HashMap<(String, Pace), Kept>,
    bytes: usize,
    uses: u64,
}

impl Cache {
    /// The samples of a sentence, if they are kept.
    pub(crate) fn get(&mut self, sentence: &str, pace: Pace) -> Option<Arc<[i16]>> {
        self.uses += 1;
        let (samples, used) = self.kept.get_mut(&(sentence.to_string(), pace))?;
        *used = self.uses;
        Some(samples.clone())
    }

    /// Keeps a sentence's samples, unless they are longer than everything that may be kept.
    pub(crate) fn put(&mut self, sentence: &str, pace: Pace, samples: Arc<[i16]>) {
        let size = size_of_val(&*samples);
        if size > BYTES_MAX {
            return;
        }
        self.uses += 1;
        if let Some((old, _)) = self.kept.insert((sentence.to_string(), pace), (samples, self.uses)) {
            self.bytes -= size_of_val(&*old);
        }
        self.bytes += size;
        while self.bytes > BYTES_MAX {
            let Some(oldest) = self.kept.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| key.clone()) else {
                break;
            };
            if let Some((old, _)) = self.kept.remove(&oldest) {
                self.bytes -= size_of_val(&*old);
            }
        }
    }

    /// Bytes of samples kept.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_used_longest_ago_goes_first() {
        let mut cache = Cache::default();
        let third: Arc<[i16]> = vec![0; BYTES_MAX / 2 / 3].into();
        for name in ["un", "deux", "trois"] {
            cache.put(name, Pace::Normal, third.clone());
        }
        assert!(cache.get("un", Pace::Normal).is_some());
        cache.put("quatre", Pace::Normal, third.clone());
        let kept = |cache: &mut Cache, name| cache.get(name, Pace::Normal).is_some();
        assert!(kept(&mut cache, "un") && kept(&mut cache, "trois") && kept(&mut cache, "quatre"));
        assert!(!kept(&mut cache, "deux") && cache.get("un", Pace::Slow).is_none());
        cache.put("un", Pace::Normal, third);
        assert!(cache.bytes() <= BYTES_MAX);
        cache.put("long", Pace::Normal, vec![0; BYTES_MAX].into());
        assert!(!kept(&mut cache, "long") && kept(&mut cache, "un"));
    }
}
