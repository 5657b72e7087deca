//! The score as one JSON document. `docs/score.md` is the contract.

use super::Run;
use crate::cli::deliver;
use fenbo::score::{Exclusion, Measure, Rate, Standing, Subject, Tally, Truth};
use serde_json::{Map, Value, json};

/// The document.
pub fn report(run: &Run<'_>) -> String {
    let score = run.score;
    let units = &run.policy.registry().units;
    let unit = |id: Option<fenbo::policy::registry::UnitId>| id.map(|id| units.get(id).name.clone());
    let counts = |all: Vec<(&str, u64)>| -> Value {
        all.into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(key, n)| (key.to_owned(), json!(n)))
            .collect::<Map<_, _>>()
            .into()
    };
    let ceiling = score.ceiling();
    let attribution = score.attribution();
    let stages: Vec<Value> = attribution
        .stages
        .iter()
        .map(|s| json!({"stage": s.stage.key(), "misses": s.misses, "alone": s.alone, "cumulated": rate(s.cumulated)}))
        .collect();
    let confusions = |subject| -> Vec<Value> {
        let all = score.confusions(subject);
        let shown = all.iter().take(run.top.max(100));
        shown.map(|c| json!({"named": unit(c.named), "right": unit(c.right), "n": c.n})).collect()
    };
    let hours = |right: bool| {
        let hours = score.hours(right);
        json!({"n": hours.count(), "median": hours.quantile(0.5), "p90": hours.quantile(0.9)})
    };
    let document = json!({
        "history": run.history.display().to_string(),
        "lists": run.policy.hash(),
        "edition": run.day.map(|d| d.to_string()),
        "records": score.records(),
        "counted": score.total().records,
        "excluded": counts(Exclusion::ALL.iter().map(|e| (e.key(), score.excluded(*e))).collect()),
        "refused": rate(score.refused()),
        "held_against": counts(Truth::ALL.iter().map(|t| (t.key(), score.held_against(*t))).collect()),
        "without_truth": score.without_truth(),
        "unknown_truth": score.unknown_truth(),
        "unknown_units": score.unknown_units().iter().take(100).map(|(n, c)| json!({"name": n, "n": c})).collect::<Vec<_>>(),
        "tells": counts(score.tells().iter().collect()),
        "unread": run.walked.unread,
        "inexact": score.inexact(),
        "total": tally(score.total()),
        "ceiling": {
            "all": rate(ceiling.all), "repeated": rate(ceiling.repeated), "left_out": rate(ceiling.left_out),
            "situations": ceiling.cells, "whole": ceiling.whole,
        },
        "attribution": {
            "now": rate(attribution.now), "stages": stages, "lost": attribution.lost, "unsure": attribution.unsure,
        },
        "hops": score.hops().iter().map(|(n, c)| json!({"dispatches": n, "n": c})).collect::<Vec<_>>(),
        "hours": {"first_right": hours(true), "first_wrong": hours(false)},
        "curve": run.curve().iter()
            .map(|p| json!({"chance": f64::from(p.chance) / 100.0, "covered": rate(p.covered), "right": rate(p.right)}))
            .collect::<Vec<_>>(),
        "confusions": {"dispatched": confusions(Subject::Dispatched), "lists": confusions(Subject::Lists)},
        "by_category": score.by_category().map(|(n, t)| named(Some(n), t)).collect::<Vec<_>>(),
        "by_unit": score.by_unit().map(|(id, t)| named(unit(id).as_deref(), t)).collect::<Vec<_>>(),
        "by_street": score.by_street().map(|(n, t)| named(n, t)).collect::<Vec<_>>(),
        "by_channel": score.by_channel().into_iter().map(|(n, t)| named(Some(n), t)).collect::<Vec<_>>(),
        "by_month": score.by_month().map(|((y, m), t)| named(Some(&format!("{y}-{m:02}")), t)).collect::<Vec<_>>(),
    });
    deliver::json(&document)
}

fn rate(rate: Rate) -> Value {
    let (low, high) = rate.interval();
    json!({"hits": rate.hits, "of": rate.of, "share": rate.share(), "low": low, "high": high})
}

fn named(name: Option<&str>, of: &Tally) -> Value {
    json!({"name": name, "records": of.records, "measures": measures(of), "answers": answers(of)})
}

fn tally(of: &Tally) -> Value {
    json!({"measures": measures(of), "answers": answers(of)})
}

/// By measure: as dispatched, by these lists, by them of what they decide; left out where nothing tells it.
fn measures(of: &Tally) -> Value {
    let mut all = Map::new();
    for measure in Measure::ALL {
        let mut one = Map::new();
        for subject in Subject::ALL {
            if let Some(r) = of.rate(subject, measure) {
                one.insert(subject.key().to_owned(), rate(r));
            }
        }
        if let Some(r) = of.decided(measure) {
            one.insert("decided".to_owned(), rate(r));
        }
        if !one.is_empty() {
            all.insert(measure.key().to_owned(), one.into());
        }
    }
    all.into()
}

fn answers(of: &Tally) -> Value {
    let told = Standing::ALL.iter().filter(|s| of.standing(**s) > 0);
    told.map(|s| (s.key().to_owned(), json!(of.standing(*s)))).collect::<Map<_, _>>().into()
}
