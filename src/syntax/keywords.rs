//! The keywords: one table of headings and items in both languages, and which items a heading takes.
//!
//! The first word of each language is the one the formatter writes; the others are read as well.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Heading {
    Attribute,
    Matter,
    Duty,
    Fallback,
    Ruling,
    Urgency,
    Practice,
    Case,
    Assertion,
    Waiver,
    NotAccepted,
    Assume,
    Definition,
    Table,
    Rota,
    Doctrine,
}

/// What a line of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    Accepts,
    Absent,
    Aliases,
    Applies,
    Ask,
    Assist,
    Basis,
    But,
    Capacity,
    Code,
    Cost,
    Declines,
    Except,
    Excludes,
    ExpectAsk,
    ExpectAssist,
    ExpectConflict,
    ExpectForerun,
    ExpectGap,
    ExpectLead,
    ExpectRefuse,
    ExpectUrgent,
    Facts,
    First,
    Forerun,
    From,
    Includes,
    Inform,
    Joint,
    Limit,
    Matter,
    Measure,
    Members,
    Nature,
    Never,
    Office,
    On,
    Order,
    Overrides,
    Path,
    Period,
    Range,
    Reason,
    Recognise,
    Redirect,
    /// A line of a pipe table; it has no keyword.
    Row,
    Ruled,
    Sources,
    Special,
    Start,
    Steps,
    Supervise,
    Then,
    Type,
    Until,
    Urgent,
    Values,
    When,
}

/// The two languages of keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    Chinese,
    English,
}

/// A keyword's words: canonical first.
type Words = (&'static [&'static str], &'static [&'static str]);

/// How often an item may stand in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// At most once.
    Once,
    /// Exactly once.
    Must,
    /// Any number of times: lines add up.
    Many,
    /// At least once.
    Some,
}

const HEADINGS: &[(Heading, Words)] = &[
    (Heading::Attribute, (&["要素"], &["attribute"])),
    (Heading::Matter, (&["事项"], &["matter"])),
    (Heading::Duty, (&["职责"], &["duty"])),
    (Heading::Fallback, (&["兜底"], &["fallback"])),
    (Heading::Ruling, (&["裁定", "裁决"], &["ruling"])),
    (Heading::Urgency, (&["加急"], &["urgent"])),
    (Heading::Practice, (&["实施"], &["practice"])),
    (Heading::Case, (&["案例"], &["case"])),
    (Heading::Assertion, (&["断言"], &["assert"])),
    (Heading::Waiver, (&["豁免"], &["waive"])),
    (Heading::NotAccepted, (&["不受理"], &["refuse"])),
    (Heading::Assume, (&["前提"], &["assume"])),
    (Heading::Definition, (&["定义"], &["define"])),
    (Heading::Table, (&["对照表"], &["table"])),
    (Heading::Rota, (&["轮值"], &["rota"])),
    (Heading::Doctrine, (&["原则"], &["doctrine"])),
];

