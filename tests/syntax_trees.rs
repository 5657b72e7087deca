//! What the entries of the main blocks are, written out by hand.

use fenbo::syntax::entries::{
    BasisEntry, Claim, Comparison, Condition, DomainEntry, Duration, DurationUnit, DutyEntry, EntryKind,
    Expect, HandlerChain, HandlerRef, Layer, MatterRef, Name, Recogniser, Spanned, SpecialRule, Test,
    TreeNode, Value,
};
use fenbo::syntax::{meaning, parse};
use fenbo::text::{Source, Sources, Span};

fn name(word: &str) -> Name {
    at(word.to_owned())
}

fn at<T>(value: T) -> Spanned<T> {
    Spanned { value, span: Span::default() }
}

fn word(word: &str) -> Value {
    Value::Word(name(word))
}

fn number(amount: i64, unit: Option<&str>) -> Value {
    Value::Number { amount: at(amount), unit: unit.map(str::to_owned) }
}

fn time(hours: u32, minutes: u32) -> Value {
    Value::Time(at(hours * 60 + minutes))
}

fn one_of(attribute: &str, values: &[Value], negated: bool) -> Test {
    Test::In { attribute: name(attribute), values: values.to_vec(), negated }
}

fn condition(all: Vec<Vec<Test>>) -> Condition {
    Condition { span: Span::default(), all }
}

fn matter(path: &[&str]) -> MatterRef {
    MatterRef { path: path.iter().map(|s| (*s).to_owned()).collect(), span: Span::default() }
}

fn unit(word: &str) -> HandlerRef {
    HandlerRef::Unit(name(word))
}

fn role(word: &str, place: Option<&str>) -> HandlerRef {
    HandlerRef::Role { role: name(word), place: place.map(name) }
}

fn chain(steps: &[HandlerRef]) -> HandlerChain {
    HandlerChain { steps: steps.to_vec(), span: Span::default() }
}

fn cited(instrument: &str, article: Option<&str>) -> BasisEntry {
    BasisEntry::Cited { instrument: name(instrument), article: article.map(str::to_owned) }
}

fn only(text: &str) -> EntryKind {
    let mut entries = meaning(text);
    assert_eq!(entries.len(), 1, "{text}");
    assert!(entries[0].complete, "{text}");
    entries.remove(0).kind
}

fn duty(items: &str) -> DutyEntry {
    match only(&format!("职责：Z-1 路灯\n  适用：1\n  首办：甲\n{items}")) {
        EntryKind::Duty(duty) => *duty,
        other => panic!("no duty: {other:?}"),
    }
}

fn when(line: &str) -> Vec<Vec<Test>> {
    let mut duty = duty(&format!("  当：{line}\n"));
    assert_eq!(duty.when.len(), 1);
    duty.when.remove(0).all
}

#[test]
fn conditions_are_conjunctions_of_alternatives() {
    assert_eq!(
        when("场所 属于 公共道路、桥下，且 物业管理 不为 有"),
        [
            vec![one_of("场所", &[word("公共道路"), word("桥下")], false)],
            vec![one_of("物业管理", &[word("有")], true)]
        ]
    );
    // `或` before a value joins values, before a test it joins tests.
    let compare = |attribute: &str, op, amount, unit| Test::Compare {
        attribute: name(attribute),
        op,
        value: number(amount, Some(unit)),
    };
    assert_eq!(
        when("场所 为 公园 或 河岸 或 投资额 ≤ 100 万元 或 面积 ＞ 500平方米，层数 为 3"),
        [
            vec![
                one_of("场所", &[word("公园"), word("河岸")], false),
                compare("投资额", Comparison::AtMost, 100, "万元"),
                compare("面积", Comparison::Greater, 500, "平方米"),
            ],
            vec![one_of("层数", &[number(3, None)], false)],
        ]
    );
}

#[test]
fn ranges_and_times() {
    let between = |attribute: &str, low, high, negated| {
        vec![vec![Test::Between { attribute: name(attribute), low, high, negated }]]
    };
    assert_eq!(when("时刻 在 23:00 至 07:00"), between("时刻", time(23, 0), time(7, 0), false));
    assert_eq!(when("时刻 不在 22：30至次日06：00"), between("时刻", time(22, 30), time(6, 0), true));
    assert_eq!(when("时刻 在 18:00 至 24:00"), between("时刻", time(18, 0), time(24, 0), false));
    let (low, high) = (number(100, Some("万元")), number(500, Some("万元")));
    assert_eq!(when("投资额 介于 100万元至500万元"), between("投资额", low.clone(), high.clone(), false));
    assert_eq!(when("投资额 不介于 １００ 万元 到 ５００ 万元"), between("投资额", low, high, true));
    assert_eq!(when("气温 介于 -5 至 3"), between("气温", number(-5, None), number(3, None), false));
}

