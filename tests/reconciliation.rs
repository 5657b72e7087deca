//! The three lists against each other, on lists small enough to be answered by hand.

mod clean;

use fenbo::check::{Options, Problem, Report, check};
use fenbo::{Date, Policy};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 7, 1);

/// Two streets of two communities each, and who plays which role there.
const CITY: &str = "levels: [市, 街道, 社区]
areas:
  - name: 某市
    children:
      - name: 东街道
        children: [东一社区, 东二社区]
      - name: 西街道
        children: [西一社区, 西二社区]
";

const UNITS: &str = "units: [{name: 甲局}, {name: 乙局}, {name: 丙局}, {name: 东街道办, areas: [东街道]}, {name: 西街道办, areas: [西街道]},
  {name: 东执法队, round_the_clock: true}, {name: 西执法队}]
roles:
  街道办: {东街道: 东街道办, 西街道: 西街道办}
  执法队: {东街道: 东执法队, 西街道: 西执法队}
  统管: {东街道: 甲局, 西街道: 西街道办}
  东管: {东街道: 东街道办}
";

const MATTERS: &str = "要素：场所
  取值：路边、桥下、公园
事项：A1 路灯不亮
  路径：照明
事项：A2 灯杆倾斜
  路径：照明
";

fn read(lists: &str) -> Arc<Policy> {
    read_with(UNITS, lists)
}

fn read_with(units: &str, lists: &str) -> Arc<Policy> {
    let lists = format!("{MATTERS}{lists}");
    clean::read(&[("areas.yaml", CITY), ("units.yaml", units), ("lists.fenbo", &lists)])
}

/// The problems of these codes, by code.
fn problems(policy: &Arc<Policy>) -> Vec<Problem> {
    let Report { problems, .. } = check(policy, &Options { day: DAY, until: DAY });
    let ours = problems.into_iter().filter(|p| ("C321".."C329").contains(&p.finding.code));
    let mut ours: Vec<Problem> = ours.collect();
    ours.sort_by_key(|p| (p.finding.code, p.matters.clone()));
    ours
}

/// Each as `CODE 中文`, in alphabetical order.
fn told(lists: &str) -> Vec<String> {
    let found = problems(&read(lists));
    let mut words: Vec<String> =
        found.iter().map(|p| format!("{} {}", p.finding.code, p.finding.zh)).collect();
    words.sort();
    words
}

fn witness(policy: &Policy, problem: &Problem) -> String {
    let witness = problem.witness.as_ref().expect("a witness");
    let facts: Vec<String> = witness.facts.iter().map(|(a, v)| policy.written_fact(*a, *v)).collect();
    format!("{} {}", policy.matters().get(witness.matter).code, facts.join("，"))
}

#[test]
fn what_is_assigned_and_declined_is_told_with_who_is_to_have_it() {
    let policy = read(
        "职责：Z1 灯
  适用：照明
  首办：甲局
实施：甲局
  承接：照明
  不承接：A1，当 场所 为 公园 → 乙局
",
    );
    let found = problems(&policy);
    let words: Vec<&str> = found.iter().map(|p| p.finding.zh.as_str()).collect();
    assert_eq!(
        words,
        ["职责 Z1（甲局） 派给 甲局，它的实施清单却不承接（交给：乙局）：A1 路灯不亮，场所＝公园"]
    );
    assert_eq!(found[0].finding.code, "C321");
    assert_eq!(witness(&policy, &found[0]), "A1 场所＝公园，区域＝东一社区");
    assert_eq!(found[0].fixes[0].paste.as_deref(), Some("  但：场所 为 公园 → 乙局 ［Z1-1］\n"));
}

#[test]
fn declining_where_another_is_assigned_is_no_fault() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：甲局
  但：场所 为 公园 → 乙局 ［Z1a］
实施：甲局
  承接：照明
  不承接：照明，当 场所 为 公园 → 乙局
";
    assert_eq!(told(lists), Vec::<String>::new());
}

#[test]
fn one_list_of_a_unit_may_decline_what_another_accepts() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：甲局
实施：甲局
  承接：A1
  科室：一科
实施：甲局
  承接：A2
  不承接：A1 → 甲局
  科室：二科
";
    assert_eq!(told(lists), Vec::<String>::new());
}

#[test]
fn a_list_of_the_unit_goes_before_the_list_of_its_role() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：@执法队
实施：@执法队
  承接：照明
实施：西执法队
  不承接：A2 → 丙局
";
    assert_eq!(
        told(lists),
        [
            "C321 职责 Z1（@执法队） 派给 西执法队，它的实施清单却不承接（交给：丙局）：A2 灯杆倾斜，区域＝西街道"
        ]
    );
}

