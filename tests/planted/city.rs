//! Complete lists without a fault: matters, duties, practices, recognisers, cases, registries, each in agreement with the
//! others. Kept as blocks, so that a fault can be planted before they are written.

use super::random::Random;
use fenbo::Lists;
use fenbo::check::lock;
use fenbo::lists::LOCK;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// How the duties of a matter divide its complaints. Matters take turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One duty for everything.
    Plain,
    /// By whether there is a property manager.
    Managed,
    /// By the place, with a proviso.
    Placed,
    /// By a number.
    Sized,
    /// By the time of day.
    Timed,
    /// By the district.
    Local,
    /// A general duty and a special one inside it.
    Special,
    /// A general duty and a ruling for one street.
    Ruled,
}

pub const KINDS: [Kind; 8] = [
    Kind::Plain,
    Kind::Managed,
    Kind::Placed,
    Kind::Sized,
    Kind::Timed,
    Kind::Local,
    Kind::Special,
    Kind::Ruled,
];

/// A duty, fallback or ruling: its heading is made of keyword and code.
#[derive(Debug, Clone)]
pub struct Duty {
    pub keyword: &'static str,
    pub code: String,
    /// Items after the scope.
    pub items: Vec<String>,
    /// Who accepts the matter because of it: a unit, and after a bar under which facts.
    pub accepted: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Matter {
    pub code: String,
    pub name: String,
    pub path: String,
    pub kind: Kind,
    pub items: Vec<String>,
    pub duties: Vec<Duty>,
    /// Planted in already, or needed by a case.
    pub taken: bool,
}

/// All blocks of a city.
#[derive(Debug, Clone)]
pub struct City {
    pub matters: Vec<Matter>,
    /// Blocks of any kind that belong to no matter.
    pub blocks: Vec<String>,
    /// Items of practices besides what follows from the duties.
    pub practice: BTreeMap<String, Vec<String>>,
    /// Who does not accept which matter although a duty says so.
    pub refusing: BTreeSet<(String, String)>,
    pub units: Vec<String>,
    pub roles: BTreeMap<&'static str, Vec<(String, String)>>,
    /// Lines of the area file below the city.
    pub areas: String,
    pub calendar: String,
    /// The lock of priorities, if there is one: true but for the pairs of these duties, which are left out, or turned round.
    pub lock: Option<BTreeMap<String, Locked>>,
    pub random: Random,
}

/// What a lock says of a pair that is otherwise in the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locked {
    Nothing,
    TheOtherWay,
}

pub const DISTRICTS: [&str; 3] = ["东区", "西区", "南区"];
pub const STREETS: [[&str; 3]; 3] = [
    ["青石街道", "白鹭街道", "长桥街道"],
    ["云门街道", "古井街道", "新河街道"],
    ["沙田街道", "梅岭街道", "望海街道"],
];

const AGE: [&str; 16] = [
    "老旧", "新建", "临时", "沿街", "滨河", "园区", "校门", "站前", "山脚", "巷内", "桥头", "市场", "港口",
    "广场", "高架", "涵洞",
];
const OBJECT: [&str; 16] = [
    "路灯", "井盖", "护栏", "站牌", "树池", "雨篷", "信箱", "水管", "电箱", "围挡", "标线", "球门", "花坛",
    "座椅", "岗亭", "泵房",
];
const PART: [&str; 16] = [
    "底座", "盖板", "立柱", "面层", "接口", "外壳", "线缆", "把手", "支架", "滤网", "阀门", "铭牌", "边框",
    "铰链", "顶棚", "螺栓",
];
const TROUBLE: [&str; 16] = [
    "松动", "缺失", "锈蚀", "漏水", "断裂", "歪斜", "堵塞", "冒烟", "异响", "褪色", "下沉", "积灰", "发热",
    "结冰", "遮挡", "倾倒",
];

/// Any two names differ in two of their four words.
fn name(i: usize) -> String {
    let (a, b, c) = (i % 16, i / 16 % 16, i / 256 % 16);
    format!("{}{}{}{}", AGE[a], OBJECT[b], PART[c], TROUBLE[(a + b + c) % 16])
}

fn duty(code: String, items: &[&str], accepted: &[&str]) -> Duty {
    let items = items.iter().map(|i| (*i).to_owned()).collect();
    Duty { keyword: "职责", code, items, accepted: accepted.iter().map(|l| (*l).to_owned()).collect() }
}

