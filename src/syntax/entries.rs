//! What the grammar makes of a list file: entries with their places, names not yet bound.
//!
//! A Chinese and an English writing of the same block give equal trees (spans aside).

use crate::text::Span;
use jiff::civil::Date;

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place in the source.
    pub span: Span,
}

/// A name as written (quotes removed, not yet folded).
pub type Name = Spanned<String>;

/// One block of a list file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The whole heading line.
    pub span: Span,
    /// `##` notes above the block or inside it, in order.
    pub notes: Vec<String>,
    /// Every line of the block was understood. Otherwise there is an error on it, and what the entry says may
    /// be wider or narrower than what was meant.
    pub complete: bool,
    /// What the block says.
    pub kind: EntryKind,
}

/// The kinds of blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum EntryKind {
    Attribute(AttributeEntry),
    Matter(MatterEntry),
    /// Boxed: by far the largest.
    Duty(Box<DutyEntry>),
    Urgency(UrgencyEntry),
    Practice(PracticeEntry),
    Case(CaseEntry),
    Assertion(AssertionEntry),
    Waiver(WaiverEntry),
    NotAccepted(NotAcceptedEntry),
    Assume(AssumeEntry),
    Definition(DefinitionEntry),
    Table(TableEntry),
    Rota(RotaEntry),
    Doctrine(DoctrineEntry),
}

/// First and last day of effect, both inclusive; absent means unbounded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Validity {
    pub from: Option<Spanned<Date>>,
    pub until: Option<Spanned<Date>>,
}

/// `要素`: an attribute and its finite ordered domain.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct AttributeEntry {
    pub name: Name,
    pub aliases: Vec<Name>,
    pub domain: DomainEntry,
    /// The question to put to the citizen.
    pub ask: Option<String>,
    /// `未提及视为`: silence means this value.
    pub absent: Option<Value>,
    /// `代价`: relative cost of asking, 1 if not said.
    pub cost: Option<Spanned<i64>>,
    /// `来源`: who can supply it (来电、地图、登记 …).
    pub sources: Vec<Name>,
}

/// `取值` or `类型`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum DomainEntry {
    /// An enumeration or a tree; a node with children is not itself a value.
    Tree(Vec<TreeNode>),
    /// `类型：整数`, `范围：0 至 100000`, `单位：万元`.
    Integer { low: i64, high: i64, unit: Option<String> },
    /// `类型：时刻`: minutes of the day.
    TimeOfDay,
    /// `类型：日类`: the calendar's day classes.
    DayClass,
    /// `类型：区域`: a place in the area tree.
    Area,
    /// `类型：辖区 供水片区`: the jurisdictions of one set of the area registry.
    Jurisdiction(Name),
}

/// A node of a value tree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct TreeNode {
    pub name: Name,
    pub children: Vec<TreeNode>,
}

/// `事项`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct MatterEntry {
    pub code: Name,
    pub name: Name,
    /// `路径`: the nodes above the leaf, topmost first.
    pub path: Vec<Name>,
    pub aliases: Vec<Name>,
    /// `包括` and `不包括` as written.
    pub covers: Option<String>,
    pub excludes: Option<String>,
    pub recogniser: Vec<Recogniser>,
    /// `性质`: 部件 or 事件.
    pub kind: Option<Name>,
    /// `时限`: a time class of `fenbo.yaml`.
    pub time_class: Option<Name>,
    /// `加急：是`.
    pub urgent: bool,
    pub validity: Validity,
}

/// One `识别` line: every group of `all` must have a word in the text, none of `none` may.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Recogniser {
    pub all: Vec<Vec<Name>>,
    pub none: Vec<Name>,
}

/// The layers, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Layer {
    Fallback,
    Duty,
    Ruling,
}

/// `职责`, `兜底` or `裁定`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct DutyEntry {
    pub layer: Layer,
    /// A fallback may do without a code; resolving gives it `兜底:<node>`.
    pub code: Option<Name>,
    pub title: Option<Name>,
    /// `适用`: matter codes, names or path nodes.
    pub scope: Vec<MatterRef>,
    /// `当` lines: alternatives. Empty: always.
    pub when: Vec<Condition>,
    /// `除外` lines: each is taken out of the region.
    pub except: Vec<Condition>,
    pub outcome: OutcomeEntry,
    pub provisos: Vec<ProvisoEntry>,
    /// `优先于`: codes of duties this one beats.
    pub overrides: Vec<Name>,
    /// `身份`: the capacity a doctrine ranks by (属主, 属地 …).
    pub capacity: Option<Name>,
    /// `既有特别规定：保留|废止`.
    pub special: Option<Spanned<SpecialRule>>,
    pub reason: Option<String>,
    /// `裁定日期`.
    pub ruled_on: Option<Spanned<Date>>,
    pub validity: Validity,
}