const ITEMS: &[(Item, Words)] = &[
    (Item::Accepts, (&["承接"], &["accepts"])),
    (Item::Absent, (&["未提及视为"], &["absent"])),
    (Item::Aliases, (&["别名"], &["aliases", "alias"])),
    (Item::Applies, (&["适用"], &["applies"])),
    (Item::Ask, (&["询问"], &["ask"])),
    (Item::Assist, (&["协办", "配合"], &["assist"])),
    (Item::Basis, (&["依据"], &["basis"])),
    (Item::But, (&["但"], &["but"])),
    (Item::Capacity, (&["身份"], &["capacity"])),
    (Item::Code, (&["编码"], &["code"])),
    (Item::Cost, (&["代价"], &["cost"])),
    (Item::Declines, (&["不承接"], &["declines"])),
    (Item::Except, (&["除外"], &["except"])),
    (Item::Excludes, (&["不包括"], &["excludes"])),
    (Item::ExpectAsk, (&["应问"], &["expect-ask"])),
    (Item::ExpectAssist, (&["应协"], &["expect-assist"])),
    (Item::ExpectConflict, (&["应议"], &["expect-conflict"])),
    (Item::ExpectForerun, (&["应先行"], &["expect-forerun"])),
    (Item::ExpectGap, (&["应缺"], &["expect-gap"])),
    (Item::ExpectLead, (&["应派"], &["expect"])),
    (Item::ExpectRefuse, (&["应拒"], &["expect-refuse"])),
    (Item::ExpectUrgent, (&["应急"], &["expect-urgent"])),
    (Item::Facts, (&["要素"], &["facts"])),
    (Item::First, (&["首办", "主办"], &["first"])),
    (Item::Forerun, (&["先行"], &["forerun"])),
    (Item::From, (&["生效"], &["from"])),
    (Item::Includes, (&["包括"], &["includes"])),
    (Item::Inform, (&["知会"], &["inform"])),
    (Item::Joint, (&["并办"], &["joint"])),
    (Item::Limit, (&["时限"], &["limit"])),
    (Item::Matter, (&["事项"], &["matter"])),
    (Item::Measure, (&["单位"], &["measure"])),
    (Item::Members, (&["成员"], &["members"])),
    (Item::Nature, (&["性质"], &["nature"])),
    (Item::Never, (&["不会"], &["never"])),
    (Item::Office, (&["科室"], &["office"])),
    (Item::On, (&["日期"], &["on"])),
    (Item::Order, (&["次序"], &["order"])),
    (Item::Overrides, (&["优先于"], &["overrides"])),
    (Item::Path, (&["路径"], &["path"])),
    (Item::Period, (&["周期"], &["period"])),
    (Item::Range, (&["范围"], &["range"])),
    (Item::Reason, (&["理由"], &["reason"])),
    (Item::Recognise, (&["识别"], &["recognise", "recognize"])),
    (Item::Redirect, (&["引导"], &["redirect"])),
    (Item::Ruled, (&["裁定日期", "裁决日期"], &["ruled"])),
    (Item::Sources, (&["来源"], &["sources", "source"])),
    (Item::Special, (&["既有特别规定"], &["special"])),
    (Item::Start, (&["起始"], &["start"])),
    (Item::Steps, (&["步骤"], &["steps"])),
    (Item::Supervise, (&["监管"], &["supervise"])),
    (Item::Then, (&["则"], &["then"])),
    (Item::Type, (&["类型"], &["type"])),
    (Item::Until, (&["失效"], &["until"])),
    (Item::Urgent, (&["加急"], &["urgent"])),
    (Item::Values, (&["取值"], &["values"])),
    (Item::When, (&["当"], &["when"])),
];

/// The items of `职责` and `裁定`, less what differs.
const DUTY: &[(Item, Count)] = &[
    (Item::Applies, Count::Some),
    (Item::When, Count::Many),
    (Item::Except, Count::Many),
    (Item::First, Count::Once),
    (Item::Joint, Count::Once),
    (Item::Assist, Count::Many),
    (Item::Inform, Count::Many),
    (Item::Supervise, Count::Many),
    (Item::Forerun, Count::Once),
    (Item::Basis, Count::Many),
    (Item::Limit, Count::Many),
    (Item::But, Count::Many),
    (Item::Overrides, Count::Many),
    (Item::Capacity, Count::Once),
    (Item::Special, Count::Once),
    (Item::Reason, Count::Once),
    (Item::From, Count::Once),
    (Item::Until, Count::Once),
];

