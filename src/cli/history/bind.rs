//! An input whose columns or keys are bound to facts.

use super::source::{Flow, Input, columns, header};
use crate::cli::console::{Console, Failure, both};
use crate::cli::input::Cutter;
use crate::cli::record::{Mapping, Plan, read_mapping, read_shipped, shipped};
use fenbo::policy::Policy;
use std::io::{self, Read};

/// How records are written in the input.
pub enum Shape {
    Json { label: Option<String>, plan: Option<Plan> },
    Csv { plan: Plan, at: Vec<Option<usize>>, columns: usize, delimiter: u8 },
}

impl Shape {
    /// How columns or keys become complaints; none where records have their own keys.
    pub fn plan(&self) -> Option<&Plan> {
        match self {
            Self::Json { plan, .. } => plan.as_ref(),
            Self::Csv { plan, .. } => Some(plan),
        }
    }
}

/// An input, bound.
pub struct Bound {
    pub shape: Shape,
    pub pieces: Pieces,
    /// Whether it has a column to compare decisions with.
    pub labelled: bool,
    /// The mapping by which it is bound: the one that was given, or a shipped one that its header fits.
    pub mapping: Option<Mapping>,
}

/// What is still to be read, and how far it has been.
pub struct Pieces {
    pub cutter: Cutter<Box<dyn Read + Send>>,
    pub flow: Flow,
}

/// A mapping by its file or name; what is wrong with it is printed.
pub fn mapping(name: &str, console: Console) -> Result<Mapping, Failure> {
    read_mapping(name)?.map_err(|(findings, sources)| {
        console.findings(&findings, &sources);
        both(format!("映射 {name} 有错误"), format!("the mapping {name} has errors"))
    })
}

/// Binds columns or keys to facts. `limit`: bytes of a record at most; `policy`: none for lists that are still to be drafted,
/// which takes a mapping. A header without a column for the matter is held against the shipped mappings if none is given.
/// `None`: the input is empty.
pub fn bind(
    input: Input,
    mapping: Option<Mapping>,
    label: Option<&str>,
    limit: usize,
    policy: Option<&Policy>,
    console: Console,
) -> Result<Option<Bound>, Failure> {
    let plan = mapping.as_ref().map(|m| Plan::of_mapping(m, policy)).transpose()?;
    let name = input.name.clone();
    let (mut cutter, mut flow) = input.cutter(limit);
    let labelled = |plan: Option<&Plan>| plan.is_some_and(Plan::has_label) || label.is_some();
    let Some(delimiter) = flow.delimiter else {
        if plan.is_none() && policy.is_none() {
            return Err(unmapped(&name));
        }
        let plan = plan.map(|p| label.map_or_else(|| p.clone(), |column| p.clone().with_label(column)));
        let labelled = labelled(plan.as_ref());
        let shape = Shape::Json { label: label.map(str::to_owned), plan };
        return Ok(Some(Bound { shape, pieces: Pieces { cutter, flow }, labelled, mapping }));
    };
    let failed = |e: io::Error| crate::cli::load::unreadable(name.as_ref(), &e);
    let Some(header) = cutter.header().map_err(failed)? else { return Ok(None) };
    let header = self::header(&header, delimiter, &name.display().to_string())?;
    let (plan, mapping) = match plan {
        Some(plan) => (plan, mapping),
        None => recognised(&header, policy, label, console)?,
    };
    let plan = match label {
        Some(column) => plan.with_label(column),
        None => plan,
    };
    let at = columns(&plan, &header)?;
    if let Some(mapping) = &mapping {
        missing(&plan, &at, mapping, console);
    }
    let labelled = labelled(Some(&plan));
    if let Some(wanted) = flow.wanted.take() {
        // Where the reader of the file is gone, the next read says why.
        let _ = wanted.send(at.iter().flatten().copied().collect());
    }
    let shape = Shape::Csv { plan, at, columns: header.len(), delimiter };
    Ok(Some(Bound { shape, pieces: Pieces { cutter, flow }, labelled, mapping }))
}