#[test]
fn what_looks_like_a_number_and_is_a_name() {
    for (written, value) in [
        ("0301-001", word("0301-001")),
        ("0301", word("0301")),
        ("24小时便利店", word("24小时便利店")),
        ("0-3岁", word("0-3岁")),
        ("3 层", number(3, Some("层"))),
        ("「110」", word("110")),
        ("110", number(110, None)),
        ("110/报警", word("110/报警")),
        ("小区/「A、B」/户内", word("小区/A、B/户内")),
    ] {
        assert_eq!(when(&format!("a 为 {written}")), [vec![one_of("a", &[value], false)]], "{written}");
    }
    // Words of the language inside of a name are no words of the language.
    assert_eq!(
        when("「是 或 否」 为 生产或经营场所，且 且末路 属于 在建工地"),
        [
            vec![one_of("是 或 否", &[word("生产或经营场所")], false)],
            vec![one_of("且末路", &[word("在建工地")], false)]
        ]
    );
}

#[test]
fn definitions_in_conditions() {
    let defined = |word: &str, negated| vec![Test::Defined { definition: name(word), negated }];
    assert_eq!(
        when("符合 无主设施，且 不符合 「小型、工程」"),
        [defined("无主设施", false), defined("小型、工程", true)]
    );
}

#[test]
fn a_duty_with_everything() {
    let duty = duty(
        "  协办：丙、@交警大队（住所地），无则 丁
  知会：轮值「架空线缆」、查「控烟主管」
  监管：戊
  先行：物业服务企业，限 24 小时
  依据：《甲法》第五条、《关于《乙》的通知》
  依据：待确认
  依据：府办规〔2025〕3号
  时限：联系 24 小时，办结 5 工作日
  除外：场所 为 户内
  优先于：Z-2、Z-3
  身份：属主
  既有特别规定：废止
  理由：「待并入」
  生效：2026-01-01
  失效：2026-12-31
",
    );
    assert_eq!(duty.layer, Layer::Duty);
    assert_eq!((duty.code, duty.title), (Some(name("Z-1")), Some(name("路灯"))));
    assert_eq!(duty.scope, [matter(&["1"])]);
    let outcome = duty.outcome;
    assert_eq!((outcome.leads, outcome.joint), (vec![chain(&[unit("甲")])], false));
    assert_eq!(
        outcome.assist,
        [chain(&[unit("丙")]), chain(&[role("交警大队", Some("住所地")), unit("丁")])]
    );
    assert_eq!(
        outcome.inform,
        [chain(&[HandlerRef::Rota(name("架空线缆"))]), chain(&[HandlerRef::Table(name("控烟主管"))])]
    );
    assert_eq!(outcome.supervise, [chain(&[unit("戊")])]);
    let forerun = outcome.forerun.expect("there is a forerunner");
    assert_eq!(forerun.who, chain(&[unit("物业服务企业")]));
    assert_eq!(forerun.limit, Some(Duration { amount: 24, unit: DurationUnit::Hour }));
    assert_eq!(
        outcome.basis,
        [
            cited("甲法", Some("第五条")),
            cited("关于《乙》的通知", None),
            BasisEntry::ToConfirm(Span::default()),
            cited("府办规〔2025〕3号", None),
        ]
    );
    let limits: Vec<_> = outcome.limits.into_iter().map(|l| (l.step.value, l.duration)).collect();
    assert_eq!(
        limits,
        [
            ("联系".to_owned(), Duration { amount: 24, unit: DurationUnit::Hour }),
            ("办结".to_owned(), Duration { amount: 5, unit: DurationUnit::WorkingDay }),
        ]
    );
    assert_eq!(duty.except, [condition(vec![vec![one_of("场所", &[word("户内")], false)]])]);
    assert_eq!(duty.overrides, [name("Z-2"), name("Z-3")]);
    assert_eq!((duty.capacity, duty.special), (Some(name("属主")), Some(at(SpecialRule::Repeal))));
    assert_eq!(duty.reason.as_deref(), Some("待并入"));
    let day = |d: Option<Spanned<jiff::civil::Date>>| d.map(|d| d.value.to_string());
    assert_eq!(day(duty.validity.from).as_deref(), Some("2026-01-01"));
    assert_eq!(day(duty.validity.until).as_deref(), Some("2026-12-31"));
}

