// SPDX-License-Identifier: GPL-2.0-only
//! Compiles the C program against Debian's libpri (`libpri-dev`, which `.ci/prepare tests` installs).

fn main() {
    println!("cargo::rerun-if-changed=src/stack.c");
    cc::Build::new().file("src/stack.c").std("c11").flag("-Wall").flag("-Wextra").flag("-Werror").compile("stack");
    println!("cargo::rustc-link-lib=dylib=pri");
}
