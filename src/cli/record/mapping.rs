//! The file that says how columns become complaints. `docs/mappings.md` is the contract.

use super::told::Aside;
use crate::cli::dates::Order;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A mapping as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Mapping {
    #[serde(alias = "编号")]
    #[serde(skip_serializing_if = "is_default")]
    pub id: Option<String>,
    #[serde(default, alias = "事项")]
    #[serde(skip_serializing_if = "is_default")]
    pub matter: Matter,
    #[serde(alias = "受理时间")]
    #[serde(skip_serializing_if = "is_default")]
    pub received: Option<String>,
    #[serde(alias = "发生时间")]
    #[serde(skip_serializing_if = "is_default")]
    pub occurred: Option<String>,
    /// What the citizen said.
    #[serde(alias = "内容")]
    #[serde(skip_serializing_if = "is_default")]
    pub text: Option<String>,
    /// What it is called, above the text.
    #[serde(alias = "主题")]
    #[serde(skip_serializing_if = "is_default")]
    pub subject: Option<String>,
    /// Degrees of longitude and latitude.
    #[serde(alias = "经度")]
    #[serde(skip_serializing_if = "is_default")]
    pub lon: Option<String>,
    #[serde(alias = "纬度")]
    #[serde(skip_serializing_if = "is_default")]
    pub lat: Option<String>,
    /// Attribute to column.
    #[serde(default, alias = "要素")]
    #[serde(skip_serializing_if = "is_default")]
    pub facts: IndexMap<String, String>,
    /// The same of facts that lists may ask for or not: one that they do not is passed over.
    #[serde(default, alias = "另有")]
    #[serde(skip_serializing_if = "is_default")]
    pub offers: IndexMap<String, String>,
    /// Attribute to values as the column writes them, to values of the lists.
    #[serde(default, alias = "取值")]
    #[serde(skip_serializing_if = "is_default")]
    pub values: IndexMap<String, IndexMap<String, String>>,
    /// Words that say that nobody knows.
    #[serde(default, alias = "未知")]
    #[serde(skip_serializing_if = "is_default")]
    pub unknown: Vec<String>,
    #[serde(default, alias = "宽松")]
    #[serde(skip_serializing_if = "is_default")]
    pub lenient: bool,
    /// Columns that an input may lack.
    #[serde(default, alias = "可缺")]
    #[serde(skip_serializing_if = "is_default")]
    pub optional: Vec<String>,
    /// Column to other names under which it stands.
    #[serde(default, alias = "又名")]
    #[serde(skip_serializing_if = "is_default")]
    pub also: IndexMap<String, Vec<String>>,
    /// Of dates whose year is not first.
    #[serde(default, alias = "日期顺序")]
    #[serde(skip_serializing_if = "is_default")]
    pub date_order: Order,
    #[serde(default, alias = "标注")]
    #[serde(skip_serializing_if = "is_default")]
    pub label: Label,
    #[serde(default, alias = "经过")]
    #[serde(skip_serializing_if = "is_default")]
    pub history: History,
}

/// What says nothing need not be written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Where the matter stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Matter {
    /// The first of these that names a matter of the lists.
    #[serde(default, alias = "依次")]
    #[serde(skip_serializing_if = "is_default")]
    pub first: Vec<Candidate>,
    /// The column of its name, for lists that are still to be drafted.
    #[serde(alias = "名称")]
    #[serde(skip_serializing_if = "is_default")]
    pub name: Option<String>,
    /// The columns of the nodes above it, from the top.
    #[serde(default, alias = "路径")]
    #[serde(skip_serializing_if = "is_default")]
    pub path: Vec<String>,
}

/// One way to make a code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Candidate {
    #[serde(alias = "列")]
    #[serde(skip_serializing_if = "is_default")]
    pub columns: Vec<String>,
    /// What stands between the values of several columns.
    #[serde(default, alias = "连接")]
    #[serde(skip_serializing_if = "is_default")]
    pub join: String,
    #[serde(default, alias = "前缀")]
    #[serde(skip_serializing_if = "is_default")]
    pub prefix: String,
    /// Zeros before each value up to so many characters.
    #[serde(default, alias = "补零")]
    #[serde(skip_serializing_if = "is_default")]
    pub pad: usize,
    /// What stands between the nodes of a path in the value: it is then taken with `/` between them.
    #[serde(default, alias = "拆分")]
    #[serde(skip_serializing_if = "is_default")]
    pub split: String,
}

/// Which unit really handled it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Label {
    #[serde(alias = "单位")]
    #[serde(skip_serializing_if = "is_default")]
    pub unit: Option<String>,
    #[serde(alias = "编码")]
    #[serde(skip_serializing_if = "is_default")]
    pub code: Option<String>,
    /// Which unit of the course of the complaint it is.
    #[serde(default, alias = "种类")]
    #[serde(skip_serializing_if = "is_default")]
    pub kind: Kind,
}

