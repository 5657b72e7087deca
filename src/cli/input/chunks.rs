//! Bytes from a thread that makes them, as an input.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Bytes that are handed over at once.
const CHUNK: usize = 64 * 1024;
/// Chunks that may wait.
const WAITING: usize = 4;

/// The end at which bytes are made.
pub struct Chunks {
    /// What is to be handed over next.
    pub bytes: Vec<u8>,
    to: SyncSender<io::Result<Vec<u8>>>,
}

/// Both ends.
pub fn chunks() -> (Chunks, Made) {
    let (to, from) = sync_channel(WAITING);
    (Chunks { bytes: Vec::with_capacity(CHUNK * 2), to }, Made { from, chunk: Vec::new(), given: 0 })
}

impl Chunks {
    /// Hands over what there is. An error if nobody reads any more.
    pub fn hand_over(&mut self) -> io::Result<()> {
        let chunk = std::mem::replace(&mut self.bytes, Vec::with_capacity(CHUNK * 2));
        self.to.send(Ok(chunk)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    /// Hands over once there is enough.
    pub fn hand_over_if_full(&mut self) -> io::Result<()> {
        if self.bytes.len() >= CHUNK { self.hand_over() } else { Ok(()) }
    }

    /// Says that there is no more, and why. Whoever reads may have gone: then nobody has to be told.
    pub fn fail(&self, error: io::Error) {
        let _ = self.to.send(Err(error));
    }
}

/// The end at which they are read.
pub struct Made {
    from: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    given: usize,
}

impl Read for Made {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.chunk.len() {
            match self.from.recv() {
                Ok(chunk) => (self.chunk, self.given) = (chunk?, 0),
                Err(_) => return Ok(0),
            }
        }
        let rest = self.chunk.get(self.given..).unwrap_or_default();
        let n = rest.len().min(out.len());
        out[..n].copy_from_slice(&rest[..n]);
        self.given += n;
        Ok(n)
    }
}
