//! Routing one structured complaint allocates nothing, whatever the lists hold.

#[allow(dead_code, reason = "each target uses its part")]
#[path = "../benches/engine/mod.rs"]
mod engine;
#[allow(dead_code, reason = "each target uses its part")]
#[path = "../benches/generate/mod.rs"]
mod generate;

use generate::answer::definitions;
use generate::complaints::{Complaints, Mix, Spread};
use generate::duties::lists;
use generate::{Plan, Style};

#[test]
fn filling_and_routing_a_complaint_allocate_nothing() {
    for style in [Style::Clean, Style::Overlapping] {
        let lists = lists(Plan { style, ..Plan::clean(2000) });
        let definitions = definitions(&lists);
        let router = engine::router(&lists);
        let mut asked = router.complaint();
        // The first complaints make room for the facts that later ones refill.
        for complaint in Complaints::new(&lists, &definitions, Mix::known(9, Spread::Even)).take(500) {
            engine::fill(&lists, &complaint, &mut asked);
        }
        for complaint in Complaints::new(&lists, &definitions, Mix::known(10, Spread::Even)).take(3000) {
            let code = &lists.matters[complaint.matter].code;
            let words: Vec<(&str, String)> = engine::words(&lists, &complaint);
            let mut told = true;
            let filling = allocation_counter::measure(|| {
                asked.clear();
                told &= asked.matter(code).is_ok();
                for (name, value) in &words {
                    told &= asked.fact(name, value).is_ok();
                }
            });
            assert!(told, "{complaint:?}");
            let routing = allocation_counter::measure(|| {
                std::hint::black_box(router.brief(&asked));
            });
            assert_eq!((filling.count_total, routing.count_total), (0, 0), "{style:?} {complaint:?}");
        }
    }
}

/// The counter counts: without this the test above could not fail.
#[test]
fn the_whole_decision_does_allocate() {
    let lists = lists(Plan::clean(300));
    let definitions = definitions(&lists);
    let router = engine::router(&lists);
    let mut asked = router.complaint();
    for complaint in Complaints::new(&lists, &definitions, Mix::known(9, Spread::Even)).take(10) {
        engine::fill(&lists, &complaint, &mut asked);
        let whole = allocation_counter::measure(|| {
            std::hint::black_box(router.route(&asked));
        });
        assert!(whole.count_total > 0);
    }
}
