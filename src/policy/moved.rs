//! Places of what is bound, taken along when a text is edited above them.

use super::Policy;
use super::duty::DutyId;
use crate::text::{Moved, Span};

impl Policy {
    /// Some duties.
    pub(crate) fn move_duties(&mut self, moved: Moved, duties: impl Iterator<Item = DutyId>) {
        for id in duties {
            let duty = &mut self.duties[id.0 as usize];
            moved.apply(&mut duty.span);
            moved.apply(&mut duty.block);
        }
    }

    /// Everything that lists hold but duties. Linear in it.
    pub(crate) fn move_others(&mut self, moved: Moved) {
        let go = |span: &mut Span| moved.apply(span);
        for matter in self.matters.iter_mut() {
            go(&mut matter.span);
            for recogniser in &mut matter.recogniser {
                let words = recogniser.all.iter_mut().flatten().chain(&mut recogniser.none);
                words.for_each(|w| go(&mut w.span));
            }
        }
        self.attributes.iter_mut().for_each(|a| go(&mut a.span));
        self.refusals.iter_mut().for_each(|r| go(&mut r.span));
        self.urgencies.iter_mut().for_each(|u| go(&mut u.span));
        self.assumptions.iter_mut().for_each(|a| go(&mut a.span));
        self.doctrines.iter_mut().for_each(|d| go(&mut d.span));
        self.rotas.iter_mut().for_each(|r| go(&mut r.span));
        for practice in &mut self.practices {
            go(&mut practice.span);
            practice.accepts.iter_mut().chain(&mut practice.declines).for_each(|r| go(&mut r.span));
        }
        self.cases.iter_mut().for_each(|c| go(&mut c.span));
        self.assertions.iter_mut().for_each(|a| go(&mut a.span));
        for waiver in &mut self.waivers {
            go(&mut waiver.code.span);
            waiver.scope.iter_mut().for_each(|name| go(&mut name.span));
            waiver.until.iter_mut().for_each(|day| go(&mut day.span));
        }
        self.mentions.iter_mut().for_each(|m| go(&mut m.1));
    }
}
