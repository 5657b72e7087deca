//! Answers written by hand.

use super::*;
use crate::Lists;
use jiff::civil::date;
use std::sync::LazyLock;

const LISTS: &str = "\
要素：场所
  取值：公共道路（车行道、人行道、桥下）、小区（公共部位、户内）、城中村、公园、工地、学校（校内、校门口）
要素：物业管理
  取值：有、无、业主自管
要素：设施权属
  取值：供电局、燃气公司、无主
要素：施工许可
  取值：有、无
要素：人身危险
  类型：是否
  未提及视为：否
要素：有触电风险
  类型：是否
  未提及视为：否
要素：发生时刻
  类型：时刻
要素：日类型
  类型：日类
要素：投资额
  类型：整数
  范围：0 至 1000000
  单位：万元
要素：建筑面积
  类型：整数
  范围：0 至 10000
  单位：平方米
";

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let mut lists = Lists::new();
    lists.add("lists.fenbo", LISTS.to_owned());
    lists.add("units.yaml", "units: [{name: 甲局}]\n");
    let (policy, _, findings) = lists.read();
    assert!(findings.iter().all(|f| f.severity != crate::Severity::Error), "{findings:?}");
    policy
});

/// What a text says of an attribute, in words; empty: nothing.
fn said(text: &str, attribute: &str) -> String {
    read(text, &[attribute]).into_iter().next().map(|f| f.0).unwrap_or_default()
}

/// Values in words, and the words that say them, of each attribute that the text says something of.
fn read(text: &str, asked: &[&str]) -> Vec<(String, Vec<String>)> {
    let attributes = POLICY.attributes();
    let mut ids: Vec<AttrId> = asked.iter().map(|a| attributes.find(a).unwrap().0).collect();
    ids.sort_unstable();
    let found = FactReader::new(&POLICY).read(&POLICY, text, &ids, Some(date(2026, 3, 4)));
    let areas = &POLICY.registry().areas;
    found
        .into_iter()
        .map(|f| (attributes.get(f.attribute).names(&f.set, areas).join("、"), f.words))
        .collect()
}

#[test]
fn values_go_by_their_names_and_by_other_words() {
    assert_eq!(said("桥下有人露宿", "场所"), "桥下");
    assert_eq!(said("橋底有人露宿", "场所"), "桥下");
    assert_eq!(said("学校门口摆摊", "场所"), "校门口");
    assert_eq!(said("路灯坏了", "场所"), "");
    // A subtree is all of its leaves; a part of it narrows it.
    assert_eq!(said("小区很吵", "场所"), "小区");
    assert_eq!(said("小区里，我家漏水", "场所"), "户内");
    assert_eq!(read("在人行道上", &["场所"]), [("人行道".to_owned(), vec!["人行道".to_owned()])]);
}

#[test]
fn what_excludes_each_other_leaves_both() {
    assert_eq!(said("公园到工地一段", "场所"), "公园、工地");
    assert_eq!(said("有物业，又说没有物业", "物业管理"), "有、无");
}

#[test]
fn what_is_denied_is_excluded_and_a_question_says_nothing() {
    assert_eq!(said("没有物业", "物业管理"), "无");
    assert_eq!(said("冇物业管", "物业管理"), "无");
    assert_eq!(said("物业不理", "物业管理"), "有");
    assert_eq!(said("有没有物业我不知道", "物业管理"), "");
    assert_eq!(said("不是小区", "场所"), "公共道路、城中村、公园、工地、学校");
    assert_eq!(said("不是小区，是城中村", "场所"), "城中村");
    assert_eq!(said("没人受伤", "人身危险"), "");
    assert_eq!(said("连施工许可都没看到", "施工许可"), "无");
    assert_eq!(said("施工许可是有的", "施工许可"), "有");
}

#[test]
fn beside_a_place_is_not_in_it() {
    assert_eq!(said("公园对面的人行道", "场所"), "人行道");
    assert_eq!(said("工地旁", "场所"), "");
}

#[test]
fn only_what_is_asked_is_read_and_bare_owners_need_a_mark() {
    assert_eq!(read("小区物业", &["物业管理"]).len(), 1);
    assert!(read("小区", &[]).is_empty());
    assert_eq!(said("供电局不来", "设施权属"), "");
    assert_eq!(said("箱子上写着供电局", "设施权属"), "供电局");
    assert_eq!(said("井盖没有标识", "设施权属"), "无主");
}

#[test]
fn urgent_signals_are_heard() {
    let urgent = [
        "老人被困电梯",
        "路面塌陷",
        "煤气泄漏",
        "灯杆漏电，小孩被电到",
        "楼上起火冒浓烟",
        "有人晕倒了",
        "触电",
        "出人命",
    ];
    for text in urgent {
        assert_eq!(said(text, "人身危险"), "是", "{text}");
    }
    assert_eq!(said("电线断了垂下来", "有触电风险"), "是");
    for text in ["路灯不亮", "垃圾没人收", "想咨询一下公积金", "跳舞太吵"] {
        assert_eq!(said(text, "人身危险"), "", "{text}");
    }
}

#[test]
fn times_days_and_numbers() {
    let asked = ["发生时刻", "日类型"];
    assert_eq!(said("昨晚11点还在打桩", "发生时刻"), "23:00");
    assert_eq!(read("周末凌晨两点半", &asked).len(), 2);
    assert_eq!(said("上周日在施工", "日类型"), "休息日");
    assert_eq!(said("投资三十万元的工程", "投资额"), "30 万元");
    assert_eq!(said("铺面120平米", "建筑面积"), "120 平方米");
    assert_eq!(said("500平方米以上", "建筑面积"), "500 平方米 至 10000 平方米");
    assert_eq!(said("铺面120平米", "投资额"), "");
}

#[test]
fn wrong_characters_and_masked_names_do_no_harm() {
    assert_eq!(said("没有物页", "物业管理"), "无");
    assert_eq!(said("张某某说王**在A市的公园摔了", "场所"), "公园");
}

#[test]
fn whatever_is_put_in_is_read() {
    let long = "没有物业，凌晨两点，500平方米，".repeat(3000);
    let all = ["场所", "物业管理", "人身危险", "发生时刻", "日类型", "投资额", "建筑面积"];
    for text in
        ["", "点", "号", "😀", "没有", "不是", "\u{0}\u{202e}", "周", "1:", "一二三四五六七八九十", &long]
    {
        read(text, &all);
    }
}
