//! The file that says how columns become complaints. `docs/mappings.md` is the contract.

use super::told::Aside;
use crate::cli::dates::Order;
use indexmap::IndexMap;
use serde::Deserialize;

/// A mapping as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Mapping {
    #[serde(alias = "编号")]
    pub id: Option<String>,
    #[serde(default, alias = "事项")]
    pub matter: Matter,
    #[serde(alias = "受理时间")]
    pub received: Option<String>,
    #[serde(alias = "发生时间")]
    pub occurred: Option<String>,
    /// Attribute to column.
    #[serde(default, alias = "要素")]
    pub facts: IndexMap<String, String>,
    /// The same of facts that lists may ask for or not: one that they do not is passed over.
    #[serde(default, alias = "另有")]
    pub offers: IndexMap<String, String>,
    /// Attribute to values as the column writes them, to values of the lists.
    #[serde(default, alias = "取值")]
    pub values: IndexMap<String, IndexMap<String, String>>,
    /// Words that say that nobody knows.
    #[serde(default, alias = "未知")]
    pub unknown: Vec<String>,
    #[serde(default, alias = "宽松")]
    pub lenient: bool,
    /// Columns that an input may lack.
    #[serde(default, alias = "可缺")]
    pub optional: Vec<String>,
    /// Column to other names under which it stands.
    #[serde(default, alias = "又名")]
    pub also: IndexMap<String, Vec<String>>,
    /// Of dates whose year is not first.
    #[serde(default, alias = "日期顺序")]
    pub date_order: Order,
    #[serde(default, alias = "标注")]
    pub label: Label,
    #[serde(default, alias = "经过")]
    pub history: History,
}

/// Where the matter stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Matter {
    /// The first of these that names a matter of the lists.
    #[serde(default, alias = "依次")]
    pub first: Vec<Candidate>,
    /// The column of its name, for lists that are still to be drafted.
    #[serde(alias = "名称")]
    pub name: Option<String>,
    /// The columns of the nodes above it, from the top.
    #[serde(default, alias = "路径")]
    pub path: Vec<String>,
}

/// One way to make a code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Candidate {
    #[serde(alias = "列")]
    pub columns: Vec<String>,
    /// What stands between the values of several columns.
    #[serde(default, alias = "连接")]
    pub join: String,
    #[serde(default, alias = "前缀")]
    pub prefix: String,
    /// Zeros before each value up to so many characters.
    #[serde(default, alias = "补零")]
    pub pad: usize,
    /// What stands between the nodes of a path in the value: it is then taken with `/` between them.
    #[serde(default, alias = "拆分")]
    pub split: String,
}

/// Which unit really handled it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Label {
    #[serde(alias = "单位")]
    pub unit: Option<String>,
    #[serde(alias = "编码")]
    pub code: Option<String>,
    /// Which unit of the course of the complaint it is.
    #[serde(default, alias = "种类")]
    pub kind: Kind,
}

/// Which unit a label is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Kind {
    /// Of the first dispatch.
    #[serde(rename = "first", alias = "首派")]
    First,
    /// That closed it.
    #[default]
    #[serde(rename = "final", alias = "办结")]
    Final,
    /// That an expert names.
    #[serde(rename = "expert", alias = "专家")]
    Expert,
}

/// The columns of a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct UnitColumns {
    #[serde(alias = "单位")]
    pub unit: Option<String>,
    #[serde(alias = "编码")]
    pub code: Option<String>,
}

/// What became of complaints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct History {
    #[serde(default, alias = "首派")]
    pub first: UnitColumns,
    /// The second, third unit …
    #[serde(default, alias = "续派")]
    pub further: Vec<UnitColumns>,
    #[serde(default, alias = "办结单位")]
    pub closing: UnitColumns,
    #[serde(default, alias = "专家")]
    pub expert: UnitColumns,
    /// Leads besides the first where it is handled jointly; several in a cell stand with `、` or `|`.
    #[serde(default, alias = "并办")]
    pub joint: UnitColumns,
    /// How often it was returned, or whether.
    #[serde(alias = "退回")]
    pub returned: Option<String>,
    #[serde(alias = "转派")]
    pub transferred: Option<String>,
    #[serde(alias = "裁定")]
    pub ruled: Option<Ruled>,
    #[serde(alias = "签收")]
    pub signed: Option<Signed>,
    #[serde(alias = "派出时间")]
    pub dispatched: Option<String>,
    #[serde(alias = "办结时间")]
    pub closed: Option<String>,
    /// Why it was returned.
    #[serde(alias = "退回理由")]
    pub reason: Option<String>,
    #[serde(alias = "来源")]
    pub channel: Option<String>,
    #[serde(default, alias = "剔除")]
    pub exclude: Vec<Exclude>,
    #[serde(alias = "更正")]
    pub corrected: Option<Corrected>,
}

/// How a dispute ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Ruled {
    #[serde(alias = "列")]
    pub column: String,
    /// Words that say: back to the first unit.
    #[serde(default, alias = "退还原单位")]
    pub back: Vec<String>,
    /// Words that say: to another one. Without them: every other word.
    #[serde(default, alias = "改派")]
    pub elsewhere: Vec<String>,
}

/// Whether the first unit signed: by words, or by the time when it did and a window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Signed {
    #[serde(alias = "列")]
    pub column: Option<String>,
    #[serde(default, alias = "按时")]
    pub in_time: Vec<String>,
    #[serde(default, alias = "逾期")]
    pub late: Vec<String>,
    #[serde(default, alias = "未签收")]
    pub never: Vec<String>,
    /// The column of the time when it signed.
    #[serde(alias = "时间")]
    pub at: Option<String>,
    /// Minutes from the dispatch.
    #[serde(default, alias = "分钟")]
    pub within: u32,
}

/// Records that do not count.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Exclude {
    #[serde(alias = "列")]
    pub column: String,
    /// What the column then says.
    #[serde(alias = "取值")]
    pub values: Vec<String>,
    #[serde(alias = "理由")]
    pub reason: AsideWord,
}

/// Why, as a mapping says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsideWord(pub Aside);

impl<'de> Deserialize<'de> for AsideWord {
    fn deserialize<D: serde::Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        let word = String::deserialize(de)?;
        let found = Aside::ALL.iter().find(|(_, en, zh)| word == *en || word == *zh);
        found.map(|(aside, ..)| Self(*aside)).ok_or_else(|| {
            let all: Vec<String> = Aside::ALL.iter().map(|(_, en, zh)| format!("{en} ({zh})")).collect();
            serde::de::Error::custom(format!("`{word}` is none of: {}", all.join(", ")))
        })
    }
}

/// Columns of what was found out later to have been true at intake.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Corrected {
    #[serde(default, alias = "事项")]
    pub matter: Matter,
    #[serde(default, alias = "要素")]
    pub facts: IndexMap<String, String>,
}
