//! The file that says how columns become complaints. `docs/mappings.md` is the contract.

use crate::cli::console::{Failure, both};
use crate::cli::load::text_of;
use fenbo::finding::Finding;
use fenbo::policy::registry::{Field, Shape, from_yaml};
use fenbo::text::{Source, Sources};
use include_dir::{Dir, include_dir};
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::Path;

/// Mappings that come with the program.
static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/mappings");

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
    /// Attribute to values as the column writes them, to values of the lists.
    #[serde(default, alias = "取值")]
    pub values: IndexMap<String, IndexMap<String, String>>,
    /// Words that say that nobody knows.
    #[serde(default, alias = "未知")]
    pub unknown: Vec<String>,
    #[serde(default, alias = "宽松")]
    pub lenient: bool,
    #[serde(default, alias = "标注")]
    pub label: Label,
}

/// Where the matter stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Matter {
    /// The first of these that names a matter of the lists.
    #[serde(default, alias = "依次")]
    pub first: Vec<Candidate>,
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
}

/// Which unit really handled it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Label {
    #[serde(alias = "单位")]
    pub unit: Option<String>,
    #[serde(alias = "编码")]
    pub code: Option<String>,
}

const fn field(name: &'static str, zh: &'static str, shape: Shape) -> Field {
    Field { name, zh, shape }
}

const SHAPE: Shape = Shape::Fields(&[
    field("id", "编号", Shape::Any),
    field(
        "matter",
        "事项",
        Shape::Fields(&[field(
            "first",
            "依次",
            Shape::List(&Shape::Fields(&[
                field("columns", "列", Shape::List(&Shape::Any)),
                field("join", "连接", Shape::Any),
                field("prefix", "前缀", Shape::Any),
                field("pad", "补零", Shape::Any),
            ])),
        )]),
    ),
    field("received", "受理时间", Shape::Any),
    field("occurred", "发生时间", Shape::Any),
    field("facts", "要素", Shape::Named(&Shape::Any)),
    field("values", "取值", Shape::Named(&Shape::Named(&Shape::Any))),
    field("unknown", "未知", Shape::List(&Shape::Any)),
    field("lenient", "宽松", Shape::Any),
    field(
        "label",
        "标注",
        Shape::Fields(&[field("unit", "单位", Shape::Any), field("code", "编码", Shape::Any)]),
    ),
]);

/// A mapping by the path of its file or the name of a shipped one, with what there is to say about it.
pub fn read(name: &str) -> Result<Result<Mapping, (Vec<Finding>, Sources)>, Failure> {
    let path = Path::new(name);
    let shipped = SHIPPED.get_file(format!("{name}.yaml")).and_then(|f| f.contents_utf8());
    let (shown, text) = match shipped {
        // A file of the user's goes before one that happens to have the same name.
        Some(text) if !path.exists() => (format!("{name}.yaml"), text.to_owned()),
        _ if path.exists() || name.contains(['/', '\\', '.']) => (name.to_owned(), text_of(path)?),
        _ => {
            let all: Vec<&str> = SHIPPED.files().filter_map(|f| f.path().file_stem()?.to_str()).collect();
            let all = all.join(", ");
            return Err(both(
                format!("没有映射文件 {name}，随程序提供的有：{all}"),
                format!("there is no mapping {name}; shipped ones: {all}"),
            ));
        }
    };
    let mut sources = Sources::default();
    let id = sources.add(Source::new(shown, text));
    Ok(from_yaml(id, &sources, &SHAPE).map_err(|findings| (findings, sources)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Mapping, Vec<Finding>> {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("m.yaml", text.to_owned()));
        from_yaml(id, &sources, &SHAPE)
    }

    #[test]
    fn both_languages_make_the_same_mapping() {
        let en = of(
            "id: A\nmatter: {first: [{columns: [B, C], join: '-', prefix: P, pad: 4}]}\nreceived: D\n\
                     occurred: E\nfacts: {街道: F}\nvalues: {街道: {a: 石岩街道}}\nunknown: ['-']\nlenient: true\n\
                     label: {unit: G, code: H}\n",
        );
        let zh = of("编号: A\n事项: {依次: [{列: [B, C], 连接: '-', 前缀: P, 补零: 4}]}\n受理时间: D\n\
                     发生时间: E\n要素: {街道: F}\n取值: {街道: {a: 石岩街道}}\n未知: ['-']\n宽松: true\n\
                     标注: {单位: G, 编码: H}\n");
        assert_eq!(en, zh);
        assert_eq!(en.unwrap().matter.first[0].pad, 4);
    }

    #[test]
    fn unknown_and_duplicate_keys_are_findings() {
        let codes = |text: &str| of(text).unwrap_err().iter().map(|f| f.code).collect::<Vec<_>>();
        assert_eq!(codes("ids: A\n"), ["Y103"]);
        assert_eq!(codes("id: A\nid: B\n"), ["Y102"]);
        assert_eq!(codes("matter: {first: [{column: A}]}\n"), ["Y103"]);
        assert_eq!(codes("lenient: perhaps\n"), ["Y104"]);
    }

    #[test]
    fn the_example_of_the_page_is_read() {
        let page = include_str!("../../../docs/mappings.md");
        let example = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let mapping = of(example).unwrap();
        assert_eq!((mapping.matter.first.len(), mapping.facts.len(), mapping.lenient), (3, 3, true));
    }

    #[test]
    fn every_shipped_mapping_is_read() {
        let names: Vec<&str> = SHIPPED.files().filter_map(|f| f.path().file_stem()?.to_str()).collect();
        assert!(!names.is_empty());
        for name in names {
            assert!(read(name).unwrap().is_ok(), "{name}");
        }
    }
}
