//! The command line: arguments, files and terminals around the library's public face.

mod input;

pub fn run() -> std::process::ExitCode { std::process::ExitCode::SUCCESS }
