//! What is merged and what is put together, expected by hand.

use super::*;
use jiff::civil::date;

const LAMP: &str = "联丰路口的路灯坏了一个星期，晚上一片漆黑，没有人来修，老人走路很危险";
const LAMP_AGAIN: &str = "再次反映：联丰路口的路灯坏了一个星期，晚上一片漆黑，没有人来修，老人走路很危险！！";
const RUBBISH: &str = "小区门口的垃圾堆了三天没有人来收，夏天臭气熏天，请物业赶快清理";

fn say(text: &str) -> Message<'_> {
    Message { text, ..Message::default() }
}

/// The groups by their messages, the first of each first.
fn merged(messages: &[Message<'_>]) -> Vec<Vec<usize>> {
    let found = merges(messages, &Options::default());
    found
        .iter()
        .map(|m| std::iter::once(m.first).chain(m.others.iter().map(|o| o.message)).collect())
        .collect()
}

fn on(text: &str, day: Date) -> Message<'_> {
    Message { day: Some(day), ..say(text) }
}

#[test]
fn what_is_told_again_is_merged_with_the_first_and_says_why() {
    let first = Message {
        day: Some(date(2026, 3, 1)),
        place: Some("东区/和平街道"),
        matter: Some("A1"),
        ..say(LAMP)
    };
    let again =
        Message { day: Some(date(2026, 3, 9)), place: Some("东区"), matter: Some("A1"), ..say(LAMP_AGAIN) };
    // The later one stands first in the batch.
    let found = merges(&[again, say(RUBBISH), first], &Options::default());
    let [Merge { first: 2, others }] = found.as_slice() else { panic!("{found:?}") };
    let [Repeat { message: 0, share, matter: Agreement::Same, place: Agreement::Within, days: Some(8) }] =
        others.as_slice()
    else {
        panic!("{found:?}")
    };
    // 31 characters make 29 shingles, the same with four more 33: 2 · 29 / 62.
    assert!((share - 58.0 / 62.0).abs() < 1e-6, "{share}");
}

#[test]
fn another_time_place_or_matter_is_another_complaint() {
    let (early, late) = (date(2026, 3, 1), date(2026, 3, 31));
    assert_eq!(merged(&[on(LAMP, early), on(LAMP, late)]), [[0, 1]]);
    assert!(merged(&[on(LAMP, early), on(LAMP, date(2026, 4, 1))]).is_empty());
    let at = |place| Message { place: Some(place), ..say(LAMP) };
    assert!(merged(&[at("东区"), at("西区")]).is_empty());
    assert!(merged(&[at("东区/和平街道"), at("东区/和平街")]).is_empty());
    assert_eq!(merged(&[at("东区"), at("西区"), at("东区")]), [[0, 2]]);
    let about = |matter| Message { matter: Some(matter), ..say(LAMP) };
    assert!(merged(&[about("A1"), about("A2")]).is_empty());
    // Nearly the same words, and another road.
    let other = LAMP.replace("联丰路", "芙蓉路");
    assert!(merged(&[say(LAMP), say(&other)]).is_empty());
}

#[test]
fn a_group_is_no_chain() {
    // Each is told again within a month of the one before, but the third not of the first.
    let days = [date(2026, 1, 1), date(2026, 1, 25), date(2026, 2, 20), date(2026, 3, 5)];
    let all: Vec<Message<'_>> = days.iter().map(|day| on(LAMP, *day)).collect();
    assert_eq!(merged(&all), [[0, 1], [2, 3]]);
}

#[test]
fn few_words_need_a_place() {
    assert!(merged(&[say("路灯坏了"), say("路灯坏了")]).is_empty());
    let at = |place| Message { place: Some(place), ..say("路灯坏了") };
    assert_eq!(merged(&[at("东区"), at("东区")]), [[0, 1]]);
}

#[test]
fn numbers_of_people_widths_and_scripts_make_no_difference() {
    let one = format!("{LAMP}，电话13800138000");
    let other = format!("{}，電話１３９００１３９０００", LAMP.replace("路灯", "路燈"));
    let found = merges(&[say(&one), say(&other)], &Options::default());
    assert!(found[0].others[0].share > 0.999, "{found:?}");
}