/// Which unit a label is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct UnitColumns {
    #[serde(alias = "单位")]
    #[serde(skip_serializing_if = "is_default")]
    pub unit: Option<String>,
    #[serde(alias = "编码")]
    #[serde(skip_serializing_if = "is_default")]
    pub code: Option<String>,
}

/// What became of complaints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct History {
    #[serde(default, alias = "首派")]
    #[serde(skip_serializing_if = "is_default")]
    pub first: UnitColumns,
    /// The second, third unit …
    #[serde(default, alias = "续派")]
    #[serde(skip_serializing_if = "is_default")]
    pub further: Vec<UnitColumns>,
    #[serde(default, alias = "办结单位")]
    #[serde(skip_serializing_if = "is_default")]
    pub closing: UnitColumns,
    #[serde(default, alias = "专家")]
    #[serde(skip_serializing_if = "is_default")]
    pub expert: UnitColumns,
    /// Leads besides the first where it is handled jointly; several in a cell stand with `、` or `|`.
    #[serde(default, alias = "并办")]
    #[serde(skip_serializing_if = "is_default")]
    pub joint: UnitColumns,
    /// How often it was returned, or whether.
    #[serde(alias = "退回")]
    #[serde(skip_serializing_if = "is_default")]
    pub returned: Option<String>,
    #[serde(alias = "转派")]
    #[serde(skip_serializing_if = "is_default")]
    pub transferred: Option<String>,
    #[serde(alias = "裁定")]
    #[serde(skip_serializing_if = "is_default")]
    pub ruled: Option<Ruled>,
    #[serde(alias = "签收")]
    #[serde(skip_serializing_if = "is_default")]
    pub signed: Option<Signed>,
    #[serde(alias = "派出时间")]
    #[serde(skip_serializing_if = "is_default")]
    pub dispatched: Option<String>,
    #[serde(alias = "办结时间")]
    #[serde(skip_serializing_if = "is_default")]
    pub closed: Option<String>,
    /// Why it was returned.
    #[serde(alias = "退回理由")]
    #[serde(skip_serializing_if = "is_default")]
    pub reason: Option<String>,
    #[serde(alias = "来源")]
    #[serde(skip_serializing_if = "is_default")]
    pub channel: Option<String>,
    #[serde(default, alias = "剔除")]
    #[serde(skip_serializing_if = "is_default")]
    pub exclude: Vec<Exclude>,
    #[serde(alias = "更正")]
    #[serde(skip_serializing_if = "is_default")]
    pub corrected: Option<Corrected>,
}

/// How a dispute ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Ruled {
    #[serde(alias = "列")]
    #[serde(skip_serializing_if = "is_default")]
    pub column: String,
    /// Words that say: back to the first unit.
    #[serde(default, alias = "退还原单位")]
    #[serde(skip_serializing_if = "is_default")]
    pub back: Vec<String>,
    /// Words that say: to another one. Without them: every other word.
    #[serde(default, alias = "改派")]
    #[serde(skip_serializing_if = "is_default")]
    pub elsewhere: Vec<String>,
}

/// Whether the first unit signed: by words, or by the time when it did and a window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Signed {
    #[serde(alias = "列")]
    #[serde(skip_serializing_if = "is_default")]
    pub column: Option<String>,
    #[serde(default, alias = "按时")]
    #[serde(skip_serializing_if = "is_default")]
    pub in_time: Vec<String>,
    #[serde(default, alias = "逾期")]
    #[serde(skip_serializing_if = "is_default")]
    pub late: Vec<String>,
    #[serde(default, alias = "未签收")]
    #[serde(skip_serializing_if = "is_default")]
    pub never: Vec<String>,
    /// The column of the time when it signed.
    #[serde(alias = "时间")]
    #[serde(skip_serializing_if = "is_default")]
    pub at: Option<String>,
    /// Minutes from the dispatch.
    #[serde(default, alias = "分钟")]
    #[serde(skip_serializing_if = "is_default")]
    pub within: u32,
}

/// Records that do not count.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Exclude {
    #[serde(alias = "列")]
    #[serde(skip_serializing_if = "is_default")]
    pub column: String,
    /// What the column then says.
    #[serde(alias = "取值")]
    #[serde(skip_serializing_if = "is_default")]
    pub values: Vec<String>,
    #[serde(alias = "理由")]
    pub reason: AsideWord,
}

/// Why, as a mapping says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsideWord(pub Aside);

impl Serialize for AsideWord {
    fn serialize<S: serde::Serializer>(&self, ser: S) -> Result<S::Ok, S::Error> {
        let word = Aside::ALL.iter().find(|(aside, ..)| *aside == self.0).map_or("", |(_, word, _)| word);
        ser.serialize_str(word)
    }
}

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Corrected {
    #[serde(default, alias = "事项")]
    #[serde(skip_serializing_if = "is_default")]
    pub matter: Matter,
    #[serde(default, alias = "要素")]
    #[serde(skip_serializing_if = "is_default")]
    pub facts: IndexMap<String, String>,
}
