//! `fenbo info`: what the lists hold, in numbers.

use super::clock::Clock;
use super::console::{Console, Failure, both};
use super::{End, load};
use fenbo::policy::duty::Duty;
use fenbo::router::Router;
use fenbo::syntax::entries::Layer;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

/// Runs the command.
pub fn run(lists: &[PathBuf], console: Console) -> Result<End, Failure> {
    let loaded = load::load(lists, console)?;
    console.findings(&loaded.findings, &loaded.sources);
    let policy = &loaded.policy;
    let today = Clock::of(policy)?.today();
    let (router, findings) = Router::compile(policy.clone(), today);
    console.findings(&findings, &loaded.sources);
    let layer = |wanted: Layer| move |d: &&Duty| d.layer == wanted;
    let duties: Vec<&Duty> = policy.duties().map(|(_, d)| d).collect();
    let count = |wanted: Layer| duties.iter().copied().filter(layer(wanted)).count();
    let codes: BTreeSet<&str> = duties.iter().map(|d| d.code.split('#').next().unwrap_or(&d.code)).collect();
    let live = duties.iter().filter(|d| d.valid.0 <= today && today <= d.valid.1).count();
    let registry = policy.registry();
    let city = registry.project.city.as_deref().unwrap_or("");
    let (first, last) = router.epoch();
    let day = |d: jiff::civil::Date| match d {
        jiff::civil::Date::MIN | jiff::civil::Date::MAX => "…".to_owned(),
        d => d.to_string(),
    };
    let epoch = format!("{} – {}", day(first), day(last));
    let kilobytes = router.bytes() / 1024;
    let rows: Vec<(&str, &str, String)> = vec![
        ("城市", "city", city.to_owned()),
        ("文件", "files", loaded.sources.iter().count().to_string()),
        ("散列", "hash", policy.hash().to_owned()),
        ("事项", "matters", policy.matters().len().to_string()),
        ("要素", "attributes", policy.attributes().len().to_string()),
        (
            "职责",
            "duties",
            console.pick(
                format!(
                    "{}（{} 个编码）：职责 {}，兜底 {}，裁定 {}；今天生效 {live}",
                    duties.len(),
                    codes.len(),
                    count(Layer::Duty),
                    count(Layer::Fallback),
                    count(Layer::Ruling)
                ),
                format!(
                    "{} ({} codes): {} duties, {} fallbacks, {} rulings; {live} in effect today",
                    duties.len(),
                    codes.len(),
                    count(Layer::Duty),
                    count(Layer::Fallback),
                    count(Layer::Ruling)
                ),
            ),
        ),
        ("实施", "practices", policy.practices().len().to_string()),
        ("不受理", "refusals", policy.refusals().len().to_string()),
        ("单位", "units", registry.units.len().to_string()),
        ("区域", "areas", registry.areas.len().to_string()),
        ("案例", "cases", policy.cases().len().to_string()),
        ("断言", "assertions", policy.assertions().len().to_string()),
        ("本版次", "edition", epoch),
        (
            "编译",
            "compiled",
            console.pick(
                format!("{} 个节点，{kilobytes} KB", router.nodes()),
                format!("{} nodes, {kilobytes} KB", router.nodes()),
            ),
        ),
    ];
    let mut out = io::stdout().lock();
    let written = rows.iter().filter(|r| !r.2.is_empty()).try_for_each(|(zh, en, text)| {
        let pad =
            console.pick("　".repeat(4usize.saturating_sub(zh.chars().count())), " ".repeat(11 - en.len()));
        writeln!(out, "{}{pad} {text}", console.pick(zh, en))
    });
    match written {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(both(format!("写出失败：{e}"), format!("writing failed: {e}")))
        }
        _ if loaded.faulty() => Ok(End::Found),
        _ => Ok(End::Fine),
    }
}
