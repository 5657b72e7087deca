//! `cargo fuzz run --features libfuzzer lists`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fenbo_fuzz::lists(bytes));
