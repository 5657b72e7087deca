//! Names under which the columns or keys of messages usually stand.

use crate::cli::record::{Candidate, Mapping, Matter};

/// A column, and other names for it.
type Names = (&'static str, &'static [&'static str]);

const ID: Names = ("id", &["编号", "留言编号", "工单编号", "ID"]);
const TEXT: Names =
    ("text", &["内容", "留言详情", "诉求内容", "工单内容", "正文", "content", "description", "message"]);
const SUBJECT: Names = ("subject", &["主题", "标题", "留言主题", "诉求标题", "工单标题", "title"]);
const RECEIVED: Names =
    ("received", &["time", "时间", "受理时间", "留言时间", "来件时间", "提交时间", "date", "日期"]);
const MATTER: Names = ("matter", &["事项", "事项编码", "事项名称", "类别", "分类", "category"]);
/// Places, coarse to fine.
const PLACES: [Names; 4] = [
    ("区", &["区县", "行政区", "district", "borough"]),
    ("街道", &["镇街", "street", "town"]),
    ("社区", &["村社", "村", "community"]),
    (PLACE, &["地点", "地址", "位置", "区域", "area", "address", "location"]),
];

/// The place that is no level but a place as it is said.
pub const PLACE: &str = "place";

/// A mapping by these names, of which an input may lack any.
pub fn usual() -> Mapping {
    let mut map = Mapping {
        id: Some(ID.0.to_owned()),
        matter: Matter {
            first: vec![Candidate { columns: vec![MATTER.0.to_owned()], ..Candidate::default() }],
            ..Matter::default()
        },
        received: Some(RECEIVED.0.to_owned()),
        text: Some(TEXT.0.to_owned()),
        subject: Some(SUBJECT.0.to_owned()),
        facts: PLACES.iter().map(|(name, _)| ((*name).to_owned(), (*name).to_owned())).collect(),
        ..Mapping::default()
    };
    for (name, also) in [ID, TEXT, SUBJECT, RECEIVED, MATTER].iter().chain(&PLACES) {
        map.optional.push((*name).to_owned());
        map.also.insert((*name).to_owned(), also.iter().map(|n| (*n).to_owned()).collect());
    }
    map
}
