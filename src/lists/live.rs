//! Lists that are being edited: read once, and after an edit only as far as it reaches.
//!
//! The blocks of duties that an edit touches are read and bound anew in place. An edit of any other block, of a registry,
//! or of a code that other blocks take or name, has everything read again.

use super::{Lists, Texts, locked, tidy};
use crate::finding::Finding;
use crate::policy::duty::DutyId;
use crate::policy::precedence::circles;
use crate::policy::registry;
use crate::policy::renumber::Shift;
use crate::policy::{Block, Ledger, Policy, Rebound, by_block, in_order};
use crate::syntax::entries::{Entry, EntryKind};
use crate::syntax::{Part, fits, parse_text, parts};
use crate::text::{Moved, SourceId, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// A city's lists with everything bound, and how they came to be.
#[derive(Debug)]
pub(crate) struct Live {
    lists: Lists,
    policy: Arc<Policy>,
    sources: Sources,
    /// List files by their number.
    files: BTreeMap<SourceId, Vec<Piece>>,
    /// Files that may have findings in them.
    loud: BTreeSet<SourceId>,
    /// Findings of everything but the form of lists and the names in blocks of duties.
    others: Vec<Finding>,
    /// Circles of overriding.
    circles: Vec<Finding>,
    ledger: Ledger,
    /// Definitions, tables and rotas; read again when their places moved.
    names: Option<Vec<Entry>>,
    /// Whether the hash is that of the texts.
    hashed: bool,
}

/// A part of a list file, from one heading to the next.
#[derive(Debug, Default)]
struct Piece {
    start: usize,
    /// What there is to say about its form.
    findings: Vec<Finding>,
    /// Its blocks of duties.
    blocks: Vec<Block>,
    /// It holds other blocks too.
    others: bool,
    /// Some of them are definitions, tables or rotas.
    names: bool,
}

/// How far an edit reached.
#[derive(Debug)]
pub(crate) enum Reached {
    /// Everything was read again.
    Everything,
    /// Some blocks of duties; perhaps none.
    Duties {
        /// The duties that are new or may say something else, ascending.
        changed: Vec<DutyId>,
        /// Where places went.
        moved: Moved,
        /// What it did to where and when duties apply; none if that is as it was.
        shift: Option<Shift>,
    },
    /// As many duties, in lists in which overriding can go round, before or after.
    Round(usize),
}

/// A stretch of a text that is read again.
struct Stretch {
    /// The pieces that are replaced.
    old: Range<usize>,
    /// Where the new ones begin.
    starts: Vec<usize>,
    /// The end of the last.
    end: usize,
}

impl Live {
    /// Reads everything.
    pub fn new(lists: Lists) -> Self {
        let texts = lists.texts();
        let Texts { sources, project, lock, lists: ids, units, areas, calendars, bases, mut findings, hash } =
            texts;
        let mut files = BTreeMap::new();
        let mut entries: Vec<Entry> = Vec::new();
        // Which piece each block of duties stands in.
        let mut places = Vec::new();
        for id in ids {
            let Some(text) = sources.get(id).map(|s| s.text.clone()) else { continue };
            let mut pieces = Vec::new();
            for (start, part) in read_parts(id, &text) {
                pieces.push(Piece::of(start, &part));
                let blocks = part.entries.iter().filter(|e| is_duty(e)).count();
                places.extend(std::iter::repeat_n((id, pieces.len() - 1), blocks));
                entries.extend(part.entries);
            }
            files.insert(id, pieces);
        }
        let (mut registry, found) = registry::read(project, &units, &areas, &calendars, &sources);
        findings.extend(found);
        let (known, found) = registry::read_bases(&bases, &registry.units, &sources);
        registry.bases = known;
        findings.extend(found);
        let read = by_block(&entries, registry);
        findings.extend(read.findings);
        let mut policy = read.policy;
        policy.hash = hash;
        policy.lock = lock.and_then(|id| locked(id, &sources));
        let ledger = Ledger::new(&policy, read.bases, read.blocks.iter());
        for ((file, piece), block) in places.into_iter().zip(read.blocks) {
            if let Some(piece) =
                files.get_mut(&file).and_then(|pieces: &mut Vec<Piece>| pieces.get_mut(piece))
            {
                piece.blocks.push(block);
            }
        }
        let circles = circles(&policy);
        entries.retain(is_name);
        let said = |pieces: &[Piece]| pieces.iter().any(Piece::is_loud);
        let loud = files.iter().filter(|(_, pieces)| said(pieces)).map(|(id, _)| *id).collect();
        Self {
            lists,
            policy: policy.into(),
            sources,
            files,
            loud,
            others: findings,
            circles,
            ledger,
            names: Some(entries),
            hashed: true,
        }
    }

    /// The lists, bound.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The lists, bound, with the hash of their texts. The hash takes time linear in the texts after an edit.
    pub fn hashed(&mut self) -> &Arc<Policy> {
        if !self.hashed {
            Arc::make_mut(&mut self.policy).hash = self.lists.hash();
            self.hashed = true;
        }
        &self.policy
    }

    /// The texts.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The texts by number.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// All there is to say about reading, in order of place.
    pub fn findings(&self) -> Vec<Finding> {
        let pieces = self.loud.iter().filter_map(|id| self.files.get(id)).flatten();
        let own = pieces.flat_map(|p| p.findings.iter().chain(p.blocks.iter().flat_map(|b| &b.findings)));
        let mut all: Vec<Finding> = own.chain(&self.others).chain(&self.circles).cloned().collect();
        all.sort_by(in_order);
        all
    }

    /// Another text in the place of one, or a text more.
    pub fn edit(&mut self, name: &str, text: &Arc<str>) -> Reached {
        let name = tidy(name);
        let at = self.lists.texts.keys().position(|known| *known == name);
        let old = self.lists.texts.insert(name, text.clone());
        if old.as_ref() == Some(text) {
            let moved = Moved { source: SourceId::default(), from: 0, to: 0 };
            return Reached::Duties { changed: Vec::new(), moved, shift: None };
        }
        let file = at.map(|i| SourceId(i as u32)).filter(|id| self.files.contains_key(id));
        if let (Some(file), Some(old)) = (file, old)
            && let Some(reached) = self.follow(file, &old, text)
        {
            return reached;
        }
        *self = Self::new(std::mem::take(&mut self.lists));
        Reached::Everything
    }

    /// Takes a text away.
    pub fn remove(&mut self, name: &str) -> Reached {
        self.lists.remove(name);
        *self = Self::new(std::mem::take(&mut self.lists));
        Reached::Everything
    }

    /// Reads again what differs in one list file. None, with nothing changed that reading everything does not change as
    /// well, if that is not enough.
    fn follow(&mut self, file: SourceId, old: &str, new: &Arc<str>) -> Option<Reached> {
        let pieces = self.files.get(&file)?;
        let stretch = Stretch::between(old, new, pieces)?;
        let was = pieces.get(stretch.old.clone())?;
        let ends = stretch.starts.iter().skip(1).copied().chain([stretch.end]);
        let read: Vec<Part> =
            stretch.starts.iter().zip(ends).map(|(start, end)| Part::read(file, new, *start..end)).collect();
        let fresh: Vec<Piece> = stretch.starts.iter().zip(&read).map(|(s, p)| Piece::of(*s, p)).collect();
        let said = |pieces: &[Piece]| pieces.iter().map(|p| p.findings.len()).sum::<usize>();
        let findings = said(pieces) - said(was) + said(&fresh);
        let other = was.iter().chain(&fresh).any(|p| p.others);
        if other || !fits(new.len(), findings) || !fits(old.len(), said(pieces)) {
            return None;
        }
        let blocks: Vec<Block> = was.iter().flat_map(|p| p.blocks.iter().cloned()).collect();
        let from = pieces.get(stretch.old.end).map_or(old.len(), |p| p.start);
        let moved = Moved { source: file, from: from as u32, to: stretch.end as u32 };
        let counts: Vec<usize> = read.iter().map(|p| p.entries.len()).collect();
        let entries: Vec<Entry> = read.into_iter().flat_map(|p| p.entries).collect();
        self.sources.replace(file, new.clone());
        self.carry(file, stretch.old.end, moved);
        let rings_before = self.ledger.may_go_round(&self.policy);
        let bound = self.bind(&blocks, &entries)?;
        self.hashed = false;
        let mut all = bound.blocks.into_iter();
        let pieces = self.files.get_mut(&file)?;
        let filled = fresh.into_iter().zip(counts).map(|(mut piece, count)| {
            piece.blocks = all.by_ref().take(count).collect();
            piece
        });
        let filled: Vec<Piece> = filled.collect();
        if filled.iter().any(Piece::is_loud) {
            self.loud.insert(file);
        }
        pieces.splice(stretch.old, filled);
        let rings = self.ledger.may_go_round(&self.policy);
        self.circles = if rings { circles(&self.policy) } else { Vec::new() };
        if rings || rings_before {
            return Some(Reached::Round(bound.changed.len()));
        }
        Some(Reached::Duties { changed: bound.changed, moved, shift: bound.shift })
    }

    fn bind(&mut self, old: &[Block], new: &[Entry]) -> Option<Rebound> {
        if self.names.is_none() {
            self.names = Some(self.names());
        }
        let names = self.names.as_deref().unwrap_or_default();
        let old: Vec<&Block> = old.iter().collect();
        let bound = self.ledger.replace(Arc::make_mut(&mut self.policy), names, &old, new)?;
        if let Some(shift) = bound.shift.as_ref().filter(|s| !s.in_place) {
            let blocks = self.files.values_mut().flatten().flat_map(|p| &mut p.blocks);
            blocks.for_each(|block| shift.numbers.carry(&mut block.duties));
        }
        Some(bound)
    }

    /// Takes everything behind an edit along: pieces from `first` on.
    fn carry(&mut self, file: SourceId, first: usize, moved: Moved) {
        if moved.from == moved.to {
            return;
        }
        let policy = Arc::make_mut(&mut self.policy);
        let behind = self.files.get_mut(&file).and_then(|pieces| pieces.get_mut(first..)).unwrap_or_default();
        let (mut others, mut names) = (false, false);
        for piece in behind {
            piece.start = piece.start - moved.from as usize + moved.to as usize;
            policy.move_duties(moved, piece.blocks.iter().flat_map(|b| b.duties.iter().copied()));
            others |= piece.others;
            names |= piece.names;
        }
        others |= policy.mentions.iter().any(|m| m.1.source == file);
        if others {
            policy.move_others(moved);
        }
        if names {
            self.names = None;
        }
        let loud = self.files.iter_mut().filter(|(id, _)| self.loud.contains(id));
        loud.flat_map(|(_, pieces)| pieces)
            .flat_map(|p| p.findings.iter_mut().chain(p.blocks.iter_mut().flat_map(|b| &mut b.findings)))
            .chain(&mut self.others)
            .for_each(|f| f.follow(moved));
    }

    /// Reads the definitions, tables and rotas where they stand now.
    fn names(&self) -> Vec<Entry> {
        let mut all = Vec::new();
        for (id, pieces) in &self.files {
            let Some(text) = self.sources.get(*id).map(|s| &s.text) else { continue };
            for (i, piece) in pieces.iter().enumerate().filter(|(_, p)| p.names) {
                let end = pieces.get(i + 1).map_or(text.len(), |p| p.start);
                all.extend(Part::read(*id, text, piece.start..end).entries.into_iter().filter(is_name));
            }
        }
        all
    }
}

impl Piece {
    fn is_loud(&self) -> bool {
        !self.findings.is_empty() || self.blocks.iter().any(|b| !b.findings.is_empty())
    }

    fn of(start: usize, part: &Part) -> Self {
        Self {
            start,
            findings: part.findings.clone(),
            blocks: Vec::new(),
            others: !part.entries.iter().all(is_duty),
            names: part.entries.iter().any(is_name),
        }
    }
}

impl Stretch {
    /// From where two texts begin to differ to where they no longer do, in whole pieces; none if the pieces are not those
    /// of the old text.
    fn between(old: &str, new: &str, pieces: &[Piece]) -> Option<Self> {
        let (a, b) = (old.as_bytes(), new.as_bytes());
        let same = common_start(a, b);
        let behind = common_end(&a[same..], &b[same..]);
        // The piece before may take over lines of the one that was edited.
        let first = pieces.partition_point(|p| p.start <= same).saturating_sub(2);
        // A piece whose heading stands, line end before it and all, hands the next one over unchanged.
        let stands = pieces.partition_point(|p| p.start <= a.len() - behind).max(first + 1);
        let last = (stands + 1).min(pieces.len());
        let from = pieces.get(first)?.start;
        let end = pieces.get(last).map_or(b.len(), |p| p.start + b.len() - a.len());
        let mut starts = parts(new.get(..end)?, from);
        let (mut low, mut high, mut end) = (first, last, end);
        // What reads as before at both ends stays.
        let text = |i: usize| old.get(pieces[i].start..pieces.get(i + 1).map_or(old.len(), |p| p.start));
        while low < high && starts.len() > 1 && text(low) == new.get(starts[0]..starts[1]) {
            low += 1;
            starts.remove(0);
        }
        while low < high && starts.len() > 1 && text(high - 1) == new.get(starts[starts.len() - 1]..end) {
            high -= 1;
            end = starts.pop()?;
        }
        Some(Self { old: low..high, starts, end })
    }
}

/// How many bytes two texts have in common at their beginning.
fn common_start(a: &[u8], b: &[u8]) -> usize {
    // Whole stretches are compared much faster than single bytes.
    let whole = a.chunks(STRETCH).zip(b.chunks(STRETCH)).take_while(|(x, y)| x == y);
    let same = whole.map(|(x, _)| x.len()).sum::<usize>();
    same + a[same..].iter().zip(&b[same..]).take_while(|(x, y)| x == y).count()
}

/// How many bytes two texts have in common at their end.
fn common_end(a: &[u8], b: &[u8]) -> usize {
    let whole = a.rchunks(STRETCH).zip(b.rchunks(STRETCH)).take_while(|(x, y)| x == y);
    let same = whole.map(|(x, _)| x.len()).sum::<usize>();
    let rest = a[..a.len() - same].iter().rev().zip(b[..b.len() - same].iter().rev());
    same + rest.take_while(|(x, y)| x == y).count()
}

const STRETCH: usize = 1024;

/// The parts of a text with where they begin; the whole as one if it can only be read whole.
fn read_parts(id: SourceId, text: &str) -> Vec<(usize, Part)> {
    let starts = parts(text, 0);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let all: Vec<(usize, Part)> =
        starts.iter().zip(ends).map(|(start, end)| (*start, Part::read(id, text, *start..end))).collect();
    if fits(text.len(), all.iter().map(|(_, part)| part.findings.len()).sum()) {
        return all;
    }
    let (entries, findings) = parse_text(id, text);
    vec![(0, Part { entries, findings })]
}

fn is_duty(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::Duty(_))
}

/// Whether a block of duties may name it.
fn is_name(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::Definition(_) | EntryKind::Table(_) | EntryKind::Rota(_))
}
