//! What the process of libpri says: lines, and what they do to an access with two lines.
#![no_main]

use huisclos_board_isdn::CallWaiting;
use huisclos_board_isdn::protocol::read;
use huisclos_board_isdn::span::{CHANNELS, Span};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut span = Span::new(CallWaiting::Offered, vec!["0145671234".into()]);
    (0..CHANNELS).for_each(|n| drop(span.opened(n, true)));
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(event) = read(line) else { continue };
        for command in span.told(&event) {
            assert!(command.to_string().is_ascii());
        }
        // The lines answer who rings and let go of who left, now and then.
        let n = line.len() % CHANNELS;
        if line.len() % 3 == 0 {
            span.answer(n);
        } else if line.len() % 7 == 0 {
            span.hang_up(n);
        }
        assert!(span.take(n).len() <= 64);
    }
});
