//! An input whose columns or keys are bound to facts.

use super::source::{Flow, Input, columns, header};
use crate::cli::console::{Console, Failure, both};
use crate::cli::input::Cutter;
use crate::cli::record::{Mapping, Plan, read_mapping};
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
/// which takes a mapping. `None`: the input is empty.
pub fn bind(
    input: Input,
    mapping: Option<&Mapping>,
    label: Option<&str>,
    limit: usize,
    policy: Option<&Policy>,
    console: Console,
) -> Result<Option<Bound>, Failure> {
    let plan = mapping.map(|m| Plan::of_mapping(m, policy)).transpose()?;
    let plan = match (plan, label) {
        (Some(plan), Some(column)) => Some(plan.with_label(column)),
        (plan, _) => plan,
    };
    let labelled = plan.as_ref().is_some_and(Plan::has_label) || label.is_some();
    let name = input.name.clone();
    let (mut cutter, flow) = input.cutter(limit);
    let Some(delimiter) = flow.delimiter else {
        let shape = Shape::Json { label: label.map(str::to_owned), plan };
        return Ok(Some(Bound { shape, pieces: Pieces { cutter, flow }, labelled }));
    };
    let failed = |e: io::Error| crate::cli::load::unreadable(name.as_ref(), &e);
    let Some(header) = cutter.header().map_err(failed)? else { return Ok(None) };
    let header = self::header(&header, delimiter, &name.display().to_string())?;
    let plan = match plan {
        Some(plan) => plan,
        None => of_header(&header, policy, label, console)?,
    };
    if !plan.names_matter() {
        let all = header.join(", ");
        return Err(both(
            format!("没有事项列（matter 或 事项）。表头是：{all}。列名不同时用 --map 指定映射"),
            format!(
                "no column for the matter (matter or 事项). The header is: {all}. Use --map where columns are named otherwise"
            ),
        ));
    }
    let at = columns(&plan, &header)?;
    let shape = Shape::Csv { plan, at, columns: header.len(), delimiter };
    Ok(Some(Bound { shape, pieces: Pieces { cutter, flow }, labelled }))
}

/// A plan by the names of the columns alone.
fn of_header(
    header: &[String],
    policy: Option<&Policy>,
    label: Option<&str>,
    console: Console,
) -> Result<Plan, Failure> {
    let Some(policy) = policy else {
        return Err(both(
            "没有清单可以对照，请用 --map 指定映射",
            "there are no lists to go by. Use --map to say what the columns are",
        ));
    };
    let (plan, unused) = Plan::of_header(header, policy, label);
    if !unused.is_empty() {
        let names = unused.join(console.pick("、", ", "));
        console.warn(
            format!("这些列不是清单的要素，没有用到：{names}"),
            format!("columns that are no attributes of the lists, not used: {names}"),
        );
    }
    Ok(match label {
        Some(column) => plan.with_label(column),
        None => plan,
    })
}