#[test]
fn a_unit_is_known_by_every_role_it_plays() {
    // Only in the east is the unit that plays 统管 the one that declines.
    let lists = "职责：Z1 灯
  适用：A1
  首办：@统管
职责：Z2 杆
  适用：A2
  首办：丙局
实施：甲局
  不承接：A1
";
    assert_eq!(
        told(lists),
        [
            "C321 职责 Z1（@统管） 派给 甲局，它的实施清单却不承接（交给：没有写交给谁）：A1 路灯不亮，区域＝东街道"
        ]
    );
}

#[test]
fn a_chain_asks_the_first_that_is_there() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：@东管，无则 乙局
实施：乙局
  不承接：A1 → 丙局
实施：@东管
  不承接：A2 → 丙局
";
    assert_eq!(
        told(lists),
        [
            "C321 职责 Z1（@东管，无则 乙局） 派给 @东管（如东街道办），它的实施清单却不承接（交给：丙局）：A2 灯杆倾斜，区域＝东街道",
            "C321 职责 Z1（@东管，无则 乙局） 派给 乙局，它的实施清单却不承接（交给：丙局）：A1 路灯不亮，区域＝西街道",
        ]
    );
}

#[test]
fn everybody_declines() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：甲局
实施：甲局
  不承接：照明，当 场所 属于 桥下、公园 → 乙局
实施：乙局
  不承接：照明，当 场所 为 公园 → @街道办
实施：西街道办
  不承接：A2
";
    let policy = read(lists);
    let found: Vec<_> = problems(&policy);
    let words: Vec<_> = found.iter().map(|p| (p.finding.code, p.finding.zh.as_str())).collect();
    assert_eq!(
        words,
        [
            ("C321", "职责 Z1（甲局） 派给 甲局，它的实施清单却不承接（交给：乙局）：A1 路灯不亮，场所≠路边"),
            (
                "C321",
                "职责 Z1（甲局） 派给 甲局，它的实施清单却不承接（交给：乙局）：A2 灯杆倾斜，场所＝桥下；或 场所≠路边 · 区域＝东街道"
            ),
            (
                "C324",
                "职责 Z1（甲局）：可能首办的单位都不承接（甲局、乙局、西街道办）：A2 灯杆倾斜，场所＝公园 · 区域＝西街道"
            ),
        ]
    );
    assert_eq!(witness(&policy, &found[2]), "A2 场所＝公园，区域＝西一社区");
}

#[test]
fn hand_overs_that_never_meet_are_no_circle() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：丙局
实施：甲局
  不承接：照明，当 场所 为 公园 → 乙局
实施：乙局
  不承接：照明，当 场所 为 桥下 → 甲局
";
    assert_eq!(told(lists), Vec::<String>::new());
}

#[test]
fn a_circle_of_three_in_one_street_only() {
    // 统管 is 西街道办 in the west: 丙局 → 统管 closes the circle there, under the bridge, where all three conditions meet.
    let lists = "职责：Z1 灯
  适用：照明
  首办：甲局
实施：@街道办
  不承接：A1，当 场所 属于 桥下、公园 → 乙局
实施：乙局
  不承接：照明，当 场所 属于 桥下、路边 → 丙局
实施：丙局
  不承接：照明，当 场所 不为 公园 → @统管
";
    let policy = read(lists);
    let found = problems(&policy);
    let words: Vec<String> = found.iter().map(|p| format!("{} {}", p.finding.code, p.finding.zh)).collect();
    assert_eq!(
        words,
        [
            "C325 移交成环，谁也不办：乙局 → 丙局 → @街道办（如西街道办） → 乙局：A1 路灯不亮，场所＝桥下 · 区域＝西街道"
        ]
    );
    assert_eq!(witness(&policy, &found[0]), "A1 场所＝桥下，区域＝西一社区");
    assert_eq!(
        found[0].finding.en,
        "hand-overs go round in a circle and nobody acts: 乙局 → 丙局 → @街道办 (such as 西街道办) → 乙局: A1 路灯不亮, 场所 = 桥下 · 区域 = 西街道"
    );
}

#[test]
fn the_shortest_circle_is_told_and_a_longer_one_only_where_it_alone_goes_round() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：丙局
实施：甲局
  不承接：A1 → 乙局
实施：乙局
  不承接：A1，当 场所 为 桥下 → 甲局
  不承接：A1，当 场所 不为 路边 → 东街道办
实施：东街道办
  不承接：A1 → 甲局
";
    assert_eq!(
        told(lists),
        [
            "C325 移交成环，谁也不办：甲局 → 乙局 → 东街道办 → 甲局：A1 路灯不亮，场所＝公园 · 区域＝东街道",
            "C325 移交成环，谁也不办：甲局 → 乙局 → 甲局：A1 路灯不亮，场所＝桥下",
        ]
    );
}