fn unmapped(name: &std::path::Path) -> Failure {
    let name = name.display();
    both(
        format!(
            "没有清单可以对照，请用 --map 说明 {name} 的字段是什么（随程序提供的有：{}）",
            shipped().join("、")
        ),
        format!(
            "there are no lists to go by. Use --map to say what the keys of {name} are (shipped: {})",
            shipped().join(", ")
        ),
    )
}

/// Names the columns that the mapping reads the course of a complaint from and the input does not have: what they would tell
/// is unknown of every record.
fn missing(plan: &Plan, at: &[Option<usize>], mapping: &Mapping, console: Console) {
    let absent = plan.columns.iter().zip(at).filter(|(column, at)| at.is_none() && !column.needed);
    let names: Vec<&str> = absent
        .map(|(column, _)| column.name.as_str())
        .filter(|n| !mapping.optional.iter().any(|o| o == n))
        .collect();
    if !names.is_empty() {
        console.warn(
            format!("输入没有映射要用的这些列，它们说的事一律不知道：{}", names.join("、")),
            format!(
                "the input lacks these columns of the mapping, and what they tell is unknown: {}",
                names.join(", ")
            ),
        );
    }
}

/// A plan by the names of the columns: as they are, or by the shipped mapping of which most columns are there.
fn recognised(
    header: &[String],
    policy: Option<&Policy>,
    label: Option<&str>,
    console: Console,
) -> Result<(Plan, Option<Mapping>), Failure> {
    // A header with a text alone is one, unless it is somebody's whose mapping is known.
    let mut text = None;
    if let Some(policy) = policy {
        let plan = of_header(header, policy, label, console);
        if plan.names_matter() {
            return Ok((plan, None));
        }
        text = Some(plan).filter(Plan::has_text);
    }
    let mut fitting: Vec<(usize, &str, Plan, Mapping)> = Vec::new();
    for name in shipped() {
        let Ok(mapping) = read_shipped(name) else { continue };
        // Facts that the lists do not have, or columns that the input does not: it is about something else.
        let Ok(plan) = Plan::of_mapping(&mapping, policy) else { continue };
        let Ok(at) = columns(&plan, header) else { continue };
        fitting.push((at.iter().flatten().count(), name, plan, mapping));
    }
    fitting.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let best = fitting.first().map_or(0, |f| f.0);
    let alike: Vec<&str> = fitting.iter().filter(|f| f.0 == best).map(|f| f.1).collect();
    if let [name] = alike.as_slice() {
        console.note(
            format!("表头合乎映射 {name}，按它读取（--map 指定别的）"),
            format!("the header fits the mapping {name}, by which it is read (another: --map)"),
        );
        let (_, _, plan, mapping) = fitting.swap_remove(0);
        return Ok((plan, Some(mapping)));
    }
    if let Some(plan) = text.filter(|_| alike.is_empty()) {
        return Ok((plan, None));
    }
    let (all, known) = (header.join(", "), shipped().join(", "));
    if alike.is_empty() {
        return Err(both(
            format!(
                "没有事项列（matter 或 事项）。表头是：{all}。列名不同时用 --map 指定映射（随程序提供的有：{known}）"
            ),
            format!(
                "no column for the matter (matter or 事项). The header is: {all}. Use --map where columns are named otherwise (shipped: {known})"
            ),
        ));
    }
    Err(both(
        format!("表头合乎好几个映射：{}。请用 --map 指定", alike.join("、")),
        format!("the header fits several mappings: {}. Choose with --map", alike.join(", ")),
    ))
}

/// A plan by the names of the columns alone.
fn of_header(header: &[String], policy: &Policy, label: Option<&str>, console: Console) -> Plan {
    let (plan, unused) = Plan::of_header(header, policy, label);
    if !plan.names_matter() && !plan.has_text() {
        return plan;
    }
    if !unused.is_empty() {
        let names = unused.join(console.pick("、", ", "));
        console.warn(
            format!("这些列不是清单的要素，没有用到：{names}"),
            format!("columns that are no attributes of the lists, not used: {names}"),
        );
    }
    plan
}
