//! What a session knows of all duties besides where they decide.

use super::asked::Asked;
use super::bases::Cited;
use super::bounds::may_slip;
use super::redundant::Named;
use super::ties::Ties;
use super::urgent::Urgent;
use super::waivers::Waiving;
use crate::policy::Policy;
use crate::policy::duty::DutyId;
use crate::policy::renumber::Renumbered;
use crate::syntax::entries::Layer;
use std::sync::Arc;

/// What is known of all duties, and follows an edit of some.
#[derive(Debug, Default)]
pub(super) struct State {
    pub ties: Arc<Ties>,
    /// Duties that decide nowhere, ascending.
    pub dead: Arc<Vec<DutyId>>,
    pub named: Named,
    pub urgent: Urgent,
    pub asked: Asked,
    pub rulings: Arc<Vec<DutyId>>,
    /// Duties with a window that may leave out a minute at midnight, ascending.
    pub slipping: Arc<Vec<DutyId>>,
    pub cited: Arc<Cited>,
    /// The waivers, if there are any.
    pub waiving: Option<Waiving>,
}

impl State {
    /// Takes along the numbers of duties. The new ones are entered when the state follows their edit.
    pub fn carry(&mut self, numbers: &Renumbered) {
        Arc::make_mut(&mut self.ties).carry(numbers);
        numbers.carry(Arc::make_mut(&mut self.dead));
        self.named.carry(numbers);
        self.urgent.carry(numbers);
        self.asked.carry(numbers);
        Arc::make_mut(&mut self.cited).carry(numbers);
        numbers.carry(Arc::make_mut(&mut self.rulings));
        numbers.carry(Arc::make_mut(&mut self.slipping));
    }

    /// Takes over of some duties what they are by themselves.
    pub fn revise(&mut self, policy: &Policy, changed: &[DutyId]) {
        let duty = |d: DutyId| policy.duty(d);
        sort_again(&mut self.rulings, changed, |d| duty(d).layer == Layer::Ruling);
        sort_again(&mut self.slipping, changed, |d| may_slip(policy, duty(d)));
    }
}

/// Takes over of some duties whether they are among others, which stay ascending.
fn sort_again(all: &mut Arc<Vec<DutyId>>, changed: &[DutyId], is: impl Fn(DutyId) -> bool) {
    for &duty in changed {
        let place = all.binary_search(&duty);
        if place.is_ok() == is(duty) {
            continue;
        }
        let all = Arc::make_mut(all);
        match place {
            Ok(at) => {
                all.remove(at);
            }
            Err(at) => all.insert(at, duty),
        }
    }
}