/// The duties of one matter, which between them leave nothing open and claim nothing twice.
fn duties(kind: Kind, n: usize) -> Vec<Duty> {
    let code = |part: &str| format!("Z{n:04}{part}");
    let basis = format!("依据：《城市管理办法》第{}条", n % 60 + 1);
    let basis = basis.as_str();
    match kind {
        Kind::Plain => {
            vec![duty(code(""), &["首办：市路灯中心", basis, "时限：办结 5 工作日"], &["市路灯中心"])]
        }
        Kind::Managed => vec![
            duty(
                code("a"),
                &["当：物业管理 为 有", "首办：@区住建局", "协办：@街道办", basis],
                &["@区住建局|物业管理 为 有"],
            ),
            duty(code("b"), &["当：物业管理 为 无", "首办：@街道办", basis], &["@街道办|物业管理 为 无"]),
        ],
        Kind::Placed => {
            let but = format!("但：场所 为 桥下 → 市桥隧中心；依据 《桥梁管理办法》第一条 ［{}］", code("p"));
            vec![
                duty(
                    code("a"),
                    &["当：场所 属于 公共道路", "首办：@区城管局", basis, &but],
                    &["@区城管局|场所 属于 车行道、人行道", "市桥隧中心|场所 为 桥下"],
                ),
                duty(
                    code("b"),
                    &["当：场所 不属于 公共道路", "首办：@街道办", basis],
                    &["@街道办|场所 不属于 公共道路"],
                ),
            ]
        }
        Kind::Sized => vec![
            duty(
                code("a"),
                &["当：面积 ≤ 100 平方米", "首办：@街道办", basis],
                &["@街道办|面积 ≤ 100 平方米"],
            ),
            duty(
                code("b"),
                &["当：面积 ＞ 100 平方米", "首办：@区住建局", basis],
                &["@区住建局|面积 ＞ 100 平方米"],
            ),
        ],
        Kind::Timed => vec![
            duty(
                code("a"),
                &["当：发生时刻 在 22:00 至 06:00", "首办：市公安局", basis],
                &["市公安局|发生时刻 在 22:00 至 06:00"],
            ),
            duty(
                code("b"),
                &["当：发生时刻 在 06:00 至 22:00", "首办：@区城管局", basis],
                &["@区城管局|发生时刻 在 06:00 至 22:00"],
            ),
        ],
        Kind::Local => vec![
            duty(code("a"), &["当：区 为 东区", "首办：市水务局", basis], &["市水务局|区 为 东区"]),
            duty(
                code("b"),
                &["当：区 属于 西区、南区", "首办：@区城管局", basis],
                &["@区城管局|区 属于 西区、南区"],
            ),
        ],
        Kind::Special => vec![
            duty(code("a"), &["首办：@区城管局", basis], &["@区城管局|场所 不为 公园"]),
            duty(
                code("b"),
                &["当：场所 为 公园", "首办：市公园中心", "依据：《公园条例》第三条"],
                &["市公园中心|场所 为 公园"],
            ),
        ],
        Kind::Ruled => vec![
            duty(code("a"), &["首办：@街道办", basis], &["@街道办|街道 不为 云门街道"]),
            Duty {
                keyword: "裁定",
                ..duty(
                    code("r"),
                    &[
                        "裁定日期：2026-03-02",
                        "失效：2027-03-01",
                        "当：街道 为 云门街道",
                        "首办：市水务局",
                        "理由：管网移交之前由市里办理",
                    ],
                    &["市水务局|街道 为 云门街道"],
                )
            },
        ],
    }
}

/// The last two have no duties and no practice: faults name them.
const CITY_UNITS: [&str; 7] =
    ["市路灯中心", "市桥隧中心", "市公安局", "市水务局", "市公园中心", "市交通局", "市绿化中心"];

