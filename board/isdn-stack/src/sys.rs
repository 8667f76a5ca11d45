// SPDX-License-Identifier: GPL-2.0-only
//! The way into the C program.
#![allow(unsafe_code)]

use std::ffi::{CString, OsString, c_char, c_int};
use std::os::unix::ffi::OsStrExt;

// SAFETY: the C program's own declaration is the same.
unsafe extern "C" {
    fn stack_main(argc: c_int, argv: *const *const c_char) -> c_int;
}

/// Runs it; its exit status.
pub fn run(arguments: &[OsString]) -> u8 {
    // An argument with a zero in it cannot come from a system call.
    let owned: Vec<CString> = arguments.iter().filter_map(|a| CString::new(a.as_bytes()).ok()).collect();
    let pointers: Vec<*const c_char> = owned.iter().map(|a| a.as_ptr()).collect();
    let count = c_int::try_from(pointers.len()).unwrap_or(0);
    // SAFETY: `count` pointers to strings that end in zero and live until after the call; it only reads them.
    let status = unsafe { stack_main(count, pointers.as_ptr()) };
    u8::try_from(status).unwrap_or(1)
}
