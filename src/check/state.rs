//! What a session knows of all duties besides where they decide.

use super::asked::Asked;
use super::bases::Cited;
use super::redundant::Named;
use super::ties::Ties;
use super::urgent::Urgent;
use super::waivers::Waiving;
use crate::policy::Policy;
use crate::policy::duty::DutyId;
use crate::policy::renumber::Shift;
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
    pub cited: Arc<Cited>,
    /// The waivers, if there are any.
    pub waiving: Option<Waiving>,
}

impl State {
    /// Takes along the numbers of duties. The new ones are entered when the state follows their edit.
    pub fn carry(&mut self, policy: &Policy, shift: &Shift) {
        let numbers = &shift.numbers;
        Arc::make_mut(&mut self.ties).carry(numbers);
        numbers.carry(Arc::make_mut(&mut self.dead));
        self.named.carry(numbers);
        self.urgent.carry(numbers);
        self.asked.carry(numbers);
        Arc::make_mut(&mut self.cited).carry(numbers);
        let rulings = Arc::make_mut(&mut self.rulings);
        numbers.carry(rulings);
        rulings.extend(shift.came.iter().filter(|d| policy.duty(**d).layer == Layer::Ruling));
        rulings.sort_unstable();
    }
}
