//! Reads a mapping: of a file, or one that comes with the program.

use super::mapping::Mapping;
use crate::cli::console::{Failure, both};
use crate::cli::load::text_of;
use fenbo::finding::Finding;
use fenbo::policy::registry::{Field, Shape, from_yaml};
use fenbo::text::{Source, Sources};
use include_dir::{Dir, include_dir};
use std::path::Path;

/// Mappings that come with the program.
static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/mappings");

const fn field(name: &'static str, zh: &'static str, shape: Shape) -> Field {
    Field { name, zh, shape }
}

const ANY: Shape = Shape::Any;

const MATTER: Shape = Shape::Fields(&[
    field(
        "first",
        "依次",
        Shape::List(&Shape::Fields(&[
            field("columns", "列", Shape::List(&ANY)),
            field("join", "连接", ANY),
            field("prefix", "前缀", ANY),
            field("pad", "补零", ANY),
            field("split", "拆分", ANY),
        ])),
    ),
    field("name", "名称", ANY),
    field("path", "路径", Shape::List(&ANY)),
]);

const UNIT: Shape = Shape::Fields(&[field("unit", "单位", ANY), field("code", "编码", ANY)]);

const HISTORY: Shape = Shape::Fields(&[
    field("first", "首派", UNIT),
    field("further", "续派", Shape::List(&UNIT)),
    field("closing", "办结单位", UNIT),
    field("expert", "专家", UNIT),
    field("joint", "并办", UNIT),
    field("returned", "退回", ANY),
    field("transferred", "转派", ANY),
    field(
        "ruled",
        "裁定",
        Shape::Fields(&[
            field("column", "列", ANY),
            field("back", "退还原单位", Shape::List(&ANY)),
            field("elsewhere", "改派", Shape::List(&ANY)),
        ]),
    ),
    field(
        "signed",
        "签收",
        Shape::Fields(&[
            field("column", "列", ANY),
            field("in_time", "按时", Shape::List(&ANY)),
            field("late", "逾期", Shape::List(&ANY)),
            field("never", "未签收", Shape::List(&ANY)),
            field("at", "时间", ANY),
            field("within", "分钟", ANY),
        ]),
    ),
    field("dispatched", "派出时间", ANY),
    field("closed", "办结时间", ANY),
    field("reason", "退回理由", ANY),
    field("channel", "来源", ANY),
    field(
        "exclude",
        "剔除",
        Shape::List(&Shape::Fields(&[
            field("column", "列", ANY),
            field("values", "取值", Shape::List(&ANY)),
            field("reason", "理由", ANY),
        ])),
    ),
    field(
        "corrected",
        "更正",
        Shape::Fields(&[field("matter", "事项", MATTER), field("facts", "要素", Shape::Named(&ANY))]),
    ),
]);

const SHAPE: Shape = Shape::Fields(&[
    field("id", "编号", ANY),
    field("matter", "事项", MATTER),
    field("received", "受理时间", ANY),
    field("occurred", "发生时间", ANY),
    field("text", "内容", ANY),
    field("subject", "主题", ANY),
    field("lon", "经度", ANY),
    field("lat", "纬度", ANY),
    field("facts", "要素", Shape::Named(&ANY)),
    field("offers", "另有", Shape::Named(&ANY)),
    field("values", "取值", Shape::Named(&Shape::Named(&ANY))),
    field("unknown", "未知", Shape::List(&ANY)),
    field("lenient", "宽松", ANY),
    field("optional", "可缺", Shape::List(&ANY)),
    field("also", "又名", Shape::Named(&Shape::List(&ANY))),
    field("date_order", "日期顺序", ANY),
    field(
        "label",
        "标注",
        Shape::Fields(&[field("unit", "单位", ANY), field("code", "编码", ANY), field("kind", "种类", ANY)]),
    ),
    field("history", "经过", HISTORY),
]);

/// Names of the mappings that come with the program, in order.
pub fn shipped() -> Vec<&'static str> {
    let mut all: Vec<&str> = SHIPPED.files().filter_map(|f| f.path().file_stem()?.to_str()).collect();
    all.sort_unstable();
    all
}

/// A mapping that comes with the program.
pub fn read_shipped(name: &str) -> Result<Mapping, Vec<Finding>> {
    let text = SHIPPED.get_file(format!("{name}.yaml")).and_then(|f| f.contents_utf8()).unwrap_or_default();
    let mut sources = Sources::default();
    let id = sources.add(Source::new(format!("{name}.yaml"), text.to_owned()));
    from_yaml(id, &sources, &SHAPE)
}

