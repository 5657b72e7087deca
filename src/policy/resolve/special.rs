//! `既有特别规定：废止`: a newer general duty ends the older special ones inside it.
//!
//! Repeal ends what is repealed, as a law does: from the first day of the newer duty on, and for good, even if that duty
//! ends itself. Provisos and rows of tables are duties of their own and end if they lie inside. 保留 needs nothing: the
//! special duty beats the general one as every smaller region does. Rulings are ordered by their days.

use super::super::attribute::Attributes;
use super::super::duty::Duty;
use super::super::precedence::strictly_within;
use super::super::region::AttrId;
use crate::finding::Finding;
use crate::syntax::entries::{Layer, SpecialRule};
use jiff::civil::Date;

/// Ends what is repealed. Linear in the duties for each one that repeals.
pub(super) fn repeal(duties: &mut [Duty], attributes: &Attributes, findings: &mut Vec<Finding>) {
    let size = |attr| attributes.size(attr);
    let mut ends: Vec<(usize, Date)> = Vec::new();
    let mut told = Vec::new();
    for general in duties.iter().filter(|d| d.special == Some(SpecialRule::Repeal)) {
        if general.valid.0 == Date::MIN || general.layer == Layer::Ruling {
            if !told.contains(&general.span) {
                told.push(general.span);
                findings.push(nothing(general));
            }
            continue;
        }
        let ended = duties.iter().enumerate().filter_map(|(i, d)| Some((i, last_day(d, general, &size)?)));
        ends.extend(ended);
    }
    for (i, last) in ends {
        if let Some(special) = duties.get_mut(i) {
            special.valid.1 = special.valid.1.min(last);
        }
    }
}

/// The last day that a duty leaves another, if it repeals it.
pub(super) fn last_day(special: &Duty, general: &Duty, size: &impl Fn(AttrId) -> u32) -> Option<Date> {
    let repeals = general.special == Some(SpecialRule::Repeal)
        && general.valid.0 > Date::MIN
        && general.layer != Layer::Ruling;
    let ended = repeals && is_older_special(special, general) && strictly_within(special, general, size);
    general.valid.0.yesterday().ok().filter(|_| ended)
}

/// All but the regions: of one layer, applicable at all, and both days known.
fn is_older_special(special: &Duty, general: &Duty) -> bool {
    special.layer == general.layer
        && Date::MIN < special.valid.0
        && special.valid.0 < general.valid.0
        && !special.region.is_empty()
        && !special.scope.is_empty()
}

fn nothing(duty: &Duty) -> Finding {
    let code = &duty.code;
    if duty.layer == Layer::Ruling {
        return Finding::warning(
            "N243",
            duty.span,
            format!("裁定「{code}」写了「既有特别规定：废止」：裁定本来就高于职责，废止不了什么。请删去"),
            format!(
                "ruling \"{code}\" repeals special duties: rulings beat duties anyway, and it ends none. Remove it"
            ),
        );
    }
    Finding::warning(
        "N243",
        duty.span,
        format!("「{code}」废止既有特别规定，却没有写生效日：不知道哪些在先，什么也没有废止"),
        format!(
            "\"{code}\" repeals older special duties but has no first day (from): nothing is known to be older, and nothing ends"
        ),
    )
}
