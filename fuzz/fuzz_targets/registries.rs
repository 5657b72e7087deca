//! `cargo fuzz run --features libfuzzer registries`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fenbo_fuzz::registries(bytes));
