//! `cargo fuzz run --features libfuzzer complaints`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fenbo_fuzz::complaints(bytes));
