//! Every code a finding can have: how grave, and what it is about. A released code keeps its meaning.

use super::Severity;

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// Such as `S101`.
    pub code: &'static str,
    /// How grave a finding of this code is.
    pub severity: Severity,
    /// What it is about, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// The row of a code.
pub fn code(code: &str) -> Option<&'static Code> {
    CODES.binary_search_by(|row| row.code.cmp(code)).ok().and_then(|i| CODES.get(i))
}

const fn error(code: &'static str, zh: &'static str, en: &'static str) -> Code {
    Code { code, severity: Severity::Error, zh, en }
}

const fn warning(code: &'static str, zh: &'static str, en: &'static str) -> Code {
    Code { code, severity: Severity::Warning, zh, en }
}

const fn note(code: &'static str, zh: &'static str, en: &'static str) -> Code {
    Code { code, severity: Severity::Note, zh, en }
}

/// All codes in order. S: the form of lists. Y: registries. N: names and how parts join. C: checks. P: limits.
pub const CODES: &[Code] = &[
    error("C301", "职责冲突", "conflict of duties"),
    error("C302", "无人首办", "gap"),
    note("C303", "只有兜底", "covered only by a fallback"),
    warning("C304", "职责不起作用", "dead duty"),
    warning("C305", "职责多余", "redundant duty"),
    error("C306", "但书交叉", "crossing provisos"),
    warning("C311", "到期后无人首办", "expires into a gap"),
    warning("C312", "到期后冲突", "turns into a conflict"),
    note("C313", "到期后只剩兜底", "expires into a fallback"),
    warning("C314", "新旧衔接有空档", "hole between an old line and the new one"),
    error("C321", "派了却不承接", "assigned but declined"),
    warning("C322", "承接了却没有派", "accepted but never assigned"),
    warning("C323", "两家都承接", "accepted twice"),
    error("C324", "都不承接", "declined by all"),
    error("C325", "移交成环", "circle of hand-overs"),
    error("C326", "角色缺单位", "role without an office"),
    warning("C327", "步骤超过时限", "step beyond the limit"),
    warning("C328", "加急无人值守", "urgent but not round the clock"),
    warning("C329", "清单自相矛盾", "accepted and declined by one unit"),
    warning("C330", "实施清单没有写", "not in the unit's own list"),
    warning("C331", "裁定已失效", "ruling that ran out"),
    warning("C332", "裁定前后不一", "ruling contradicted by a later one"),
    warning("C333", "裁定已是多余", "ruling made redundant by the list"),
    note("C334", "裁定该并入清单", "rulings to fold into the list"),
    warning("C341", "新的一般规定与旧的特别规定", "newer general duty over an older special one"),
    error("C342", "先后与锁定不符", "priority that differs from the lock"),
    warning("C351", "要素无从得知", "attribute that nobody can supply"),
    warning("C352", "问了也不起作用", "asked for but never decisive"),
    error("C354", "分界差一", "range off by one at a bound"),
    error("C355", "零点有漏洞", "time window with a hole at midnight"),
    error("C362", "撤销的单位仍在使用", "abolished unit still used"),
    error("C363", "测试单位仍在使用", "test unit still used"),
    error("C364", "事项无人负责", "orphan matter"),
    note("C365", "日历还没有定", "calendar not settled"),
    warning("C366", "不同层级同名", "same name at two levels"),
    note("C367", "事项名称雷同", "nearly the same matter name"),
    note("C368", "“其他”事项过多", "too many catch-all matters"),
    warning("C369", "区域归属不明", "area with no parent or two"),
    warning("C371", "依据已废止或未施行", "basis repealed or not yet in force"),
    warning("C372", "没有依据", "missing basis"),
    warning("C373", "依据指向别的部门", "basis that empowers another department"),
    note("C374", "依据待确认", "basis to be confirmed"),
    note("C381", "识别词撞车", "keywords of matters of different units"),
    error("C382", "案例不符", "failing case"),
    error("C383", "断言不成立", "failing assertion"),
    warning("C384", "豁免已过期", "waiver that expired"),
    warning("C385", "豁免用不上", "waiver that is not needed"),
    warning("C386", "不受理而没有引导", "refusal without redirect"),
    error("N201", "没有这个事项", "unknown matter"),
    error("N202", "事项名称不唯一", "ambiguous matter"),
    error("N203", "名称或编码重复", "name or code used twice"),
    error("N204", "没有这个要素", "unknown attribute"),
    error("N205", "失效日早于生效日", "validity that ends before it begins"),
    error("N206", "不是要素的取值", "not a value of the attribute"),
    error("N207", "取值名称不唯一", "ambiguous value"),
    error("N208", "区间里没有值", "empty interval"),
    error("N209", "要素不能比较大小", "attribute without an order"),
    error("N210", "没有这个定义", "unknown definition"),
    error("N211", "整数范围不成立", "bad integer range"),
    error("N212", "没有这个辖区", "unknown jurisdiction set"),
    error("N213", "要素没有取值", "attribute without values"),
    error("N214", "未提及视为多个值", "silence means several values"),
    error("N215", "没有这个时限类别", "unknown time class"),
    error("N216", "定义成环", "circular definition"),
    error("N221", "没有这个单位", "unknown unit"),
    error("N222", "没有这个角色", "unknown role"),
    error("N223", "没有这个轮值", "unknown rota"),
    error("N224", "对照表用错地方", "misplaced look-up table"),
    error("N225", "要素不能定位角色", "attribute that cannot place a role"),
    error("N226", "角色缺辖区要素", "role without its jurisdiction attribute"),
    error("N227", "没有这个对照表", "unknown look-up table"),
    error("N228", "对照表格数不符", "look-up row of the wrong width"),
    error("N231", "没有写适用", "no matters named"),
    error("N232", "裁定没有日期", "ruling without its day"),
    warning("N233", "条件自相矛盾", "contradictory conditions"),
    error("N234", "没有这条职责", "unknown duty"),
    error("N235", "轮值周期不是整天", "rota period not in whole days"),
    error("N236", "优先关系成环", "circular overriding"),
    warning("N241", "案例没有期望", "case that expects nothing"),
    error("N242", "没有这个不受理条目", "unknown not-accepted entry"),
    warning("N243", "废止不了什么", "repeal without effect"),
    warning("P901", "没有编译成图", "not compiled to a diagram"),
    error("P902", "区块过多", "too many boxes"),
    error("S101", "不是 UTF-8 编码", "not UTF-8"),
    error("S102", "看不见的控制字符", "invisible control character"),
    error("S103", "行太长", "line too long"),
    error("S104", "段或文件太大", "block or file too large"),
    error("S105", "括号层数太多", "parentheses nested too deep"),
    error("S106", "段首没有顶格", "indented heading"),
    error("S107", "条目没有缩进", "item not indented"),
    error("S108", "条目不属于任何段", "item outside of any block"),
    error("S109", "缺冒号", "missing colon"),
    error("S110", "不认识的段首", "unknown heading"),
    error("S111", "不认识的条目", "unknown item"),
    error("S113", "条目写错地方", "misplaced item"),
    error("S117", "缺内容", "missing content"),
    error("S120", "读不懂的内容", "content not understood"),
    error("S121", "日期不对", "bad date"),
    error("S122", "数不对", "bad number"),
    error("S123", "时刻不对", "bad time of day"),
    error("S124", "时长不对", "bad amount of time"),
    error("S125", "区间不对", "bad range"),
    error("S126", "不是规定的词", "not one of the fixed words"),
    error("S127", "取值名称含「/」", "value name with a slash"),
    error("S130", "缺少必需的条目", "missing item"),
    error("S131", "条目重复", "item written twice"),
    error("S132", "条目不能这样合用", "items that do not go together"),
    error("S133", "但书没有编码", "proviso without a code"),
    error("S140", "对照表不成形", "malformed look-up table"),
    warning("S150", "没有格式化", "not formatted"),
    warning("S151", "注释没有另起一行", "comment behind text"),
    error("S199", "问题太多", "too many findings"),
    error("Y101", "不是合法的 YAML", "not YAML"),
    error("Y102", "键重复", "duplicate key"),
    error("Y103", "没有这个字段", "unknown field"),
    error("Y104", "值的种类不对", "value of the wrong kind"),
    error("Y105", "缺字段或内容", "missing field or content"),
    error("Y106", "用了标签或锚点", "tags or anchors"),
    error("Y107", "文件太大或太深", "file too large or too deep"),
    error("Y109", "问题太多", "too many findings"),
    error("Y110", "没有这一天", "no such day"),
    error("Y111", "失效日早于生效日", "last day before the first"),
    error("Y112", "名称不能用", "unusable name"),
    warning("Y113", "用了全角标点", "full-width punctuation in YAML"),
    error("Y120", "单位名称重复", "unit name used twice"),
    error("Y121", "没有承继的单位", "unknown successor"),
    error("Y122", "承继成环", "circular successors"),
    error("Y123", "没有任角色的单位", "unknown unit of a role"),
    warning("Y124", "有承继而没有失效日", "successors without a last day"),
    warning("Y125", "测试单位任角色", "test unit in a role"),
    error("Y130", "区域层级不对", "bad area levels"),
    error("Y131", "区域的层级不符", "area at the wrong level"),
    error("Y132", "层级或辖区重复", "level or jurisdiction written twice"),
    error("Y133", "区域或编码重复", "area or code used twice"),
    error("Y134", "没有这个区域", "unknown area"),
    error("Y135", "区域名称不唯一", "ambiguous area"),
    error("Y136", "辖区写在两个文件里", "jurisdictions in two files"),
    error("Y140", "没有角色所按的辖区", "unknown jurisdictions of a role"),
    error("Y141", "角色的查找方式不一", "role looked up in two ways"),
    error("Y142", "辖区里没有这一项", "unknown member of a jurisdiction"),
    error("Y143", "角色的地点重复", "place of a role written twice"),
    error("Y150", "末日早于首日", "last day before the first"),
    error("Y151", "日期不在本年", "day outside of the year"),
    error("Y152", "既放假又上班", "day both off and worked"),
    warning("Y153", "调休日不是周末", "worked day not at a weekend"),
    error("Y154", "法定节假日不在放假日内", "statutory day that is not off"),
    error("Y155", "年份重复", "year written twice"),
    warning("Y156", "没有法定节假日", "no statutory holidays"),
    error("Y160", "项目列出的路径不存在", "path named by the project does not exist"),
    error("Y161", "依据名称重复", "basis title used twice"),
    error("Y162", "没有依据所说的部门", "unknown department of a basis"),
    error("Y170", "时限类别缺项", "incomplete time class"),
    error("Y171", "没有这个时限类别", "unknown time class"),
];