/// What a newer general duty says of older special ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SpecialRule {
    Keep,
    Repeal,
}

/// A matter code, a matter name, or a path of nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct MatterRef {
    /// One element for a code or a bare node name; none for `全部`, the whole tree.
    pub path: Vec<String>,
    pub span: Span,
}

impl MatterRef {
    /// The reference as one writes it.
    pub fn written(&self) -> String {
        if self.path.is_empty() { "全部".to_owned() } else { self.path.join("/") }
    }
}

/// Who does what once a duty applies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct OutcomeEntry {
    /// `首办` (one chain) or `并办` (several chains).
    pub leads: Vec<HandlerChain>,
    /// `并办` was written: several leads are declared.
    pub joint: bool,
    /// `协办`.
    pub assist: Vec<HandlerChain>,
    /// `知会`.
    pub inform: Vec<HandlerChain>,
    /// `监管`.
    pub supervise: Vec<HandlerChain>,
    /// `先行`: acts first, within the limit; then the first handler takes over.
    pub forerun: Option<Forerun>,
    pub basis: Vec<BasisEntry>,
    pub limits: Vec<LimitEntry>,
}

/// `先行：物业服务企业，限 24 小时`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Forerun {
    pub who: HandlerChain,
    pub limit: Option<Duration>,
}

/// `A，无则 B，无则 C`: the first that exists at the place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct HandlerChain {
    pub steps: Vec<HandlerRef>,
    pub span: Span,
}

/// One way to name a handler.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum HandlerRef {
    /// A unit by name or alias.
    Unit(Name),
    /// `@街道办` or `@市场监管局（住所地）`: the unit that plays the role at the place.
    Role { role: Name, place: Option<Name> },
    /// `轮值「…」`.
    Rota(Name),
    /// `查「…」`: the row of a look-up table that fits the facts.
    Table(Name),
}

/// `依据：《…》第五条` or `依据：待确认`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BasisEntry {
    Cited { instrument: Name, article: Option<String> },
    ToConfirm(Span),
}

/// `时限：联系 24 小时，办结 5 工作日`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct LimitEntry {
    pub step: Name,
    pub duration: Duration,
}

/// An amount of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub struct Duration {
    pub amount: u32,
    pub unit: DurationUnit,
}

/// Units of time; working days follow the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum DurationUnit {
    Minute,
    Hour,
    Day,
    WorkingDay,
}

/// `但：条件 → 首办；协办 …；依据 … ［编码］`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ProvisoEntry {
    pub span: Span,
    pub when: Condition,
    pub outcome: OutcomeEntry,
    pub code: Name,
}

/// A conjunction of disjunctions of tests: `A，且 B 或 C` is A ∧ (B ∨ C).
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Condition {
    pub span: Span,
    pub all: Vec<Vec<Test>>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Test {
    /// `场所 属于 公共道路、桥下`; `negated` for 不为/不属于.
    In { attribute: Name, values: Vec<Value>, negated: bool },
    /// `投资额 ≤ 100 万元`.
    Compare { attribute: Name, op: Comparison, value: Value },
    /// `时刻 在 22:00 至 次日06:00`, `面积 介于 100 至 500`.
    /// Numbers: both ends included. Times: the end excluded; may cross midnight.
    Between { attribute: Name, low: Value, high: Value, negated: bool },
    /// `符合 无主设施`; `negated` for 不符合.
    Defined { definition: Name, negated: bool },
}

/// Orders on integers and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Comparison {
    Less,
    AtMost,
    AtLeast,
    Greater,
}

/// A value as written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Value {
    Word(Name),
    Number {
        amount: Spanned<i64>,
        unit: Option<String>,
    },
    /// Minutes after midnight, 0 to 1440.
    Time(Spanned<u32>),
}

/// `加急`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct UrgencyEntry {
    pub name: Name,
    pub scope: Vec<MatterRef>,
    pub when: Vec<Condition>,
    pub validity: Validity,
}