#[test]
fn anything_is_a_message() {
    let long = LAMP.repeat(12_000);
    let all = [
        say(""),
        say("😡😡😡"),
        say("😡😡😡"),
        say("。"),
        say("\u{0}\u{301}"),
        say(&long),
        say(&long),
        say("灯"),
    ];
    assert!(long.len() > 1 << 20);
    assert_eq!(merged(&all), [[5, 6]]);
    let options = Options { least: 0, weeks: 0, share: -1.0, threads: 0, ..Options::default() };
    merges(&all, &options);
    clusters(&all, &options);
    assert!(merges(&[], &options).is_empty() && clusters(&[], &options).is_empty());
    let odd = Options { share: f32::NAN, weeks: u32::MAX, days: u32::MAX, ..Options::default() };
    let days = [on(LAMP, Date::MIN), on(LAMP, Date::MAX)];
    merges(&days, &odd);
    clusters(&days, &odd);
}

/// Complaints about a mixing plant and about kindergartens, each in its own words, and others.
fn batch() -> Vec<String> {
    let plant = ["灰尘太大", "半夜还在响", "孩子咳嗽", "开不了窗", "谁批准的"];
    let school = ["学费太贵", "没有名额", "什么时候开园", "老师不够", "离家太远"];
    let mut all = Vec::new();
    for at in 0..5 {
        all.push(format!("A2区丽发新城旁边的搅拌站{}，请环保部门查处", plant[at]));
        all.push(format!("想咨询普惠幼儿园入园政策，{}", school[at]));
    }
    all.extend(["楼道电梯停运", "欠薪三个月不发", "河里有死鱼", "公交车不准点"].map(str::to_owned));
    all
}

#[test]
fn similar_cases_come_together_with_the_words_that_mark_them() {
    let texts = batch();
    let all: Vec<Message<'_>> = texts.iter().map(|text| say(text)).collect();
    let found = clusters(&all, &Options::default());
    let members: Vec<&[usize]> = found.iter().map(|c| c.messages.as_slice()).collect();
    assert_eq!(members, [&[0, 2, 4, 6, 8][..], &[1, 3, 5, 7, 9]], "{found:?}");
    assert!(found[0].words.iter().any(|w| w.contains("搅拌站")), "{:?}", found[0].words);
    assert!(found[1].words.iter().any(|w| w.contains("幼儿园")), "{:?}", found[1].words);
    assert_eq!(found[0].course.places, [("a2区".to_owned(), 5)]);
    assert_eq!(found[1].course.nowhere, 5);
    assert!(
        found.iter().all(|c| !c.examples.is_empty() && c.examples.iter().all(|m| c.messages.contains(m)))
    );
}

#[test]
fn what_is_new_comes_first() {
    let texts = batch();
    let mut all: Vec<Message<'_>> = texts.iter().map(|text| on(text, date(2026, 1, 5))).collect();
    for at in [1, 3, 5, 7, 9] {
        all[at].day = Some(date(2026, 3, 4));
    }
    let found = clusters(&all, &Options::default());
    assert_eq!(found[0].messages, [1, 3, 5, 7, 9]);
    assert_eq!((found[0].course.state, found[0].course.recent), (State::New, 5));
    assert_eq!(found[0].course.weeks[0].0.to_string(), "2026-W10");
    assert_eq!(found[1].course.state, State::Steady);
}

#[test]
fn english_messages_are_compared_by_words() {
    let texts = [
        "Noise from the quarry blasting on Mill Lane wakes the children",
        "Quarry blasting again at night, cracks in our walls",
        "The blasting in the quarry has to stop, dust everywhere",
        "Bus 12 never comes on time",
        "Rubbish bins were not emptied",
    ];
    let all: Vec<Message<'_>> = texts.iter().map(|text| say(text)).collect();
    let found = clusters(&all, &Options::default());
    assert_eq!(found.iter().map(|c| c.messages.as_slice()).collect::<Vec<_>>(), [[0, 1, 2]], "{found:?}");
    let again = "Noise from the quarry blasting on Mill Lane wakes the children again!";
    assert_eq!(merged(&[say(texts[0]), say(again)]), [[0, 1]]);
    let elsewhere = texts[0].replace("Mill", "Oak");
    assert!(merged(&[say(texts[0]), say(&elsewhere)]).is_empty());
}

#[test]
fn any_number_of_threads_finds_the_same() {
    let texts: Vec<String> = (0..5_000)
        .map(|n| {
            format!(
                "{}号楼{}，第{}次反映{}",
                n % 97,
                batch()[n % 14],
                n % 7,
                if n % 3 > 0 { LAMP } else { RUBBISH }
            )
        })
        .collect();
    let all: Vec<Message<'_>> =
        texts.iter().zip(0..).map(|(text, n)| on(text, date(2026, 1, 1 + (n % 28) as i8))).collect();
    let of = |threads| {
        let options = Options { threads, ..Options::default() };
        (merges(&all, &options), clusters(&all, &options))
    };
    let one = of(1);
    assert!(!one.0.is_empty() && !one.1.is_empty());
    assert_eq!(one, of(3));
}
