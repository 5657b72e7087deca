use super::*;
use proptest::prelude::*;
use std::io::{self, Read};

/// Gives the bytes in reads of at most so many.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.0.len().min(self.1).min(out.len());
        out[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn pieces(input: &[u8], format: Format, limit: usize, drip: usize) -> Vec<Piece> {
    let mut cutter = Cutter::new(Drip(input, drip), format, limit);
    let mut all = Vec::new();
    if format != Format::Lines {
        all.extend(cutter.header().unwrap());
    }
    while let Some(piece) = cutter.piece().unwrap() {
        all.push(piece);
    }
    all
}

const CSV: Format = Format::Csv { delimiter: b',' };

fn faults(pieces: &[Piece]) -> Vec<(u64, Fault)> {
    pieces.iter().filter_map(|p| Some((p.line, p.fault?))).collect()
}

fn rows(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    reader.byte_records().map(|r| r.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

#[test]
fn a_line_beyond_the_limit_is_dropped_and_the_lines_around_it_stay() {
    let long = "x".repeat(5000);
    let input = format!("one\n{long}\nthree\nfour");
    for drip in [1, 7, 4096, usize::MAX] {
        let all = pieces(input.as_bytes(), Format::Lines, 1000, drip);
        let kept: Vec<u8> = all.iter().filter(|p| p.fault.is_none()).flat_map(|p| p.bytes.clone()).collect();
        assert_eq!(faults(&all), [(2, Fault::TooLong(5000))], "drip {drip}");
        assert_eq!(kept, b"one\nthree\nfour");
    }
}

#[test]
fn an_endless_line_is_never_held() {
    let mut cutter = Cutter::new(io::repeat(b'x').take(40 << 20), Format::Lines, 1 << 20);
    let piece = cutter.piece().unwrap().unwrap();
    assert_eq!(piece.fault, Some(Fault::TooLong(40 << 20)));
    assert!(piece.bytes.len() <= 4096);
    assert_eq!(cutter.piece().unwrap(), None);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_line() {
    let input = b"id,text\n1,\"two\nlines\"\n2,\"open\n3,fine\n4,\"also\nfine\"\n";
    for drip in [1, 5, usize::MAX] {
        let all = pieces(input, CSV, 1 << 20, drip);
        let good: Vec<u8> = all.iter().filter(|p| p.fault.is_none()).flat_map(|p| p.bytes.clone()).collect();
        let ids: Vec<_> = rows(&good).into_iter().map(|r| r[0].clone()).collect();
        assert_eq!(ids, [b"id".to_vec(), b"1".to_vec(), b"3".to_vec(), b"4".to_vec()], "drip {drip}");
        assert_eq!(faults(&all), [(4, Fault::OpenQuote)], "drip {drip}");
    }
    let last = pieces(b"id,text\n1,a\n2,\"half wri", CSV, 1 << 20, usize::MAX);
    assert_eq!(faults(&last), [(3, Fault::OpenQuote)]);
    let both = pieces(b"id,text\n1,\"a\n2,b\n3,\"half wri", CSV, 1 << 20, usize::MAX);
    assert_eq!(faults(&both), [(2, Fault::OpenQuote), (4, Fault::OpenQuote)]);
}

#[test]
fn an_open_quote_does_not_swallow_a_long_input() {
    let mut input = b"id,text\n1,\"open\n".to_vec();
    for i in 0..20_000 {
        input.extend_from_slice(format!("{i},fine\n").as_bytes());
    }
    let all = pieces(&input, CSV, 64 * 1024, 4096);
    assert_eq!(faults(&all), [(2, Fault::OpenQuote)]);
    let good: Vec<u8> = all.iter().filter(|p| p.fault.is_none()).flat_map(|p| p.bytes.clone()).collect();
    assert_eq!(rows(&good).len(), 20_001);
}

#[test]
fn lines_are_counted_across_pieces() {
    let input = b"a,b\n\n1,\"x\ny\"\n2,z\n";
    let all = pieces(input, CSV, 1 << 20, 1);
    let lines: Vec<u64> = all.iter().map(|p| p.line).collect();
    assert_eq!(lines, [1, 2, 3, 5]);
}

proptest! {
    #[test]
    fn pieces_together_are_the_input(
        input in proptest::collection::vec(prop_oneof![
            4 => Just(b'a'), 2 => Just(b','), 2 => Just(b'"'), 2 => Just(b'\n'), 1 => Just(b'\r')
        ], 0..200),
        drip in 1usize..40,
    ) {
        for format in [Format::Lines, CSV] {
            let all = pieces(&input, format, 1 << 20, drip);
            let together: Vec<u8> = all.iter().flat_map(|p| p.bytes.clone()).collect();
            if format == Format::Lines {
                prop_assert_eq!(&together, &input);
            } else {
                // Empty lines before the header are dropped.
                prop_assert!(input.ends_with(&together));
                prop_assert!(input[..input.len() - together.len()].iter().all(u8::is_ascii_whitespace));
            }
            let mut line = all.first().map_or(1, |p| p.line);
            for piece in &all {
                prop_assert_eq!(piece.line, line);
                line += memchr::memchr_iter(b'\n', &piece.bytes).count() as u64;
            }
        }
    }

    #[test]
    fn csv_cut_in_pieces_reads_as_the_whole(
        table in proptest::collection::vec(
            proptest::collection::vec("[a,\"\n ]{0,6}", 3), 1..20),
        drip in 1usize..40,
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "b", "c"]).unwrap();
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let input = writer.into_inner().unwrap();
        let all = pieces(&input, CSV, 1 << 20, drip);
        prop_assert_eq!(faults(&all), []);
        let apart: Vec<_> = all.iter().flat_map(|p| rows(&p.bytes)).collect();
        prop_assert_eq!(apart, rows(&input));
    }
}