#[cfg(test)]
mod tests {
    use super::{CODES, code};
    use std::path::Path;

    /// The codes that stand in quotes in the sources below a folder, with a file that holds each.
    fn used(folder: &Path, out: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> =
            std::fs::read_dir(folder).expect("src is readable").flatten().map(|e| e.path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                used(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("finding/codes.rs") {
                let text = std::fs::read_to_string(&path).expect("a source is UTF-8");
                for part in text.split('"') {
                    let mut chars = part.chars();
                    let letter = chars.next().is_some_and(|c| "SYNCP".contains(c));
                    if letter && part.len() == 4 && chars.all(|c| c.is_ascii_digit()) {
                        out.push((part.to_owned(), path.display().to_string()));
                    }
                }
            }
        }
    }

    #[test]
    fn every_code_in_the_sources_is_in_the_table() {
        let mut found = Vec::new();
        used(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert!(found.len() > 50, "the sources were not searched");
        let missing: Vec<_> = found.iter().filter(|(c, _)| code(c).is_none()).collect();
        assert!(missing.is_empty(), "not in src/finding/codes.rs: {missing:?}");
    }

    #[test]
    fn the_table_is_sorted_without_repeats_and_in_both_languages() {
        assert!(CODES.windows(2).all(|w| w[0].code < w[1].code));
        assert!(CODES.iter().all(|c| !c.zh.is_empty() && !c.en.is_empty() && c.en.is_ascii()));
    }
}