#[test]
fn whoever_is_assigned_into_a_circle_is_told_once() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：甲局
实施：甲局
  不承接：A1 → 乙局
实施：乙局
  不承接：A1 → 甲局
";
    assert_eq!(told(lists), ["C325 移交成环，谁也不办：甲局 → 乙局 → 甲局：A1 路灯不亮，任何情形"]);
}

#[test]
fn what_is_accepted_and_never_assigned_is_told_line_by_line() {
    let lists = "职责：Z1 灯
  适用：A1
  首办：@街道办
  协办：丙局
  但：场所 为 公园 → 乙局 ［Z1a］
实施：甲局
  承接：A1
  承接：A2
实施：乙局
  承接：A1，当 场所 为 公园
  承接：A1，当 场所 为 桥下
实施：丙局
  承接：A1，当 场所 属于 公园、路边
实施：西街道办
  承接：A1，当 街道 为 西街道，且 场所 为 路边
";
    let unassigned: Vec<String> = told(lists).into_iter().filter(|t| t.starts_with("C322")).collect();
    assert_eq!(
        unassigned,
        [
            "C322 乙局 的实施清单承接 A1 路灯不亮（场所＝桥下），但没有一条职责在这里派给它，也没有让它协办或先行",
            "C322 甲局 的实施清单承接 A1 路灯不亮（任何情形），但没有一条职责在这里派给它，也没有让它协办或先行",
            "C322 甲局 的实施清单承接 A2 灯杆倾斜（任何情形），但没有一条职责在这里派给它，也没有让它协办或先行",
        ]
    );
}

#[test]
fn a_role_is_assigned_where_its_unit_is() {
    // In the east 统管 is 甲局, which leads; in the west it is 西街道办.
    let lists = "职责：Z1 灯
  适用：照明
  首办：@统管
实施：甲局
  承接：A1，当 街道 为 东街道
  承接：A2，当 街道 为 西街道
";
    assert_eq!(
        told(lists),
        [
            "C322 甲局 的实施清单承接 A2 灯杆倾斜（区域＝西街道），但没有一条职责在这里派给它，也没有让它协办或先行"
        ]
    );
}

#[test]
fn what_is_handed_over_by_whoever_is_assigned_is_told_once() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：甲局
实施：甲局
  不承接：A1 → 乙局
实施：乙局
  承接：A1
";
    assert_eq!(
        told(lists),
        ["C321 职责 Z1（甲局） 派给 甲局，它的实施清单却不承接（交给：乙局）：A1 路灯不亮，任何情形"]
    );
}

#[test]
fn two_that_accept_the_same_at_the_same_place() {
    let lists = "职责：Z1 灯
  适用：照明
  首办：@街道办
  协办：丙局
实施：@街道办
  承接：照明
  不承接：照明，当 场所 为 公园
实施：西街道办
  承接：照明，当 场所 为 公园
实施：丙局
  承接：照明
实施：甲局
  承接：A1，当 场所 不为 路边
";
    let policy = read(lists);
    let found: Vec<Problem> = problems(&policy).into_iter().filter(|p| p.finding.code == "C323").collect();
    let words: Vec<&str> = found.iter().map(|p| p.finding.zh.as_str()).collect();
    // 丙局 assists, so that it and @街道办 may both accept; 甲局 has no part.
    assert_eq!(
        words,
        [
            "甲局 和 @街道办（如东街道办） 的实施清单都承接：A1 路灯不亮，场所＝桥下；职责：Z1（@街道办）",
            "甲局 和 丙局 的实施清单都承接：A1 路灯不亮，场所≠路边；职责：Z1（@街道办）",
            "甲局 和 西街道办 的实施清单都承接：A1 路灯不亮，场所＝公园 · 区域＝西街道；职责：Z1（@街道办）",
        ]
    );
}

#[test]
fn two_units_of_one_role_and_units_of_other_areas_never_meet() {
    let units = "units: [{name: 东所, areas: [东街道]}, {name: 西所, areas: [西街道]}]\nroles: {所: {东街道: 东所, 西街道: 西所}}\n";
    let lists =
        "职责：Z1 灯\n  适用：照明\n  首办：@所\n实施：东所\n  承接：照明\n实施：西所\n  承接：照明\n";
    assert_eq!(problems(&read_with(units, lists)), []);
}

#[test]
fn joint_leads_may_both_accept() {
    let lists = "职责：Z1 灯
  适用：照明
  并办：甲局、乙局
实施：甲局
  承接：照明
实施：乙局
  承接：照明
";
    assert_eq!(told(lists), Vec::<String>::new());
}