#[test]
fn a_proviso_is_an_outcome_of_its_own() {
    let duty = duty("  但：场所 为 桥下 → 并办 乙、@丙；协办 丁；依据 《甲法》第一条 ［Z-1a］\n");
    assert_eq!(duty.provisos.len(), 1);
    let proviso = &duty.provisos[0];
    assert_eq!(proviso.code, name("Z-1a"));
    assert_eq!(proviso.when, condition(vec![vec![one_of("场所", &[word("桥下")], false)]]));
    assert!(proviso.outcome.joint);
    assert_eq!(proviso.outcome.leads, [chain(&[unit("乙")]), chain(&[role("丙", None)])]);
    assert_eq!(proviso.outcome.assist, [chain(&[unit("丁")])]);
    assert_eq!(proviso.outcome.basis, [cited("甲法", Some("第一条"))]);
}

#[test]
fn layers_codes_and_the_whole_tree() {
    let EntryKind::Duty(fallback) = only("兜底：市政设施/照明、全部\n  首办：@街道办\n")
    else {
        panic!()
    };
    assert_eq!((fallback.layer, &fallback.code), (Layer::Fallback, &None));
    assert_eq!(fallback.scope, [matter(&["市政设施", "照明"]), matter(&[])]);
    let EntryKind::Duty(ruling) = only("裁定：R-1\n  适用：「全部」\n  首办：甲\n  裁定日期：2026-02-11\n")
    else {
        panic!()
    };
    assert_eq!(ruling.layer, Layer::Ruling);
    assert_eq!(ruling.scope, [matter(&["全部"])]);
    assert_eq!(ruling.ruled_on.map(|d| d.value.to_string()).as_deref(), Some("2026-02-11"));
}

#[test]
fn value_trees_keep_order_and_depth() {
    let EntryKind::Attribute(place) =
        only("要素：场所\n  取值：甲（乙（丙、丁）、「戊、己」）\n  取值：庚\n")
    else {
        panic!()
    };
    let leaf = |word: &str| TreeNode { name: name(word), children: vec![] };
    let inner = TreeNode { name: name("乙"), children: vec![leaf("丙"), leaf("丁")] };
    let outer = TreeNode { name: name("甲"), children: vec![inner, leaf("戊、己")] };
    assert_eq!(place.domain, DomainEntry::Tree(vec![outer, leaf("庚")]));
}

#[test]
fn matters_and_how_to_recognise_them() {
    let EntryKind::Matter(entry) = only(
        "事项：0301-001 路灯不亮、熄灭\n  路径：市政设施/照明\n  识别：含「路灯」「灯杆」，且含「不亮」，不含「车灯」\n  性质：部件\n",
    ) else {
        panic!()
    };
    assert_eq!((entry.code, entry.name), (name("0301-001"), name("路灯不亮、熄灭")));
    assert_eq!(entry.path, [name("市政设施"), name("照明")]);
    assert_eq!(
        entry.recogniser,
        [Recogniser {
            all: vec![vec![name("路灯"), name("灯杆")], vec![name("不亮")]],
            none: vec![name("车灯")]
        }]
    );
    assert_eq!(entry.kind, Some(name("部件")));
}

#[test]
fn practice_lines_with_and_without_their_parts() {
    let EntryKind::Practice(practice) = only(
        "实施：@区城市管理局\n  承接：1、2\n  承接：市政设施/井盖，当 场所 为 桥下\n  不承接：场所 为 公园 → @公园，无则 乙\n  科室：三科，当 街道 为 石岩街道\n",
    ) else {
        panic!()
    };
    assert_eq!(practice.unit, role("区城市管理局", None));
    let is = |attribute: &str, value: &str| condition(vec![vec![one_of(attribute, &[word(value)], false)]]);
    let parts = |line: &fenbo::syntax::entries::PracticeLine| {
        (line.scope.clone(), line.when.clone(), line.hand_to.clone())
    };
    assert_eq!(parts(&practice.accepts[0]), (vec![matter(&["1"]), matter(&["2"])], None, None));
    assert_eq!(
        parts(&practice.accepts[1]),
        (vec![matter(&["市政设施", "井盖"])], Some(is("场所", "桥下")), None)
    );
    assert_eq!(
        parts(&practice.declines[0]),
        (vec![], Some(is("场所", "公园")), Some(chain(&[role("公园", None), unit("乙")])))
    );
    assert_eq!(
        (&practice.offices[0].name, &practice.offices[0].when),
        (&name("三科"), &Some(is("街道", "石岩街道")))
    );
}

