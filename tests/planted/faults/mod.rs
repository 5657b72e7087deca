//! One way to spoil clean lists for each class of fault, with the findings that must come of it.

mod agreement;
mod decisions;
mod reading;

use crate::city::City;

/// What has to be found: a code, and names that stand in what is said.
#[derive(Debug, Clone)]
pub struct Label {
    pub code: &'static str,
    pub about: Vec<String>,
}

fn label(code: &'static str, about: &[&str]) -> Vec<Label> {
    vec![Label { code, about: about.iter().map(|a| (*a).to_owned()).collect() }]
}

/// A class of fault: plants it and says what must be found.
pub type Plant = fn(&mut City) -> Vec<Label>;

pub const FAULTS: &[(&str, Plant)] = &[
    ("conflict", decisions::conflict),
    ("conflict_of_city_and_district", decisions::conflict_of_city_and_district),
    ("gap", decisions::gap),
    ("gap_by_place", decisions::gap_by_place),
    ("gap_by_street", decisions::gap_by_street),
    ("only_a_fallback", decisions::only_a_fallback),
    ("unreachable_fallback", decisions::unreachable_fallback),
    ("dead_by_one", decisions::dead_by_one),
    ("dead_by_a_union", decisions::dead_by_a_union),
    ("redundant", decisions::redundant),
    ("crossing_provisos", decisions::crossing_provisos),
    ("circle_of_overriding", decisions::circle_of_overriding),
    ("expires_into_a_gap", decisions::expires_into_a_gap),
    ("becomes_a_conflict", decisions::becomes_a_conflict),
    ("expires_into_a_fallback", decisions::expires_into_a_fallback),
    ("hole_between_old_and_new", decisions::hole_between_old_and_new),
    ("ruling_that_ran_out", decisions::ruling_that_ran_out),
    ("rulings_that_contradict", decisions::rulings_that_contradict),
    ("ruling_no_longer_needed", decisions::ruling_no_longer_needed),
    ("rulings_to_fold_in", decisions::rulings_to_fold_in),
    ("newer_general_over_older_special", decisions::newer_general_over_older_special),
    ("priority_the_lock_does_not_know", decisions::priority_the_lock_does_not_know),
    ("priority_turned_round", decisions::priority_turned_round),
    ("declined", agreement::declined),
    ("circle_of_hand_overs", agreement::circle_of_hand_overs),
    ("declined_by_all", agreement::declined_by_all),
    ("accepted_by_nobody_asked", agreement::accepted_by_nobody_asked),
    ("accepted_twice", agreement::accepted_twice),
    ("accepted_and_declined_by_one", agreement::accepted_and_declined_by_one),
    ("left_out_of_its_own_list", agreement::left_out_of_its_own_list),
    ("role_without_an_office", agreement::role_without_an_office),
    ("steps_longer_than_the_limit", agreement::steps_longer_than_the_limit),
    ("urgent_and_not_round_the_clock", agreement::urgent_and_not_round_the_clock),
    ("unsuppliable_attribute", agreement::unsuppliable_attribute),
    ("never_decisive", agreement::never_decisive),
    ("never_tested", agreement::never_tested),
    ("bound_in_both", decisions::bound_in_both),
    ("bound_in_neither", decisions::bound_in_neither),
    ("hole_at_midnight", decisions::hole_at_midnight),
    ("abolished_unit", agreement::abolished_unit),
    ("test_unit", agreement::test_unit),
    ("orphan_matter", agreement::orphan_matter),
    ("name_at_two_levels", agreement::name_at_two_levels),
    ("nearly_the_same_name", agreement::nearly_the_same_name),
    ("keywords_of_two_units", agreement::keywords_of_two_units),
    ("catch_alls", agreement::catch_alls),
    ("area_in_two_places", agreement::area_in_two_places),
    ("failing_case", agreement::failing_case),
    ("failing_assertion", agreement::failing_assertion),
    ("waiver_that_expired", agreement::waiver_that_expired),
    ("waiver_not_needed", agreement::waiver_not_needed),
    ("refusal_without_redirect", agreement::refusal_without_redirect),
    ("duty_without_a_basis", agreement::duty_without_a_basis),
    ("year_without_holidays", agreement::year_without_holidays),
    ("repealed_basis", agreement::repealed_basis),
    ("basis_of_another_department", agreement::basis_of_another_department),
    ("unknown_matter", reading::unknown_matter),
    ("matter_code_twice", reading::matter_code_twice),
    ("duty_code_twice", reading::duty_code_twice),
    ("unknown_attribute", reading::unknown_attribute),
    ("ends_before_it_begins", reading::ends_before_it_begins),
    ("undeclared_value", reading::undeclared_value),
    ("unknown_unit", reading::unknown_unit),
    ("unknown_role", reading::unknown_role),
    ("contradictory_exception", reading::contradictory_exception),
    ("alias_clash", reading::alias_clash),
    ("unknown_successor", reading::unknown_successor),
    ("unknown_unit_in_a_role", reading::unknown_unit_in_a_role),
];

/// Whether a class can stand in one city several times: not where its names are made up once.
pub fn repeats(name: &str) -> bool {
    !matches!(
        name,
        "unsuppliable_attribute"
            | "never_decisive"
            | "never_tested"
            | "role_without_an_office"
            | "steps_longer_than_the_limit"
            | "urgent_and_not_round_the_clock"
            | "abolished_unit"
            | "test_unit"
            | "name_at_two_levels"
            | "area_in_two_places"
            | "year_without_holidays"
            | "waiver_that_expired"
            | "waiver_not_needed"
            | "refusal_without_redirect"
            | "failing_case"
            | "failing_assertion"
            | "unknown_matter"
            | "alias_clash"
            | "unknown_successor"
            | "unknown_unit_in_a_role"
    )
}

/// The code of a matter.
fn code(matter: usize) -> String {
    format!("M{matter:04}")
}

/// The code of a duty.
fn z(matter: usize, letter: &str) -> String {
    format!("Z{matter:04}{letter}")
}