#[test]
fn a_role_that_nobody_plays_in_some_street() {
    let policy = read(
        "职责：Z1 灯
  适用：A1
  首办：@东管
  但：场所 为 桥下，且 街道 为 东街道 → @东管 ［Z1a］
职责：Z2 杆
  适用：A2
  首办：@东管，无则 甲局
",
    );
    let found = problems(&policy);
    let words: Vec<&str> = found.iter().map(|p| p.finding.zh.as_str()).collect();
    assert_eq!(words, ["Z1 派给 @东管，但有的地方没有单位担任：区域＝西街道"]);
    assert_eq!(found[0].finding.code, "C326");
    assert_eq!(witness(&policy, &found[0]), "A1 场所＝路边，区域＝西一社区");
}

#[test]
fn a_step_is_compared_with_the_limits_of_the_duties_that_the_practice_speaks_for() {
    let lists = "职责：Z1 灯
  适用：A1
  首办：@街道办
  时限：联系 30 分钟，到场 4 小时，办结 2 工作日
职责：Z2 杆
  适用：A2
  首办：@街道办
  时限：联系 30 分钟，办结 1 工作日
职责：Z3 园
  适用：照明
  当：场所 为 公园
  优先于：Z1、Z2
  首办：甲局
  时限：办结 1 小时
实施：@街道办
  承接：A1，当 场所 不为 公园
  步骤：签收 1 小时，现场 4 小时，修复 3 工作日
实施：甲局
  承接：照明，当 场所 为 公园
  步骤：签收 60 分钟
";
    assert_eq!(
        told(lists),
        [
            "C327 @街道办 的步骤「修复 3 工作日」超过职责的时限「办结 2 工作日」：Z1，A1 路灯不亮",
            "C327 @街道办 的步骤「签收 1 小时」超过职责的时限「联系 30 分钟」：Z1，A1 路灯不亮",
        ]
    );
}

#[test]
fn urgent_complaints_for_units_that_sleep_are_told_once_for_a_role() {
    let lists = "加急：危险
  适用：照明
  当：场所 为 桥下
职责：Z1 灯
  适用：A1
  首办：@执法队
职责：Z2 杆
  适用：A2
  首办：@执法队
  但：场所 为 公园 → 甲局 ［Z2a］
";
    let policy = read(lists);
    let found = problems(&policy);
    let words: Vec<&str> = found.iter().map(|p| p.finding.zh.as_str()).collect();
    // 东执法队 is on duty; 甲局 leads where nothing is urgent.
    assert_eq!(
        words,
        [
            "@执法队（西执法队） 要首办加急的投诉，却没有登记全天值守：A1 路灯不亮、A2 灯杆倾斜；例如 A1 路灯不亮（加急「危险」），场所＝桥下 · 区域＝西街道"
        ]
    );
    assert_eq!(witness(&policy, &found[0]), "A1 场所＝桥下，区域＝西一社区");
}

#[test]
fn the_place_of_work_and_the_place_of_the_complaint_are_told_apart() {
    // In the west, 西街道办 plays both roles: it hands to itself in the park, and elsewhere where the place of work lies in
    // the west, too. In the east the park goes round between the two, whatever the place of work.
    let lists = "要素：用工地
  类型：区域
职责：Z1 灯
  适用：A1
  首办：甲局
实施：@街道办
  不承接：A1 → @统管（用工地）
实施：西街道办
  不承接：A2 → 甲局
实施：@统管
  不承接：A1，当 场所 为 公园 → @街道办
";
    let found = told(lists);
    assert_eq!(
        found,
        [
            "C325 移交成环，谁也不办：@统管（如西街道办） → @统管（如西街道办）：A1 路灯不亮，场所＝公园 · 区域＝西街道",
            "C325 移交成环，谁也不办：@街道办（如东街道办） → @统管（如甲局） → @街道办（如东街道办）：A1 路灯不亮，场所＝公园 · 区域＝东街道",
            "C325 移交成环，谁也不办：@街道办（如西街道办） → @街道办（如西街道办）：A1 路灯不亮，区域＝西街道 · 用工地＝西街道",
        ]
    );
}

#[test]
fn a_list_of_a_role_speaks_for_whom_the_duty_looks_up() {
    // The office where the complaint is has no part in what goes by the place of work.
    let lists = "要素：用工地
  类型：区域
  来源：登记
职责：Z1 灯
  适用：A1
  首办：@街道办（用工地）
  协办：乙局
实施：@街道办
  承接：A1
实施：乙局
  承接：A1
";
    assert_eq!(told(lists), [] as [String; 0]);
}