/// `实施`: one unit's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct PracticeEntry {
    pub unit: HandlerRef,
    pub accepts: Vec<PracticeLine>,
    pub declines: Vec<PracticeLine>,
    pub offices: Vec<OfficeLine>,
    /// `步骤：签收 2 小时，现场 24 小时`.
    pub steps: Vec<LimitEntry>,
    pub validity: Validity,
}

/// `承接：0301-001` / `承接：0301-001，当 场所 为 公园`; `不承接：场所 为 公园 → @公园管理单位`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct PracticeLine {
    pub span: Span,
    pub scope: Vec<MatterRef>,
    pub when: Option<Condition>,
    /// Declined matters name who should have them.
    pub hand_to: Option<HandlerChain>,
}

/// `科室：市政设施科` / `科室：市政设施科，当 街道 为 新安街道`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct OfficeLine {
    pub name: Name,
    pub when: Option<Condition>,
}

/// `案例`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct CaseEntry {
    pub text: Name,
    /// Absent: recognised from the text.
    pub matter: Option<MatterRef>,
    pub facts: Vec<(Name, Vec<Value>)>,
    /// `日期`: the day the case is routed on; absent: the edition's day.
    pub on: Option<Spanned<Date>>,
    pub expect: Vec<Expect>,
}

/// What a case demands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Expect {
    /// `应派`: exactly these leads.
    Leads(Vec<HandlerRef>),
    /// `应协`: these co-handlers at least.
    Assists(Vec<HandlerRef>),
    /// `应先行`.
    Forerun(HandlerRef),
    /// `应问`: undecided, and this is the next question.
    Ask(Name),
    /// `应拒`: not accepted, under this heading.
    Refuse(Name),
    /// `应急：是|否`.
    Urgent(bool),
    /// `应议`: a conflict, to quick ruling.
    Conflict,
    /// `应缺`: a gap.
    Gap,
}

/// `断言`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct AssertionEntry {
    pub name: Name,
    pub scope: Vec<MatterRef>,
    pub when: Vec<Condition>,
    pub then: Vec<Claim>,
}

/// `则：加急`, `则：首办 为 X`, `则：首办 不为 X`, `则：有首办`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Claim {
    Urgent,
    Lead { any_of: Vec<HandlerRef>, negated: bool },
    Decided,
}

/// `豁免`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct WaiverEntry {
    /// The code, with `:fingerprint` if one was written.
    pub code: Name,
    pub scope: Vec<Name>,
    pub reason: Option<String>,
    pub until: Option<Spanned<Date>>,
}

/// `不受理`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct NotAcceptedEntry {
    pub name: Name,
    pub scope: Vec<MatterRef>,
    pub when: Vec<Condition>,
    /// `引导`: what the citizen is told.
    pub redirect: Option<String>,
    pub basis: Vec<BasisEntry>,
    pub validity: Validity,
}

/// `前提`: combinations that cannot occur.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct AssumeEntry {
    pub name: Name,
    /// `不会`: each line is a combination that cannot occur.
    pub never: Vec<Condition>,
}

/// `定义`: a named condition.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct DefinitionEntry {
    pub name: Name,
    pub when: Vec<Condition>,
}

/// `对照表`: a Markdown pipe table; the last column is 首办, the others attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct TableEntry {
    pub name: Name,
    pub columns: Vec<Name>,
    pub rows: Vec<TableRow>,
}

/// One row: a cell of values per attribute column (empty: any), then who leads.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct TableRow {
    pub span: Span,
    pub cells: Vec<Vec<Value>>,
    pub lead: HandlerChain,
}

/// `轮值`: units in turn, by share.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct RotaEntry {
    pub name: Name,
    /// `成员：中国电信 4、中国移动 3`; the share is 1 if not said.
    pub members: Vec<(HandlerRef, u32)>,
    /// `周期`: how long a turn lasts; one day if not said.
    pub period: Option<Duration>,
    /// `起始`: the day the first turn begins.
    pub start: Option<Spanned<Date>>,
}

/// `原则`: a named tie-break, e.g. 部件先属主后属地.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct DoctrineEntry {
    pub name: Name,
    pub scope: Vec<MatterRef>,
    /// `性质`: only matters of this kind.
    pub kind: Option<Name>,
    /// `次序`: capacities, strongest first.
    pub order: Vec<Name>,
    pub basis: Vec<BasisEntry>,
}
