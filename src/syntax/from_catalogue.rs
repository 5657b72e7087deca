//! Blocks that say what there is: `要素`, `事项`, `前提`, `定义`, `对照表`, `轮值`.

use super::blocks::{Block, Line};
use super::entries::{
    AssumeEntry, AttributeEntry, DefinitionEntry, DomainEntry, EntryKind, MatterEntry, Name, Recogniser,
    RotaEntry, Spanned, TableEntry, TableRow, TreeNode, Validity, Value,
};
use super::keywords::{self, Item};
use super::reader::{Body, Reader, Rule, add, few};
use super::words::{NATURES, inner};
use crate::text::Span;

/// Most values an integer attribute may have.
const WIDEST: i64 = u32::MAX as i64 - 1;

impl Reader {
    pub(super) fn attribute(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let name = self.title(block.body)?;
        let (mut aliases, mut sources) = (Vec::new(), Vec::new());
        let (mut ask, mut absent, mut cost) = (None, None, None);
        let (mut tree, mut values) = (Vec::new(), None);
        let (mut kind, mut range, mut measure) = (None, None, None);
        for line in self.items(block) {
            let body = line.body;
            match line.item {
                Item::Aliases => add(&mut aliases, self.names(body)),
                Item::Values => {
                    values.get_or_insert(line.keyword);
                    tree.extend(self.tree(body));
                }
                Item::Type => kind = Some(line),
                Item::Range => range = Some(line),
                Item::Measure => measure = Some(line),
                Item::Ask => ask = Some(self.prose(body)),
                Item::Absent => absent = self.one_value(body),
                Item::Cost => cost = self.one_number(body, 1),
                Item::Sources => add(&mut sources, self.names(body)),
                _ => {}
            }
        }
        if let (Some(values), Some(kind)) = (values, kind) {
            self.both(
                kind.keyword,
                values,
                "「取值」与「类型」只写一种",
                "write `values` or `type`, not both",
            );
            return None;
        }
        let domain = match (values, kind) {
            (Some(_), _) => {
                self.no_bounds(range, measure);
                (!tree.is_empty()).then_some(DomainEntry::Tree(tree))
            }
            (None, Some(kind)) => self.domain(block, kind, range, measure),
            (None, None) => {
                self.missing(block, &[Item::Values, Item::Type]);
                None
            }
        }?;
        Some(EntryKind::Attribute(AttributeEntry { name, aliases, domain, ask, absent, cost, sources }))
    }

    fn domain(
        &mut self,
        block: &Block<'_>,
        kind: Line<'_>,
        range: Option<Line<'_>>,
        measure: Option<Line<'_>>,
    ) -> Option<DomainEntry> {
        let (word, rest) = kind.body.first_word();
        let lower = word.text.to_ascii_lowercase();
        let domain = match lower.as_str() {
            "整数" | "integer" => {
                let Some(range) = range else {
                    self.missing(block, &[Item::Range]);
                    return None;
                };
                let (low, high) = self.bounds(range.body)?;
                let unit = match measure {
                    Some(line) => Some(self.one_name(line.body)?.value),
                    None => None,
                };
                return self.nothing_after(rest).then_some(DomainEntry::Integer { low, high, unit });
            }
            "辖区" | "jurisdiction" => {
                self.no_bounds(range, measure);
                if rest.text.is_empty() {
                    self.error(
                        "S117",
                        word,
                        "「辖区」后面写辖区的名称",
                        "the name of the jurisdictions must follow",
                    );
                    return None;
                }
                return self.one_name(rest).map(DomainEntry::Jurisdiction);
            }
            "是否" | "boolean" => {
                let node = |word: &str| TreeNode {
                    name: Spanned { value: word.to_owned(), span: self.span(kind.body) },
                    children: Vec::new(),
                };
                DomainEntry::Tree(vec![node("是"), node("否")])
            }
            "时刻" | "time" => DomainEntry::TimeOfDay,
            "日类" | "day-class" => DomainEntry::DayClass,
            "区域" | "area" => DomainEntry::Area,
            _ => {
                self.error(
                    "S126",
                    word,
                    "类型只能是 是否、整数、时刻、日类、区域 或 辖区",
                    "types are boolean, integer, time, day-class, area and jurisdiction",
                );
                return None;
            }
        };
        self.no_bounds(range, measure);
        self.nothing_after(rest).then_some(domain)
    }

