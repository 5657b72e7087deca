//! What a history says against itself: the same matter, place and facts, and different units.

use super::history::History;
use std::collections::BTreeMap;

/// Complaints alike in everything that is recorded, and who handled them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contrary {
    /// One of them.
    pub row: usize,
    /// Units with how many they handled, most first.
    pub units: Vec<(u32, u32)>,
    /// Ids, for each unit one of the last.
    pub ids: Vec<String>,
}

/// Of complaints that are alike, how many the unit of most of them handled, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ceiling {
    /// Complaints that the unit of most of their like handled.
    pub most: u64,
    /// All.
    pub all: u64,
}

/// The units of complaints that are alike, most first, with the last row of each.
pub type Cell = Vec<(u32, u32, usize)>;

/// Matter, place and facts.
type Key = (u32, u32, Vec<u32>);

/// Rows put together that are alike in everything that is recorded.
pub fn cells(history: &History<'_>, rows: &[usize], today: &[u32]) -> Vec<Cell> {
    let attributes = history.records.values.len();
    let key = |i: usize| -> Key {
        let row = history.rows[i];
        let facts: Vec<u32> = (0..attributes).map(|a| history.records.fact(i, a)).collect();
        (row.matter, row.area, facts)
    };
    let mut keyed: Vec<_> =
        rows.iter().map(|i| (key(*i), today[history.rows[*i].unit as usize], *i)).collect();
    keyed.sort_unstable();
    let cell = |rows: &[(Key, u32, usize)]| -> Cell {
        let units = rows.chunk_by(|a, b| a.1 == b.1);
        let mut cell: Cell = units.map(|of| (of[0].1, of.len() as u32, of[of.len() - 1].2)).collect();
        cell.sort_by_key(|(unit, n, _)| (std::cmp::Reverse(*n), *unit));
        cell
    };
    keyed.chunk_by(|a, b| a.0 == b.0).map(cell).collect()
}

/// The best that anything could agree with some rows that knows of each only what is recorded.
pub fn ceiling(cells: &[Cell]) -> Ceiling {
    let mut ceiling = Ceiling::default();
    for cell in cells {
        ceiling.all += cell.iter().map(|(_, n, _)| u64::from(*n)).sum::<u64>();
        ceiling.most += cell.first().map_or(0, |(_, n, _)| u64::from(*n));
    }
    ceiling
}

/// Alike complaints that went to different units, so that it is no slip: twice at least each, and a fifth of them.
pub fn contrary(history: &History<'_>, cells: &[Cell]) -> Vec<Contrary> {
    let mut found: Vec<(u32, Contrary)> = Vec::new();
    for cell in cells {
        let all: u32 = cell.iter().map(|(_, n, _)| n).sum();
        let kept: Cell = cell.iter().copied().filter(|(_, n, _)| *n >= 2 && n * 5 >= all).collect();
        if let [first, .., last] = kept[..] {
            let ids = kept.iter().map(|(_, _, row)| history.records.id(*row).to_owned()).collect();
            let units = kept.iter().map(|(unit, n, _)| (*unit, *n)).collect();
            found.push((all - first.1, Contrary { row: last.2, units, ids }));
        }
    }
    found.sort_by_key(|(others, c)| (std::cmp::Reverse(*others), c.row));
    found.into_iter().map(|(_, c)| c).collect()
}

/// The look-up that is compared with: the unit of most complaints of the matter at the place, else of the matter, else of
/// the node above at the place, and so on up. How many of the later rows it gives to the unit that handled them.
pub fn look_up(
    history: &History<'_>,
    earlier: &[usize],
    later: &[usize],
    today: &[u32],
    level: usize,
) -> usize {
    let unit = |i: &usize| today[history.rows[*i].unit as usize];
    // A matter and its nodes, each at the place and anywhere, the most special first.
    let keys = |i: &usize| {
        let row = history.rows[*i];
        let place = history.areas.at_level(row.area, level);
        let nodes = history.matters.up(row.matter).map(Some).chain([None]);
        nodes.flat_map(move |node| [(node, Some(place)), (node, None)]).collect::<Vec<_>>()
    };
    let mut counts: BTreeMap<(Option<u32>, Option<u32>), BTreeMap<u32, u32>> = BTreeMap::new();
    for i in earlier {
        for key in keys(i) {
            *counts.entry(key).or_default().entry(unit(i)).or_insert(0) += 1;
        }
    }
    let most: BTreeMap<_, u32> = counts
        .into_iter()
        .filter_map(|(key, by)| Some((key, by.into_iter().max_by_key(|(u, n)| (*n, u32::MAX - u))?.0)))
        .collect();
    later.iter().filter(|i| keys(i).iter().find_map(|key| most.get(key)) == Some(&unit(i))).count()
}
