//! The command line.

mod cli;

/// Reading lists makes and frees small pieces by the million, over threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
