//! One matter with hundreds of duties that cross at random.

use super::own::Own;
use super::{Answers, Any, Contest, HEAD, Row, bdd, check, median};
use crate::generate::condition::split;
use crate::generate::duties::lists;
use crate::generate::lists::{Duty, Layer, Lists, Scope};
use crate::generate::random::Random;
use crate::generate::set::Set;
use crate::generate::{Plan, Style};

/// Duties with `tests` tests each on eight attributes, the place among them.
fn crossing(duties: usize, tests: usize) -> Lists {
    let mut lists = lists(Plan { seed: 7, duties: 1, matters: 1, style: Style::Overlapping });
    let mut random = Random::new(11);
    let world = &lists.world;
    // The first eight whose silence means nothing.
    let known = world.attributes.iter().enumerate().filter(|(_, a)| a.absent.is_none());
    let attributes: Vec<usize> = known.map(|(i, _)| i).take(8).collect();
    let leads = world.leads();
    let duty = |number: usize| {
        let mut tested = random.some(&attributes, tests);
        tested.sort_unstable();
        let literals = tested.into_iter().filter_map(|attribute| {
            let all = Set::all(world.attributes[attribute].size);
            let parts = split(world, attribute, &all, 3, &mut random);
            (!parts.is_empty()).then(|| random.pick(&parts).clone())
        });
        let when = vec![literals.collect()];
        let lead = leads[number % leads.len()];
        let (layer, scope) = (Layer::Duty, Scope::Matter(0));
        Duty { code: format!("Z-{number:06}"), layer, scope, when, parent: None, lead, expired: false }
    };
    lists.duties = (0..duties).map(duty).collect();
    lists
}

pub fn run() -> Any<()> {
    // Diagrams of 400 duties with five tests take minutes.
    for (tests, sizes) in [(3, &[50, 100, 200, 400][..]), (5, &[50, 100, 200])] {
        for &duties in sizes {
            let contest = Contest::new(crossing(duties, tests));
            let own = Own::new(&contest);
            let (fenbo, found) = median(3, || Ok(own.analyse()))?;
            let mut right = own.answers(&contest, &found);
            let (pairs, overlaps) = median(3, || Ok(own.all_pairs()))?;
            right.overlaps = Some(own.pairs(&contest, &overlaps));
            let (time, diagrams) = median(1, || Ok(bdd::analyse(&contest, true)))?;
            let diagrams = diagrams.answers(&contest);
            let overlaps = Answers { overlaps: right.overlaps.clone(), ..Answers::default() };
            let (own_counts, remark) = if found.exact() {
                let same = check(&right, &diagrams, "BDD", 1)?;
                (own.answers(&contest, &found).counts(), same)
            } else {
                check(&overlaps, &diagrams, "BDD", 1)?;
                ([None; 4], "P901: not all settled".to_owned())
            };
            println!("\none matter, {duties} duties with {tests} tests each\n\n{HEAD}");
            let row = |method: &str, time, counts, remark: String| {
                Row { method: method.to_owned(), time, counts, remark }.print(fenbo);
            };
            row("Fenbo: boxes", fenbo, own_counts, remark.clone());
            row("all pairs", pairs, overlaps.counts(), "overlap only".to_owned());
            let judged = if found.exact() { remark } else { "overlaps as all pairs".to_owned() };
            row("BDD, bits of the stretches", time, diagrams.counts(), judged);
        }
    }
    Ok(())
}