impl Heading {
    /// The items the heading takes and how often, in the order in which the documents list them.
    pub(crate) fn items(self) -> &'static [(Item, Count)] {
        use Count::{Many, Must, Once, Some};
        match self {
            Self::Attribute => &[
                (Item::Aliases, Many),
                (Item::Values, Many),
                (Item::Type, Once),
                (Item::Range, Once),
                (Item::Measure, Once),
                (Item::Ask, Once),
                (Item::Absent, Once),
                (Item::Cost, Once),
                (Item::Sources, Many),
            ],
            Self::Matter => &[
                (Item::Path, Must),
                (Item::Aliases, Many),
                (Item::Includes, Once),
                (Item::Excludes, Once),
                (Item::Recognise, Many),
                (Item::Nature, Once),
                (Item::Limit, Once),
                (Item::Urgent, Once),
                (Item::From, Once),
                (Item::Until, Once),
            ],
            Self::Duty => DUTY,
            Self::Ruling => &RULING,
            Self::Fallback => &FALLBACK,
            Self::Urgency => {
                &[(Item::Applies, Many), (Item::When, Many), (Item::From, Once), (Item::Until, Once)]
            }
            Self::Practice => &[
                (Item::Accepts, Many),
                (Item::Declines, Many),
                (Item::Office, Many),
                (Item::Steps, Many),
                (Item::From, Once),
                (Item::Until, Once),
            ],
            Self::Case => &[
                (Item::Matter, Once),
                (Item::Facts, Many),
                (Item::On, Once),
                (Item::ExpectLead, Once),
                (Item::ExpectAssist, Once),
                (Item::ExpectForerun, Once),
                (Item::ExpectAsk, Once),
                (Item::ExpectRefuse, Once),
                (Item::ExpectUrgent, Once),
                (Item::ExpectConflict, Once),
                (Item::ExpectGap, Once),
            ],
            Self::Assertion => &[(Item::Applies, Many), (Item::When, Many), (Item::Then, Some)],
            Self::Waiver => &[(Item::Applies, Many), (Item::Reason, Must), (Item::Until, Once)],
            Self::NotAccepted => &[
                (Item::Applies, Many),
                (Item::When, Many),
                (Item::Redirect, Once),
                (Item::Basis, Many),
                (Item::From, Once),
                (Item::Until, Once),
            ],
            Self::Assume => &[(Item::Never, Some)],
            Self::Definition => &[(Item::When, Some)],
            Self::Table => &[(Item::Row, Some)],
            Self::Rota => &[(Item::Members, Some), (Item::Period, Once), (Item::Start, Once)],
            Self::Doctrine => {
                &[(Item::Applies, Many), (Item::Nature, Once), (Item::Order, Must), (Item::Basis, Many)]
            }
        }
    }

    /// The canonical words, Chinese and English.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        canonical(HEADINGS, self)
    }
}

impl Item {
    /// The canonical words, Chinese and English.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        if self == Self::Row { ("|", "|") } else { canonical(ITEMS, self) }
    }
}

static RULING: LazyLock<Vec<(Item, Count)>> = LazyLock::new(|| with(&[(Item::Ruled, Count::Must)]));
// The heading names the matter node.
static FALLBACK: LazyLock<Vec<(Item, Count)>> =
    LazyLock::new(|| with(&[(Item::Applies, Count::Many), (Item::Code, Count::Once)]));

fn with(more: &[(Item, Count)]) -> Vec<(Item, Count)> {
    let kept = DUTY.iter().filter(|(i, _)| more.iter().all(|(m, _)| m != i));
    kept.chain(more).copied().collect()
}

fn canonical<K: PartialEq + Copy>(table: &[(K, Words)], key: K) -> (&'static str, &'static str) {
    let words = table.iter().find(|(k, _)| *k == key).map(|(_, w)| w);
    words.map_or(("", ""), |(zh, en)| (zh.first().unwrap_or(&""), en.first().unwrap_or(&"")))
}

type Index<K> = FxHashMap<&'static str, (K, Tongue)>;

fn index<K: Copy>(table: &'static [(K, Words)]) -> Index<K> {
    let mut map = Index::default();
    for (key, (zh, en)) in table {
        map.extend(zh.iter().map(|w| (*w, (*key, Tongue::Chinese))));
        map.extend(en.iter().map(|w| (*w, (*key, Tongue::English))));
    }
    map
}

static HEADING_INDEX: LazyLock<Index<Heading>> = LazyLock::new(|| index(HEADINGS));
static ITEM_INDEX: LazyLock<Index<Item>> = LazyLock::new(|| index(ITEMS));

/// The heading a word names.
pub(crate) fn heading(word: &str) -> Option<(Heading, Tongue)> {
    HEADING_INDEX.get(plain(word).as_ref()).copied()
}