/// A mapping by the path of its file or the name of a shipped one, with what there is to say about it.
pub fn read(name: &str) -> Result<Result<Mapping, (Vec<Finding>, Sources)>, Failure> {
    let path = Path::new(name);
    let shipped = SHIPPED.get_file(format!("{name}.yaml")).and_then(|f| f.contents_utf8());
    let (shown, text) = match shipped {
        // A file of the user's goes before one that happens to have the same name.
        Some(text) if !path.exists() => (format!("{name}.yaml"), text.to_owned()),
        _ if path.exists() || name.contains(['/', '\\', '.']) => (name.to_owned(), text_of(path)?),
        _ => {
            let all = self::shipped().join(", ");
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
            "id: A\nmatter: {first: [{columns: [B, C], join: '-', prefix: P, pad: 4, split: '>'}], name: N, path: [M]}\n\
             received: D\noccurred: E\nfacts: {街道: F}\noffers: {来源: O}\nvalues: {街道: {a: 石岩街道}}\n\
             unknown: ['-']\nlenient: true\noptional: [E]\nalso: {A: [a]}\ndate_order: mdy\n\
             label: {unit: G, code: H, kind: expert}\n\
             history:\n  first: {unit: U1, code: C1}\n  further: [{unit: U2}, {code: C3}]\n  closing: {unit: U4}\n\
             \x20 expert: {unit: U5}\n  joint: {unit: U6}\n  returned: R\n  transferred: T\n\
             \x20 ruled: {column: X, back: [b], elsewhere: [e]}\n\
             \x20 signed: {column: S, in_time: [i], late: [l], never: [n], at: Z, within: 120}\n\
             \x20 dispatched: V\n  closed: W\n  reason: Q\n  channel: K\n\
             \x20 exclude: [{column: Y, values: [t], reason: test}, {column: Y, values: [c], reason: consultation}]\n\
             \x20 corrected: {matter: {first: [{columns: [B2]}]}, facts: {街道: F2}}\n",
        );
        let zh = of(
            "编号: A\n事项: {依次: [{列: [B, C], 连接: '-', 前缀: P, 补零: 4, 拆分: '>'}], 名称: N, 路径: [M]}\n\
             受理时间: D\n发生时间: E\n要素: {街道: F}\n另有: {来源: O}\n取值: {街道: {a: 石岩街道}}\n\
             未知: ['-']\n宽松: true\n可缺: [E]\n又名: {A: [a]}\n日期顺序: 月日年\n\
             标注: {单位: G, 编码: H, 种类: 专家}\n\
             经过:\n  首派: {单位: U1, 编码: C1}\n  续派: [{单位: U2}, {编码: C3}]\n  办结单位: {单位: U4}\n\
             \x20 专家: {单位: U5}\n  并办: {单位: U6}\n  退回: R\n  转派: T\n\
             \x20 裁定: {列: X, 退还原单位: [b], 改派: [e]}\n\
             \x20 签收: {列: S, 按时: [i], 逾期: [l], 未签收: [n], 时间: Z, 分钟: 120}\n\
             \x20 派出时间: V\n  办结时间: W\n  退回理由: Q\n  来源: K\n\
             \x20 剔除: [{列: Y, 取值: [t], 理由: 测试}, {列: Y, 取值: [c], 理由: 咨询}]\n\
             \x20 更正: {事项: {依次: [{列: [B2]}]}, 要素: {街道: F2}}\n",
        );
        assert_eq!(en, zh);
        let en = en.unwrap();
        assert_eq!((en.matter.first[0].pad, en.history.further.len(), en.history.exclude.len()), (4, 2, 2));
        assert_eq!(en.history.signed.unwrap().within, 120);
    }

    #[test]
    fn unknown_and_duplicate_keys_are_findings() {
        let codes = |text: &str| of(text).unwrap_err().iter().map(|f| f.code).collect::<Vec<_>>();
        assert_eq!(codes("ids: A\n"), ["Y103"]);
        assert_eq!(codes("id: A\nid: B\n"), ["Y102"]);
        assert_eq!(codes("matter: {first: [{column: A}]}\n"), ["Y103"]);
        assert_eq!(codes("lenient: perhaps\n"), ["Y104"]);
        assert_eq!(codes("history: {frist: {unit: A}}\n"), ["Y103"]);
        assert_eq!(codes("history: {first: {unit: A, unit: B}}\n"), ["Y102"]);
        assert_eq!(codes("history: {exclude: [{column: A, values: [b], reason: boring}]}\n"), ["Y104"]);
        assert_eq!(codes("label: {unit: A, kind: last}\n"), ["Y104"]);
        assert_eq!(codes("date_order: ydm\n"), ["Y104"]);
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
        let names = self::shipped();
        assert!(!names.is_empty());
        for name in names {
            assert!(read(name).unwrap().is_ok(), "{name}");
        }
    }
}