impl City {
    /// A clean city with so many matters.
    pub fn new(matters: usize, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let first = random.below(4096);
        let mut units: Vec<String> = CITY_UNITS.iter().map(|u| unit(u)).collect();
        let mut roles: BTreeMap<&'static str, Vec<(String, String)>> = BTreeMap::new();
        for (district, streets) in DISTRICTS.iter().zip(STREETS) {
            for (role, word) in [("区住建局", "住建局"), ("区城管局", "城管局")] {
                let name = format!("{district}{word}");
                units.push(unit(&name));
                roles.entry(role).or_default().push(((*district).to_owned(), name));
            }
            for street in streets {
                let name = format!("{street}办事处");
                units.push(unit(&name));
                roles.entry("街道办").or_default().push((format!("{district}/{street}"), name));
            }
        }
        let mut areas = String::new();
        for (d, (district, streets)) in DISTRICTS.iter().zip(STREETS).enumerate() {
            let _ = write!(areas, "      - name: {district}\n        children:\n");
            for (s, street) in streets.iter().enumerate() {
                let n = d * 3 + s;
                let _ = write!(
                    areas,
                    "          - name: {street}\n            children: [第{}社区, 第{}社区]\n",
                    n * 2 + 1,
                    n * 2 + 2
                );
            }
        }
        let matters = (0..matters).map(|n| {
            let name = name((first + n) % 4096);
            let path = format!("第{}类/第{}组", n / 100 + 1, n / 20 + 1);
            let kind = KINDS[n % KINDS.len()];
            let recognised = format!("识别：含「{name}」");
            let items = [recognised.as_str(), "性质：部件", "时限：普通"].map(str::to_owned).to_vec();
            Matter {
                code: format!("M{n:04}"),
                name,
                path,
                kind,
                items,
                duties: duties(kind, n),
                taken: false,
            }
        });
        let mut city = Self {
            matters: matters.collect(),
            blocks: Vec::new(),
            practice: BTreeMap::new(),
            refusing: BTreeSet::new(),
            units,
            roles,
            areas,
            calendar: CALENDAR.to_owned(),
            lock: None,
            random,
        };
        city.cases();
        city
    }

    /// Cases of the first matters, an assertion, urgency and the not-accepted list.
    fn cases(&mut self) {
        let case = |m: &Matter, facts: &str, end: &str| {
            format!("案例：「{}，请来看看」\n  事项：{}\n{facts}  {end}\n", m.name, m.code)
        };
        let blocks = [
            case(&self.matters[0], "", "应派：市路灯中心"),
            case(&self.matters[1], "  要素：物业管理＝无，街道＝白鹭街道\n", "应派：白鹭街道办事处"),
            case(&self.matters[2], "  要素：街道＝白鹭街道\n", "应问：场所"),
            "断言：路灯中心的事有人办\n  适用：M0000\n  则：首办 为 市路灯中心\n".to_owned(),
            "加急：有人受伤\n  当：有人受伤 为 是\n".to_owned(),
            "不受理：已进入诉讼\n  当：程序状态 为 诉讼\n  引导：「请向受理法院反映」\n".to_owned(),
        ];
        for matter in &mut self.matters[..3] {
            matter.taken = true;
        }
        self.blocks.extend(blocks);
    }

    /// A matter of a kind in which nothing is planted yet.
    pub fn take(&mut self, kind: Kind) -> usize {
        let free: Vec<usize> = (0..self.matters.len())
            .filter(|m| self.matters[*m].kind == kind && !self.matters[*m].taken)
            .collect();
        let matter = *self.random.pick(&free);
        self.matters[matter].taken = true;
        matter
    }

    /// Two such matters of the simplest kind.
    pub fn take_two(&mut self) -> (usize, usize) {
        (self.take(Kind::Plain), self.take(Kind::Plain))
    }

    /// One more item of a practice.
    pub fn practise(&mut self, unit: &str, item: String) {
        self.practice.entry(unit.to_owned()).or_default().push(item);
    }

    /// One more duty of a matter. Without a basis of its own it gets one. `letter` makes its code.
    pub fn add(&mut self, matter: usize, letter: &str, items: &[&str]) -> String {
        let code = format!("Z{matter:04}{letter}");
        let mut added = duty(code.clone(), items, &[]);
        if !items.iter().any(|item| item.starts_with("依据")) {
            added.items.push("依据：《城市管理办法》第九条".to_owned());
        }
        self.matters[matter].duties.push(added);
        code
    }

    /// The same as another layer.
    pub fn add_as(&mut self, keyword: &'static str, matter: usize, letter: &str, items: &[&str]) -> String {
        let code = self.add(matter, letter, items);
        if let Some(last) = self.matters[matter].duties.last_mut() {
            last.keyword = keyword;
        }
        code
    }