/// The item a word names.
pub(crate) fn item(word: &str) -> Option<(Item, Tongue)> {
    ITEM_INDEX.get(plain(word).as_ref()).copied()
}

/// English keywords in any case; `expect ask` and `expect_ask` for `expect-ask`.
fn plain(word: &str) -> Cow<'_, str> {
    if word.bytes().any(|b| b.is_ascii_uppercase() || b == b'_' || b == b' ') {
        Cow::Owned(word.to_ascii_lowercase().replace(['_', ' '], "-"))
    } else {
        Cow::Borrowed(word)
    }
}

/// Longest word for which a suggestion is looked for, in characters.
const LONGEST_GUESS: usize = 24;

/// The nearest heading to a misspelt word, if any is near.
pub(crate) fn nearest_heading(word: &str) -> Option<(&'static str, Heading)> {
    nearest(word, HEADINGS)
}

/// The nearest item of a block to a misspelt word, if any is near; of all blocks if the block is not known.
pub(crate) fn nearest_item(word: &str, block: Option<Heading>) -> Option<(&'static str, Item)> {
    let Some(block) = block else { return nearest(word, ITEMS) };
    let allowed = block.items();
    let here: Vec<_> = ITEMS.iter().filter(|(i, _)| allowed.iter().any(|(a, _)| a == i)).copied().collect();
    nearest(word, &here).or_else(|| nearest(word, ITEMS))
}

fn nearest<K: Copy>(word: &str, table: &[(K, Words)]) -> Option<(&'static str, K)> {
    let word = plain(word);
    if word.chars().count() > LONGEST_GUESS {
        return None;
    }
    let mut best: Option<(f64, &'static str, K)> = None;
    for (key, (zh, en)) in table {
        for candidate in zh.iter().chain(en.iter()) {
            let score = strsim::normalized_damerau_levenshtein(&word, candidate);
            // Two-character words: one wrong character is a half.
            if score >= 0.5 && best.is_none_or(|(s, ..)| score > s) {
                best = Some((score, candidate, *key));
            }
        }
    }
    best.map(|(_, word, key)| (word, key))
}

#[cfg(test)]
mod tests {
    use super::{HEADINGS, ITEMS, heading, item, nearest_heading, nearest_item};
    use super::{Heading, Item};

    #[test]
    fn no_word_names_two_headings_or_two_items() {
        for (kind, (zh, en)) in HEADINGS {
            for word in zh.iter().chain(*en) {
                assert_eq!(heading(word).map(|(k, _)| k), Some(*kind), "{word}");
            }
        }
        for (kind, (zh, en)) in ITEMS {
            for word in zh.iter().chain(*en) {
                assert_eq!(item(word).map(|(k, _)| k), Some(*kind), "{word}");
            }
        }
    }

    #[test]
    fn every_item_belongs_to_a_heading_and_every_heading_fits_the_reader() {
        for (kind, _) in ITEMS {
            assert!(HEADINGS.iter().any(|(h, _)| h.items().iter().any(|(i, _)| i == kind)), "{kind:?}");
        }
        for (kind, _) in HEADINGS {
            assert!(kind.items().len() <= crate::syntax::reader::ITEMS_OF_A_BLOCK, "{kind:?}");
        }
    }

    #[test]
    fn keywords_may_be_written_in_any_case() {
        assert_eq!(item("Expect_Ask").map(|(i, _)| i), Some(Item::ExpectAsk));
        assert_eq!(heading("DUTY").map(|(h, _)| h), Some(Heading::Duty));
        assert!(item("").is_none() && heading("职").is_none());
    }

    #[test]
    fn suggestions_come_from_the_block_first() {
        assert_eq!(nearest_item("应问问", Some(Heading::Case)).map(|(w, _)| w), Some("应问"));
        assert_eq!(nearest_item("协班", Some(Heading::Duty)).map(|(w, _)| w), Some("协办"));
        assert_eq!(nearest_item("asist", None).map(|(w, _)| w), Some("assist"));
        assert_eq!(nearest_heading("职贵").map(|(w, _)| w), Some("职责"));
        assert_eq!(nearest_heading("完全不同的词"), None);
    }
}
