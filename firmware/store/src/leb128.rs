//! Numbers of seven bits a byte, the least first: short where the number is.

/// Writes a number: one byte below 128, ten at most.
pub(crate) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Reads one and leaves what follows; `None` when it is cut or too long for a number.
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..u64::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return (bits << shift >> shift == bits).then_some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_number_survives_and_a_cut_one_is_refused(number: u64, rest: Vec<u8>) {
            let mut out = Vec::new();
            put(&mut out, number);
            for len in 0..out.len() {
                prop_assert_eq!(take(&mut &out[..len]), None);
            }
            let whole = [&out[..], &rest].concat();
            let mut bytes = &whole[..];
            prop_assert_eq!(take(&mut bytes), Some(number));
            prop_assert_eq!(bytes, &rest[..]);
        }
    }

    #[test]
    fn a_number_of_more_than_64_bits_is_refused() {
        assert_eq!(take(&mut &[0xff; 10][..]), None);
        assert_eq!(take(&mut &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1][..]), Some(u64::MAX));
    }
}