    fn nothing_after(&mut self, rest: Body<'_>) -> bool {
        if !rest.text.is_empty() {
            self.error("S120", rest, "类型后面多了这些字", "nothing may follow the type");
        }
        rest.text.is_empty()
    }

    fn no_bounds(&mut self, range: Option<Line<'_>>, measure: Option<Line<'_>>) {
        for line in range.into_iter().chain(measure) {
            let word = line.keyword.text;
            self.error(
                "S132",
                line.keyword,
                format!("只有「类型：整数」才写「{word}」"),
                format!("`{word}` belongs to `type: integer` only"),
            );
        }
    }

    fn bounds(&mut self, body: Body<'_>) -> Option<(i64, i64)> {
        let pair = self.parse(Rule::one_range, body)?;
        let mut ends = inner(pair);
        let (low, high) = (ends.next()?, ends.next()?);
        let (low, high) = (self.number(body.of(&low)), self.number(body.of(&high)));
        let (low, high) = (low?, high?);
        if low > high || high - low > WIDEST {
            self.error(
                "S125",
                body,
                "范围要从小到大，最多约四十亿个数",
                "a range goes from low to high and holds at most some four thousand million numbers",
            );
            return None;
        }
        Some((low, high))
    }

    fn one_value(&mut self, body: Body<'_>) -> Option<Value> {
        let mut values = self.cell(body)?;
        if values.len() > 1 {
            self.error("S132", body, "这里只能写一个值", "only one value may stand here");
            return None;
        }
        values.pop()
    }

    /// `A、B`, every one a value.
    fn cell(&mut self, body: Body<'_>) -> Option<Vec<Value>> {
        let pair = self.parse(Rule::cell_line, body)?;
        let values: Vec<_> = inner(pair).map(|value| self.value(body, value)).collect();
        values.into_iter().collect()
    }

    pub(super) fn matter_block(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let (code, name) = self.code_and_title(block.body)?;
        let Some(name) = name else {
            self.error(
                "S117",
                block.body,
                "编码后面缺事项名称",
                "the name of the matter must follow its code",
            );
            return None;
        };
        let mut matter = MatterEntry {
            code,
            name,
            path: Vec::new(),
            aliases: Vec::new(),
            covers: None,
            excludes: None,
            recogniser: Vec::new(),
            kind: None,
            time_class: None,
            urgent: false,
            validity: Validity::default(),
        };
        for line in self.items(block) {
            let body = line.body;
            match line.item {
                Item::Path => matter.path = self.path(body),
                Item::Aliases => add(&mut matter.aliases, self.names(body)),
                Item::Includes => matter.covers = Some(self.prose(body)),
                Item::Excludes => matter.excludes = Some(self.prose(body)),
                Item::Recognise => add(&mut matter.recogniser, self.recogniser(body)),
                Item::Nature => matter.kind = self.one_of(body, &NATURES),
                Item::Limit => matter.time_class = self.one_name(body),
                Item::Urgent => matter.urgent = self.boolean(body).unwrap_or(false),
                Item::From => matter.validity.from = self.date(body),
                Item::Until => matter.validity.until = self.date(body),
                _ => {}
            }
        }
        (!matter.path.is_empty()).then_some(EntryKind::Matter(matter))
    }

    /// `含「路灯」「灯杆」，且含「不亮」，不含「车灯」`.
    fn recogniser(&mut self, body: Body<'_>) -> Option<Recogniser> {
        let pair = self.parse(Rule::recogniser_line, body)?;
        let mut recogniser = Recogniser { all: Vec::new(), none: Vec::new() };
        for clause in inner(pair) {
            let mut parts = clause.into_inner();
            let (Some(kind), Some(words)) = (parts.next(), parts.next()) else { continue };
            let words = few(words.into_inner().map(|word| self.name(body.of(&word))));
            if kind.as_rule() == Rule::has {
                add(&mut recogniser.all, [words]);
            } else {
                add(&mut recogniser.none, words);
            }
        }
        if recogniser.all.is_empty() {
            self.error("S132", body, "「识别」至少要有一组「含」", "a recogniser needs at least one `has`");
            return None;
        }
        Some(recogniser)
    }

