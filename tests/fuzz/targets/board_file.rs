//! A board file: whatever is written in it, it is read or refused in one line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match huisclos_board_plan::parse(text) {
        Ok(board) => assert!(!board.lines.is_empty()),
        Err(error) => {
            let said = error.to_string();
            assert!(!said.contains('\n') && said.chars().count() < 600, "{said}");
        }
    }
});
