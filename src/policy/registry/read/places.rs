//! Places as other registries name them.

use super::super::yaml::{Report, both};
use super::super::{AreaId, Areas};
use crate::policy::intervals::Intervals;
use crate::syntax::entries::Name;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// The areas as read, and whether all of their files could be read.
pub(super) struct Places {
    pub areas: Areas,
    /// Whether an unknown place is certainly unknown.
    pub complete: bool,
    /// Paths looked up before, with how to write two of the areas where there are several: a path that fits
    /// thousands of areas is costly, and would be so each time it is written.
    sought: RefCell<FxHashMap<String, Result<AreaId, Vec<String>>>>,
}

impl Places {
    /// Places in these areas.
    pub fn new(areas: Areas, complete: bool) -> Self {
        Self { areas, complete, sought: RefCell::default() }
    }

    /// The area that a path with `/` names; a finding if none or several.
    pub fn find(&self, name: &Name, report: &mut Report) -> Option<AreaId> {
        let steps: Vec<&str> = name.value.split('/').map(str::trim).filter(|s| !s.is_empty()).collect();
        let written = &name.value;
        let known = self.sought.borrow().get(written).cloned();
        let sought = known.unwrap_or_else(|| {
            let sought = self.areas.seek(&steps, None);
            let sought =
                sought.map_err(|fits| fits.into_iter().take(2).map(|id| self.areas.path(id)).collect());
            self.sought.borrow_mut().insert(written.clone(), sought.clone());
            sought
        });
        let fits = match sought {
            Ok(id) => return Some(id),
            Err(fits) => fits,
        };
        if let [one, two, ..] = fits.as_slice() {
            let words = both(
                format!("「{written}」不止一个。请写路径，如「{one}」或「{two}」。"),
                format!("There is more than one `{written}`. Write the path, such as `{one}` or `{two}`."),
            );
            report.error("Y135", name.span, words);
        } else if self.complete {
            let last = steps.last().copied().unwrap_or_default();
            // The last step may be right and a step before it wrong.
            let near = match self.areas.seek(&[last], None) {
                Ok(id) => Some(self.areas.path(id)),
                Err(_) => report.nearest(last, self.areas.names()),
            };
            let words = both(format!("区域里没有「{written}」。"), format!("There is no area `{written}`."));
            report.error("Y134", name.span, words.suggest(near.as_deref()));
        }
        None
    }

    /// The leaves of one area.
    pub fn leaves(&self, id: AreaId) -> Intervals {
        let area = self.areas.get(id);
        Intervals::range(area.low, area.high)
    }

    /// The leaves of several areas; those that cannot be found give findings and nothing.
    pub fn all(&self, names: &[Name], report: &mut Report) -> Intervals {
        let found = names.iter().filter_map(|name| self.find(name, report));
        Intervals::union_of(found.map(|id| {
            let area = self.areas.get(id);
            (area.low, area.high)
        }))
    }
}
