//! Look-up tables: pasted pipe tables whose rows say who leads under which facts.

use super::{Binder, Bound};
use crate::finding::Finding;
use crate::policy::attribute::closest;
use crate::policy::duty::Chain;
use crate::policy::region::Region;
use crate::syntax::entries::Name;
use crate::text::fold;

/// A value under some facts.
#[derive(Debug, Clone)]
pub(super) struct Case<T> {
    /// When.
    pub region: Region,
    /// The row of a table, from 1; 0 for what no row covers.
    pub row: Option<u32>,
    /// What.
    pub value: T,
}

impl<T> Case<T> {
    pub fn always(value: T) -> Self {
        Self { region: Region::whole(), row: None, value }
    }

    /// Both at once, if their facts meet.
    pub fn and<U, V>(&self, other: &Case<U>, join: impl Fn(&T, &U) -> V) -> Option<Case<V>> {
        let region = self.region.intersect(&other.region).ok().filter(|r| !r.is_empty())?;
        let row = match (self.row, other.row) {
            (Some(a), Some(b)) => Some(a.saturating_mul(1000).saturating_add(b)),
            (a, b) => a.or(b),
        };
        Some(Case { region, row, value: join(&self.value, &other.value) })
    }
}

impl Binder<'_> {
    /// The rows of a table with their facts. An empty cell means any value.
    pub(super) fn table(&mut self, name: &Name) -> Bound<Vec<Case<Chain>>> {
        let Some(entry) = self.tables.get(fold(&name.value).as_ref()).copied() else {
            let mut names: Vec<&str> = self.tables.values().map(|t| t.name.value.as_str()).collect();
            names.sort_unstable();
            let near = closest(&name.value, names.into_iter());
            self.findings.push(super::unknown("N227", name, "对照表", "look-up table", near.as_deref()));
            return None;
        };
        let columns: Option<Vec<_>> = entry.columns.iter().map(|c| self.attribute(c)).collect();
        let columns = columns?;
        let mut rows = Vec::with_capacity(entry.rows.len());
        let mut whole = true;
        for (i, row) in entry.rows.iter().enumerate() {
            let Some(value) = self.chain(&row.lead) else {
                whole = false;
                continue;
            };
            if row.cells.len() != columns.len() {
                self.findings.push(Finding::error(
                    "N228",
                    row.span,
                    format!("这一行有 {} 格，表头有 {} 个要素", row.cells.len(), columns.len()),
                    format!(
                        "this row has {} cells, the head names {} attributes",
                        row.cells.len(),
                        columns.len()
                    ),
                ));
                whole = false;
                continue;
            }
            let mut region = Region::whole();
            for ((id, level), cell) in columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty()) {
                let Some(set) = self.values(*id, *level, cell) else {
                    whole = false;
                    continue;
                };
                let both = region.intersect(&Region::side(*id, set));
                region = self.bounded(row.span, both)?;
            }
            rows.push(Case { region, row: Some(i as u32 + 1), value });
        }
        whole.then_some(rows)
    }
}