    /// The lists and registries as texts.
    pub fn lists(&self) -> Lists {
        let mut lists = Lists::new();
        let mut matters = String::new();
        let mut duties = String::new();
        // By unit and facts.
        let mut accepts: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
        for matter in &self.matters {
            let _ = write!(matters, "事项：{} {}\n  路径：{}\n", matter.code, matter.name, matter.path);
            for item in &matter.items {
                let _ = writeln!(matters, "  {item}");
            }
            for duty in &matter.duties {
                let _ = match duty.keyword {
                    "兜底" => writeln!(duties, "兜底：{}\n  编码：{}", matter.code, duty.code),
                    keyword => {
                        writeln!(duties, "{keyword}：{} {}\n  适用：{}", duty.code, matter.name, matter.code)
                    }
                };
                for item in &duty.items {
                    let _ = writeln!(duties, "  {item}");
                }
                for accepted in &duty.accepted {
                    let (unit, when) = accepted.split_once('|').unwrap_or((accepted, ""));
                    if !self.refusing.contains(&(unit.to_owned(), matter.code.clone())) {
                        accepts.entry(unit).or_default().entry(when).or_default().push(&matter.code);
                    }
                }
            }
        }
        let mut practice = String::new();
        let who: BTreeSet<&str> =
            accepts.keys().copied().chain(self.practice.keys().map(String::as_str)).collect();
        for unit in who {
            let _ = writeln!(practice, "实施：{unit}");
            for (when, codes) in accepts.get(unit).into_iter().flatten() {
                let when = if when.is_empty() { String::new() } else { format!("，当 {when}") };
                for some in codes.chunks(20) {
                    let _ = writeln!(practice, "  承接：{}{when}", some.join("、"));
                }
            }
            for item in self.practice.get(unit).into_iter().flatten() {
                let _ = writeln!(practice, "  {item}");
            }
        }
        let mut units = format!("units:\n{}roles:\n", self.units.concat());
        for (role, places) in &self.roles {
            let _ = writeln!(units, "  {role}:");
            for (place, unit) in places {
                let _ = writeln!(units, "    {place}: {unit}");
            }
        }
        let areas = format!("{AREAS}{}", self.areas);
        lists.add("fenbo.yaml", PROJECT);
        lists.add("units.yaml", units);
        lists.add("areas.yaml", areas);
        lists.add("calendar.yaml", self.calendar.clone());
        lists.add("bases.yaml", BASES);
        lists.add("lists/attributes.fenbo", ATTRIBUTES);
        lists.add("lists/matters.fenbo", matters);
        lists.add("lists/duties.fenbo", duties);
        lists.add("lists/practice.fenbo", practice);
        lists.add("lists/rest.fenbo", self.blocks.concat());
        if let Some(planted) = &self.lock {
            let own = lock(&lists.read().0);
            lists.add(LOCK, own.lines().map(|line| locked(line, planted)).collect::<String>());
        }
        lists
    }
}

/// A line of a lock with what is planted in it. `planted`: by the duty with the smaller region.
fn locked(line: &str, planted: &BTreeMap<String, Locked>) -> String {
    let mut columns = line.splitn(3, '\t');
    let (Some(winner), Some(loser), Some(leads)) = (columns.next(), columns.next(), columns.next()) else {
        return format!("{line}\n");
    };
    match planted.get(winner) {
        None => format!("{line}\n"),
        Some(Locked::Nothing) => String::new(),
        Some(Locked::TheOtherWay) => format!("{loser}\t{winner}\t{leads}\n"),
    }
}

/// A unit as the registry writes it.
pub fn unit(name: &str) -> String {
    format!("  - name: {name}\n    round_the_clock: true\n")
}

const ATTRIBUTES: &str = "\
要素：场所
  取值：公共道路（车行道、人行道、桥下）、小区（公共部位、户内）、公园
  询问：「问题出现在哪里？」
要素：物业管理
  取值：有、无
  询问：「有没有物业公司？」
要素：面积
  类型：整数
  范围：0 至 10000
  单位：平方米
  询问：「面积有多大？」
要素：发生时刻
  类型：时刻
  询问：「几点钟的事？」
要素：有人受伤
  类型：是否
  未提及视为：否
要素：程序状态
  取值：没有、诉讼
  未提及视为：没有
";

const PROJECT: &str = "\
city: 鹏城
lists: [lists]
units: [units.yaml]
areas: [areas.yaml]
calendars: [calendar.yaml]
bases: [bases.yaml]
time_classes:
  普通: { dispatch: 2 小时, contact: 24 小时 }
  紧急: { dispatch: 30 分钟, contact: 24 小时 }
ordinary_class: 普通
urgent_class: 紧急
";

const BASES: &str = "\
bases:
  - { name: 城市管理办法, from: 2010-01-01 }
  - { name: 城市照明旧办法, from: 2005-01-01, until: 2019-12-31, replaced_by: [城市管理办法] }
  - { name: 公园管理办法, from: 2012-01-01, departments: [市公园中心] }
";

const AREAS: &str = "levels: [市, 区, 街道, 社区]\nareas:\n  - name: 鹏城市\n    children:\n";

const CALENDAR: &str = "\
years:
  2026:
    source: 测试
    holidays:
      元旦: [2026-01-01, 2026-01-03]
    statutory: [2026-01-01]
  2027:
    source: 测试
    holidays:
      元旦: [2027-01-01, 2027-01-03]
    statutory: [2027-01-01]
";
