//! The caller's number between two rings: a message as bytes, and a line's sound in which there may be one.
#![no_main]

use huisclos_tones::{CallerIdReceiver, modulate, read};
use libfuzzer_sys::fuzz_target;

/// Level of a modem on the line.
const SAID_DBM0: f32 = -14.0;

fuzz_target!(|bytes: &[u8]| {
    let Some((how, rest)) = bytes.split_first() else { return };
    match how % 3 {
        0 => {
            let message = whole(rest);
            let first = read(&message);
            // The sum is right: any other fault is in the fields.
            assert_ne!(first, Err(huisclos_tones::CallerIdError::Checksum));
        }
        1 => drop(read(rest)),
        // Sound: these bytes as the line's modem would say them, then as samples.
        _ => {
            let mut receiver = CallerIdReceiver::default();
            let said = modulate(&whole(&rest[..rest.len().min(60)]), SAID_DBM0);
            let noise: Vec<i16> = rest.iter().map(|byte| (i16::from(*byte) - 128) * 64).collect();
            for frame in said.chunks(160).chain(noise.chunks(160)) {
                let mut pcm = [0; 160];
                pcm[..frame.len()].copy_from_slice(frame);
                let _ = receiver.hear(&pcm);
            }
        }
    }
});

/// A message of this kind and body, with its length and its checksum.
fn whole(bytes: &[u8]) -> Vec<u8> {
    let (kind, body) = bytes.split_first().map_or((0x80, bytes), |(kind, body)| (if kind % 2 == 0 { 0x80 } else { 0x04 }, body));
    let body = &body[..body.len().min(255)];
    let mut message = vec![kind, body.len() as u8];
    message.extend(body);
    let sum = message.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    message.push(sum.wrapping_neg());
    message
}
