//! The way of complaints from bytes to decisions: decoded, cut into pieces, read, filled and routed, as `fenbo route`
//! does it on one thread.

use crate::cli::clock::Clock;
use crate::cli::input::{Cutter, Format, Piece, decode, named};
use crate::cli::record::{
    CsvReader, Draft, Drafting, Filling, JsonReader, Memory, Notes, Plan, Reading, Sink as _, Texts, Wanted,
    corrected_line,
};
use fenbo::finding::Lang;
use fenbo::lists::Lists;
use fenbo::recognise::Weights;
use fenbo::router::Router;
use serde_json::value::RawValue;
use std::io::Cursor;
use std::sync::{Arc, OnceLock};

/// Bytes of the longest record: small, so that long ones are met.
const LIMIT: usize = 512;

const LISTS: &[(&str, &str)] = &[
    ("a.fenbo", include_str!("../../tests/hostile/duties.fenbo")),
    ("b-areas.yaml", include_str!("../../tests/hostile/areas.yaml")),
    ("c-units.yaml", include_str!("../../tests/hostile/units.yaml")),
];

fn router() -> &'static (Router, Clock) {
    static ROUTER: OnceLock<(Router, Clock)> = OnceLock::new();
    ROUTER.get_or_init(|| {
        let mut lists = Lists::new();
        for (name, text) in LISTS {
            lists.add(name, *text);
        }
        let (policy, _, findings) = lists.read();
        assert_eq!(findings, [], "the lists of the complaints are right");
        let clock = Clock::of(&policy).unwrap_or_else(|e| panic!("{}", e.en));
        (Router::compile(Arc::new(policy), crate::targets::DAY).0, clock)
    })
}

/// Reads matters and places from the texts of complaints.
fn texts() -> &'static Texts {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    TEXTS.get_or_init(|| Texts::new(router().0.shared_policy(), Weights::default()))
}

/// Reads bytes as complaints. The first byte chooses between JSON Lines and CSV, recognised and told encodings, and
/// strict and lenient reading.
///
/// # Panics
/// If something that must hold does not.
pub fn complaints(bytes: &[u8]) {
    let Some((&choice, rest)) = bytes.split_first() else { return };
    let told = (choice & 2 != 0).then(|| named("gb18030")).flatten();
    let decoded = decode(Box::new(Cursor::new(rest.to_vec())), told).expect("memory can be read");
    let csv = choice & 1 != 0;
    let format = if csv { Format::Csv { delimiter: b',' } } else { Format::Lines };
    let mut desk = Desk::new(choice & 4 != 0);
    let mut cutter = Cutter::new(decoded.input, format, LIMIT);
    let plan = if csv {
        let Some(header) = cutter.header().expect("memory can be read") else { return };
        let Some(names) = names(&header) else { return };
        let (plan, _) = Plan::of_header(&names, desk.router.policy(), None);
        let at: Vec<Option<usize>> =
            plan.columns.iter().map(|c| names.iter().position(|n| *n == c.name)).collect();
        Some((plan, at, names.len()))
    } else {
        None
    };
    let mut line = 1;
    while let Some(piece) = cutter.piece().expect("memory can be read") {
        assert!(piece.line >= line && !piece.bytes.is_empty(), "pieces go forward");
        line = piece.line;
        if piece.fault.is_none() {
            match &plan {
                None => desk.lines(&piece),
                Some((plan, at, columns)) => {
                    desk.rows(&piece, &CsvReader { plan, at, columns: *columns });
                }
            }
        }
    }
}

fn names(header: &Piece) -> Option<Vec<String>> {
    let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(&header.bytes[..]);
    let mut row = csv::StringRecord::new();
    (header.fault.is_none() && table.read_record(&mut row).ok()?)
        .then(|| row.iter().map(|n| n.trim().to_owned()).collect())
}

struct Desk {
    router: &'static Router,
    clock: &'static Clock,
    complaint: fenbo::router::Complaint<'static>,
    notes: Notes,
    memory: Memory,
    reading: Reading,
    draft: Draft,
}

impl Desk {
    fn new(lenient: bool) -> Self {
        let (router, clock) = router();
        let complaint = router.complaint();
        // A generous reading takes days without a time of day, too.
        let reading = Reading { lenient, days: lenient, ..Reading::default() };
        let (notes, memory, draft) = (Notes::default(), Memory::default(), Draft::default());
        Self { router, clock, complaint, notes, memory, reading, draft }
    }

    fn lines(&mut self, piece: &Piece) {
        let reader = JsonReader { label: Some("label"), plan: None };
        for line in piece.bytes.split(|b| *b == b'\n').filter(|l| !l.iter().all(u8::is_ascii_whitespace)) {
            let _ = reader.received(line, self.clock, self.reading);
            self.record(|filling| reader.read(line, filling));
            if let Some(line) = corrected_line(line) {
                self.record(|filling| reader.read(&line, filling));
            }
        }
    }

    fn rows(&mut self, piece: &Piece, reader: &CsvReader<'_>) {
        let mut table =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&piece.bytes[..]);
        let mut row = csv::ByteRecord::new();
        while table.read_byte_record(&mut row).expect("memory can be read") {
            let _ = reader.received(&row, self.clock, self.reading);
            self.record(|filling| reader.read(&row, filling));
            // Without lists the words are kept as they stand.
            self.draft.clear();
            let wanted = Wanted::Text;
            let mut drafting =
                Drafting { draft: &mut self.draft, clock: self.clock, reading: self.reading, wanted };
            reader.read(&row, &mut drafting);
            drafting.finish();
        }
    }

    /// A record is a complaint that has a decision, or has faults that can be said.
    fn record(&mut self, fill: impl FnOnce(&mut Filling<'_, 'static>)) {
        self.complaint.clear();
        self.notes.clear();
        fill(&mut Filling {
            complaint: &mut self.complaint,
            notes: &mut self.notes,
            memory: &mut self.memory,
            clock: self.clock,
            reading: self.reading,
            texts: Some(texts()),
        });
        for fault in &self.notes.faults {
            assert!(!fault.key().is_empty());
            assert!(!fault.text(Lang::Zh).is_empty() && !fault.text(Lang::En).is_empty());
        }
        let id = &self.notes.id[..];
        assert!(id.is_empty() || serde_json::from_slice::<&RawValue>(id).is_ok(), "an id that is no JSON");
        if self.notes.faults.is_empty() {
            let (brief, decision) = (self.router.brief(&self.complaint), self.router.route(&self.complaint));
            assert_eq!(brief.status, decision.status, "the short answer differs from the long one");
            let _ = self.router.explain(&self.complaint);
        }
    }
}
