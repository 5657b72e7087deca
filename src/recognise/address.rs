//! Addresses as people say them: crossings, roads with house numbers, landmarks.
//!
//! By their form alone, so that whoever goes there reads them together; which area they lie in is for the register of roads
//! ([`Places`](super::Places)).

use super::normal::normal;

/// What roads end with.
const ROADS: [&str; 5] = ["大道", "路", "街", "巷", "公路"];
/// What landmarks end with.
const LANDMARKS: [&str; 22] = [
    "大厦",
    "广场",
    "花园",
    "小区",
    "公园",
    "商场",
    "医院",
    "小学",
    "中学",
    "幼儿园",
    "市场",
    "酒店",
    "工业区",
    "产业园",
    "工业园",
    "地铁站",
    "体育馆",
    "图书馆",
    "口岸",
    "水库",
    "家园",
    "雅苑",
];
/// What ends a crossing.
const CROSSINGS: [&str; 7] = ["交叉口", "交叉路口", "交汇处", "交界处", "十字路口", "路口", "交汇"];
/// What stands between the two roads of a crossing.
const AND: [&str; 6] = ["与", "和", "跟", "同", "及", "、"];
/// Words that are no names of roads though they end like some.
const COMMON: [&str; 38] = [
    "公路", "马路", "道路", "铁路", "线路", "电路", "水路", "门路", "出路", "后路", "走路", "迷路", "修路",
    "挡路", "堵路", "让路", "绕路", "带路", "拦路", "半路", "岔路", "小路", "大路", "土路", "山路", "一路",
    "网路", "引路", "赶路", "过路", "占路", "逛街", "上街", "大街", "小巷", "陋巷", "条街", "条路",
];
/// Words that stand before what ends like a landmark and are no part of its name.
const WHICH: [&str; 22] = [
    "老旧", "隔壁", "旁边", "附近", "对面", "门口", "整个", "我们", "你们", "他们", "这个", "那个", "某个",
    "一个", "社区", "市民", "周边", "楼下", "本", "该", "所有", "儿童",
];
/// Characters of a name before what it ends with, at most and at least.
const MOST: usize = 6;
const LEAST: usize = 2;

/// The addresses of a text, each once, in the order of the text and in its normal form. Linear in the text.
pub fn addresses(text: &str) -> Vec<String> {
    let text = normal(text);
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match address(&text, at) {
            Some(end) => {
                let own = text[at..end].to_owned();
                if !found.contains(&own) {
                    found.push(own);
                }
                at = end;
            }
            None => at += c.len_utf8(),
        }
    }
    found
}

/// Where the address that begins at a place ends.
fn address(text: &str, at: usize) -> Option<usize> {
    // A name begins where a sentence or another word does.
    if !begins(text, at) {
        return None;
    }
    let rest = &text[at..];
    if let Some(one) = name(rest, &ROADS, &COMMON) {
        return Some(at + crossing(rest, one).unwrap_or_else(|| house(rest, one)));
    }
    name(rest, &LANDMARKS, &[])
        .filter(|end| !WHICH.iter().any(|w| rest[..*end].starts_with(w)))
        .map(|end| at + end)
}

/// What may stand before a name.
fn begins(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let words = [
        "街道", "社区", "新区", "区", "市", "镇", "村", "位于", "就在", "在", "到", "从", "是", "住", "沿",
        "于", "往", "去",
    ];
    match before.chars().next_back() {
        None => true,
        Some(c) => !c.is_alphanumeric() || words.iter().chain(&AND).any(|w| before.ends_with(w)),
    }
}

/// How long a name is that ends with one of some words: the shortest such.
fn name(text: &str, ends: &[&str], common: &[&str]) -> Option<usize> {
    let stops = |c: char| {
        !c.is_alphanumeric() || "的了在到从是于住被把我你他这那有没往去就都也不个与和跟及".contains(c)
    };
    for (n, (at, c)) in text.char_indices().enumerate() {
        if n > MOST || (n < LEAST && stops(c)) {
            return None;
        }
        if n >= LEAST {
            let end = ends.iter().filter(|e| text[at..].starts_with(**e)).map(|e| at + e.len()).max();
            if let Some(end) = end {
                // 福田街道 is no road, and in 公园路灯 there is none.
                let known = text[end..].starts_with(['道', '灯', '面', '边', '沿', '中', '人'])
                    || common.iter().any(|w| text[..end].ends_with(w));
                return (!known).then_some(end);
            }
        }
        if stops(c) {
            return None;
        }
    }
    None
}

/// Where a crossing ends whose first road ends at a place.
fn crossing(text: &str, one: usize) -> Option<usize> {
    let behind = &text[one..];
    let and = AND.iter().find(|a| behind.starts_with(**a))?;
    let second = &behind[and.len()..];
    let two = name(second, &ROADS, &COMMON)?;
    let gap = second[two..].strip_prefix('的').map_or(0, |_| '的'.len_utf8());
    let end = CROSSINGS.iter().find(|c| second[two + gap..].starts_with(**c))?;
    Some(one + and.len() + two + gap + end.len())
}

/// Where a road with its house number ends: `书院路12号院3栋` at the last of them.
fn house(text: &str, road: usize) -> usize {
    let mut end = road;
    loop {
        let behind = &text[end..];
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let unit =
            ["号院", "号楼", "号", "栋", "弄", "单元"].iter().find(|u| behind[digits..].starts_with(**u));
        match unit {
            // 3号线 is a line.
            Some(unit) if (1..=5).contains(&digits) && !behind[digits + unit.len()..].starts_with('线') => {
                end += digits + unit.len();
            }
            _ => return end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_house_numbers_and_landmarks_are_addresses() {
        assert_eq!(addresses("在书院路12号门前"), ["书院路12号"]);
        assert_eq!(addresses("福田街道深南大道与彩田路交叉口红绿灯坏了"), ["深南大道与彩田路交叉口"]);
        assert_eq!(addresses("深南大道和彩田路的路口积水"), ["深南大道和彩田路的路口"]);
        assert_eq!(addresses("位于莲花路3号院2栋"), ["莲花路3号院2栋"]);
        assert_eq!(addresses("就在联合广场，京基大厦旁"), ["联合广场", "京基大厦"]);
        assert_eq!(addresses("住景田花园，去景田花园"), ["景田花园"]);
    }

    #[test]
    fn what_is_no_name_is_no_address() {
        let plain = [
            "马路中间",
            "这条路坏了",
            "老旧小区没有电梯",
            "我们小区",
            "走路",
            "",
            "😀",
            "路",
            "整个小区停电",
            "高压线路",
            "公园路灯坏了",
        ];
        for text in plain {
            assert!(addresses(text).is_empty(), "{text}: {:?}", addresses(text));
        }
        assert_eq!(addresses("家住A市B区，王**，张某某的店"), Vec::<String>::new());
    }
}
