//! Whatever comes, nothing panics and every buffer stays bounded.

use huisclos_audio::{Ear, EarFact, Patience, alaw, resample};
use proptest::prelude::*;

fn frame() -> impl Strategy<Value = [u8; 160]> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 160).prop_map(|v| v.try_into().unwrap_or([0; 160])),
        any::<u8>().prop_map(|byte| [byte; 160]),
        (any::<u8>(), any::<u8>()).prop_map(|(a, b)| std::array::from_fn(|n| if n % 2 == 0 { a } else { b })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_frames_in_any_order(frames in proptest::collection::vec((frame(), frame(), 0u8..12), 1..400), scale in any::<f32>()) {
        let mut ear = Ear::new(7);
        ear.scale_patience(scale);
        let mut last_ms = 0;
        for (heard, said, act) in frames {
            match act {
                0 => ear.close(),
                1..=5 => ear.listen(Patience::ALL[usize::from(act) - 1]),
                6 => drop(ear.end_turn()),
                7 => ear.wait_longer(u64::from(act)),
                8 => drop(ear.turn_so_far()),
                _ => {}
            }
            for fact in ear.frame(&heard, &said) {
                if let EarFact::TurnEnded { turn, .. } = fact {
                    prop_assert!(turn.speech_start_ms <= turn.speech_end_ms);
                    prop_assert!(turn.from_ms <= turn.speech_start_ms && turn.speech_end_ms <= ear.now_ms());
                    prop_assert!(turn.pcm_16khz.len() <= 16 * 31_000);
                    prop_assert!(turn.pcm_16khz.iter().all(|sample| sample.is_finite()));
                    prop_assert!(last_ms <= turn.speech_end_ms);
                    last_ms = turn.speech_end_ms;
                }
            }
        }
    }

    #[test]
    fn any_rate_or_a_clear_error(pcm in proptest::collection::vec(-1.0f32..1.0, 0..3000), from in any::<u32>(), to in 4_000u32..100_000) {
        match resample::convert(&pcm, from % 400_000, to) {
            Ok(out) => prop_assert!(out.iter().all(|sample| sample.is_finite())),
            Err(error) => prop_assert!(error.to_string().contains("Hz")),
        }
    }

    #[test]
    fn a_law_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        prop_assert_eq!(alaw::encode(&alaw::decode(&bytes)), bytes);
    }
}