#[test]
fn cases_and_assertions() {
    let EntryKind::Case(case) = only(
        "案例：「跳舞太吵」\n  事项：生态环境/噪声\n  要素：街道＝坪山街道，场所＝河岸、小区/户内，时刻＝22:30\n  应派：坪山公安分局、@流域管理中心\n  应急：否\n",
    ) else {
        panic!()
    };
    assert_eq!(case.text, name("跳舞太吵"));
    assert_eq!(case.matter, Some(matter(&["生态环境", "噪声"])));
    assert_eq!(
        case.facts,
        [
            (name("街道"), vec![word("坪山街道")]),
            (name("场所"), vec![word("河岸"), word("小区/户内")]),
            (name("时刻"), vec![time(22, 30)]),
        ]
    );
    assert_eq!(
        case.expect,
        [Expect::Leads(vec![unit("坪山公安分局"), role("流域管理中心", None)]), Expect::Urgent(false)]
    );
    let EntryKind::Assertion(assertion) = only("断言：甲\n  则：首办 不为 乙、@丙\n  则：加急\n")
    else {
        panic!()
    };
    assert_eq!(
        assertion.then,
        [Claim::Lead { any_of: vec![unit("乙"), role("丙", None)], negated: true }, Claim::Urgent]
    );
}

#[test]
fn look_up_tables_and_rotas() {
    let EntryKind::Table(table) = only(
        "对照表：控烟\n| 场所 | 时刻 | 首办 |\n|:--|--:|---|\n| 学校、医院 | | @区教育局，无则 乙 |\n| 「a|b」 | 22:00 | 丙 |\n",
    ) else {
        panic!()
    };
    assert_eq!(table.columns, [name("场所"), name("时刻")]);
    let rows: Vec<_> = table.rows.into_iter().map(|r| (r.cells, r.lead)).collect();
    assert_eq!(
        rows,
        [
            (vec![vec![word("学校"), word("医院")], vec![]], chain(&[role("区教育局", None), unit("乙")])),
            (vec![vec![word("a|b")], vec![time(22, 0)]], chain(&[unit("丙")])),
        ]
    );
    let EntryKind::Rota(rota) = only("轮值：线缆\n  成员：甲 4、@乙\n") else { panic!() };
    assert_eq!(rota.members, [(unit("甲"), 4), (role("乙", None), 1)]);
}

#[test]
fn notes_belong_to_the_block_they_stand_at() {
    let entries =
        meaning("## 一\n\n定义：甲\n  ## 二\n# 不是注\n  当：a 为 b\n## 三\n定义：乙\n  当：a 为 b\n## 四\n");
    let notes: Vec<_> = entries.into_iter().map(|e| e.notes).collect();
    assert_eq!(notes, [vec!["一".to_owned(), "二".to_owned()], vec!["三".to_owned(), "四".to_owned()]]);
}

#[test]
fn spans_are_exact() {
    let text = "# 头\n职责：Z-1 路灯\n  适用：市政设施/照明、2\n  当：场所 属于 「桥 下」，且 投资额 ≤ 100 万元\n  首办：@区局（住所地）\n  生效：2026-01-01\n";
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.fenbo", text));
    let (entries, findings) = parse(id, &sources);
    assert!(findings.is_empty());
    let slice = |span: Span| &text[span.start as usize..span.end as usize];
    assert_eq!(slice(entries[0].span), "职责：Z-1 路灯");
    let EntryKind::Duty(duty) = &entries[0].kind else { panic!() };
    assert_eq!(duty.scope.iter().map(|m| slice(m.span)).collect::<Vec<_>>(), ["市政设施/照明", "2"]);
    let when = &duty.when[0];
    assert_eq!(slice(when.span), "场所 属于 「桥 下」，且 投资额 ≤ 100 万元");
    let Test::In { attribute, values, .. } = &when.all[0][0] else { panic!() };
    let Value::Word(value) = &values[0] else { panic!() };
    assert_eq!(
        (slice(attribute.span), slice(value.span), value.value.as_str()),
        ("场所", "「桥 下」", "桥 下")
    );
    let Test::Compare { value: Value::Number { amount, unit }, .. } = &when.all[1][0] else { panic!() };
    assert_eq!((slice(amount.span), unit.as_deref()), ("100", Some("万元")));
    assert_eq!(slice(duty.outcome.leads[0].span), "@区局（住所地）");
    assert_eq!(duty.validity.from.as_ref().map(|d| slice(d.span)), Some("2026-01-01"));
}
