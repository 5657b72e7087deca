//! A city small enough to be scored by hand.

use super::clean;
use fenbo::policy::registry::UnitId;
use fenbo::score::{Fate, Named, Slices};
use fenbo::{Complaint, Date, Router};

pub const DAY: Date = Date::constant(2026, 7, 1);

const AREAS: &str = "levels: [市, 街道, 社区]
areas:
  - name: 某市
    children:
      - name: 东街道
        children: [东一社区, 东二社区]
      - name: 西街道
        children: [西一社区]
";

const UNITS: &str = "units: [{name: 甲局}, {name: 乙局}, {name: 丙局}, {name: 东街道办}, {name: 西街道办},
  {name: 旧局, until: 2025-12-31, successors: [甲局]},
  {name: 大局, until: 2025-12-31, successors: [丙局, 乙局]}, {name: 没局, until: 2025-12-31}]
roles:
  街道办: {东街道: 东街道办, 西街道: 西街道办}
";

const LISTS: &str = "要素：场所
  取值：路边、桥下、公园
要素：有电
  取值：是、否
  未提及视为：否
要素：程序
  取值：诉讼、无
  未提及视为：无
事项：A1 路灯不亮
  路径：照明
事项：A2 灯杆倾斜
  路径：照明
事项：A3 积水
  路径：排水
事项：A4 垃圾
  路径：环卫
事项：A5 广场舞
  路径：噪声
职责：Z1 路边灯
  适用：A1
  当：场所 为 路边
  首办：甲局
职责：Z2 桥下灯
  适用：A1
  当：场所 为 桥下
  首办：乙局
职责：Z3 灯杆
  适用：A2
  首办：乙局
  但：有电 为 是 → 甲局 ［Z3a］
职责：Z4 路面积水
  适用：A3
  当：场所 为 路边、桥下
  首办：甲局
职责：Z5 河边积水
  适用：A3
  当：场所 为 桥下、公园
  首办：丙局
职责：Z6 广场舞
  适用：A5
  并办：甲局、乙局
兜底：环卫
  首办：@街道办
不受理：诉讼
  适用：照明
  当：程序 为 诉讼
";

pub fn router() -> Router {
    let policy = clean::read(&[("areas.yaml", AREAS), ("units.yaml", UNITS), ("lists.fenbo", LISTS)]);
    Router::compile(policy, DAY).0
}

/// `A1 场所=路边 街道=东街道`.
pub fn complaint<'r>(router: &'r Router, text: &str) -> Complaint<'r> {
    let mut complaint = router.complaint();
    for word in text.split_whitespace() {
        match word.split_once('=') {
            Some((name, value)) => complaint.fact(name, value).expect("a fact of the lists"),
            None => complaint.matter(word).expect("a matter of the lists"),
        }
    }
    complaint
}

pub fn unit(router: &Router, name: &str) -> UnitId {
    router.policy().registry().units.find(name).expect("a unit of the registry")
}

pub fn named(router: &Router, name: &str) -> Named {
    Named::find(&router.policy().registry().units, name, "")
}

/// Dispatched to one unit, closed by one; neither returned nor handed on.
pub fn fate(router: &Router, first: &str, closing: &str) -> Fate<'static, 'static> {
    Fate {
        first: named(router, first),
        closing: named(router, closing),
        returns: Some(0),
        transfers: Some(0),
        ..Fate::default()
    }
}

pub fn march() -> Slices<'static> {
    Slices { channel: "电话", day: Some(Date::constant(2026, 3, 1)) }
}