    pub(super) fn assume(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let name = self.title(block.body)?;
        let never = self.conditions(block);
        (!never.is_empty()).then_some(EntryKind::Assume(AssumeEntry { name, never }))
    }

    pub(super) fn definition(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let name = self.title(block.body)?;
        let when = self.conditions(block);
        (!when.is_empty()).then_some(EntryKind::Definition(DefinitionEntry { name, when }))
    }

    pub(super) fn rota_block(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let mut rota =
            RotaEntry { name: self.title(block.body)?, members: Vec::new(), period: None, start: None };
        for line in self.items(block) {
            match line.item {
                Item::Members => add(&mut rota.members, self.members(line.body)),
                Item::Period => rota.period = self.one_duration(line.body),
                Item::Start => rota.start = self.date(line.body),
                _ => {}
            }
        }
        (!rota.members.is_empty()).then_some(EntryKind::Rota(rota))
    }

    pub(super) fn table(&mut self, block: &Block<'_>) -> Option<EntryKind> {
        let name = self.title(block.body)?;
        let lines = self.items(block);
        let mut lines = lines.iter();
        let head = lines.next()?;
        let cells = cells(head.body);
        let columns = match cells.split_last() {
            Some((last, columns))
                if !columns.is_empty()
                    && keywords::item(last.text).is_some_and(|(item, _)| item == Item::First) =>
            {
                columns
            }
            _ => {
                self.error(
                    "S140",
                    head.body,
                    "对照表的最后一列是「首办」，前面至少一列要素",
                    "the last column of a table is `first`, the others are attributes",
                );
                return None;
            }
        };
        let names: Vec<Name> = columns.iter().filter_map(|column| self.one_name(*column)).collect();
        if names.len() < columns.len() {
            return None;
        }
        let rows: Vec<TableRow> = lines.filter_map(|line| self.row(line.body, names.len())).collect();
        if rows.is_empty() && !self.failed {
            self.error("S140", head.body, "对照表没有行", "the table has no rows");
        }
        (!rows.is_empty()).then_some(EntryKind::Table(TableEntry { name, columns: names, rows }))
    }

    fn row(&mut self, body: Body<'_>, columns: usize) -> Option<TableRow> {
        let cells = cells(body);
        if is_rule(&cells) {
            return None;
        }
        let Some((lead, facts)) = cells.split_last().filter(|(_, facts)| facts.len() == columns) else {
            let (want, have) = (columns + 1, cells.len());
            self.error(
                "S140",
                body,
                format!("这一行有 {have} 格，应为 {want} 格"),
                format!("this row has {have} cells, not {want}"),
            );
            return None;
        };
        let span: Span = self.span(body);
        let mut read = Vec::with_capacity(columns);
        for cell in facts {
            read.push(if matches!(cell.text, "" | "*" | "＊") { Vec::new() } else { self.cell(*cell)? });
        }
        if lead.text.is_empty() {
            self.error("S117", *lead, "这一行没有首办单位", "this row names no first handler");
            return None;
        }
        Some(TableRow { span, cells: read, lead: self.chain_line(*lead)? })
    }
}

/// The cells of a pipe-table line; a bar in quotes is text.
pub(super) fn cells(body: Body<'_>) -> Vec<Body<'_>> {
    let mut cells = Vec::new();
    let mut start = None;
    let mut closing = None;
    for (i, c) in body.text.char_indices() {
        if closing.is_some() {
            closing = closing.filter(|close| *close != c);
            continue;
        }
        match c {
            '「' => closing = Some('」'),
            '“' => closing = Some('”'),
            '"' => closing = Some('"'),
            '|' | '｜' => {
                if let Some(start) = start {
                    cells.push(body.slice(start, i).trimmed());
                }
                start = Some(i + c.len_utf8());
            }
            _ => {}
        }
    }
    // Markdown allows a row without its last bar.
    if let Some(start) = start {
        let rest = body.slice(start, body.text.len()).trimmed();
        if !rest.text.is_empty() {
            cells.push(rest);
        }
    }
    cells
}

/// `| --- | :-: |`, the line under the head of a Markdown table.
pub(super) fn is_rule(cells: &[Body<'_>]) -> bool {
    !cells.is_empty()
        && cells.iter().all(|c| c.text.contains('-') && c.text.chars().all(|c| matches!(c, '-' | ':')))
}
