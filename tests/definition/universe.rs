//! A small city: few enough combinations that every one can be looked at.

/// An attribute of the universe: the words that may be written and the values each stands for.
pub struct Attr {
    pub name: &'static str,
    pub values: usize,
    pub words: &'static [(&'static str, &'static [usize])],
    /// What silence means.
    pub absent: Option<usize>,
}

pub const PLACE: usize = 0;
pub const AREA_SIZE: usize = 2;
pub const CLOCK: usize = 4;
pub const AREA: usize = 5;

pub const ATTRS: [Attr; 6] = [
    Attr {
        name: "场所",
        values: 5,
        words: &[
            ("路", &[0, 1]),
            ("园", &[2, 3]),
            ("车道", &[0]),
            ("人道", &[1]),
            ("草地", &[2]),
            ("湖", &[3]),
            ("空地", &[4]),
        ],
        absent: None,
    },
    Attr { name: "物业", values: 2, words: &[("有", &[0]), ("无", &[1])], absent: None },
    Attr {
        name: "面积",
        values: 7,
        words: &[("0", &[0]), ("1", &[1]), ("2", &[2]), ("3", &[3]), ("4", &[4]), ("5", &[5]), ("6", &[6])],
        absent: None,
    },
    Attr { name: "危险", values: 2, words: &[("是", &[0]), ("否", &[1])], absent: Some(1) },
    // The four stretches of the day between the bounds that windows use.
    Attr {
        name: "时刻",
        values: 4,
        words: &[("06:59", &[0]), ("07:00", &[1]), ("12:00", &[2]), ("23:59", &[3])],
        absent: None,
    },
    Attr {
        name: "区域",
        values: 4,
        words: &[
            ("甲区", &[0, 1, 2]),
            ("乙区", &[3]),
            ("子街", &[0, 1]),
            ("丑街", &[2]),
            ("寅街", &[3]),
            ("一社", &[0]),
            ("二社", &[1]),
            ("三社", &[2]),
            ("四社", &[3]),
        ],
        absent: None,
    },
];

/// The bounds of the stretches of [`CLOCK`].
pub const BOUNDS: [&str; 4] = ["00:00", "07:00", "12:00", "23:00"];

/// Matters and nodes with the matters each stands for.
pub const NODES: [(&str, &[usize]); 5] =
    [("101", &[0]), ("102", &[1]), ("201", &[2]), ("一类", &[0, 1]), ("二类", &[2])];
pub const MATTERS: usize = 3;

pub const UNITS: [&str; 3] = ["甲局", "乙局", "丙局"];
/// Who plays 街道办 for each leaf of the area tree.
pub const OFFICES: [&str; 4] = ["子街办", "子街办", "丑街办", "寅街办"];

/// One combination of facts.
pub type Point = [usize; 6];

/// Every combination.
pub fn points() -> impl Iterator<Item = Point> {
    let total: usize = ATTRS.iter().map(|a| a.values).product();
    (0..total).map(|mut i| {
        ATTRS.each_ref().map(|a| {
            let value = i % a.values;
            i /= a.values;
            value
        })
    })
}

/// The place of a combination in the order of [`points`].
pub fn number(point: &Point) -> usize {
    point.iter().zip(&ATTRS).rev().fold(0, |all, (value, attr)| all * attr.values + value)
}

pub const UNITS_YAML: &str = "\
units:
  - name: 甲局
  - name: 乙局
  - name: 丙局
  - name: 子街办
  - name: 丑街办
  - name: 寅街办
roles:
  街道办:
    子街: 子街办
    丑街: 丑街办
    寅街: 寅街办
";

pub const AREAS_YAML: &str = "\
levels: [市, 区, 街道, 社区]
areas:
  - name: 小市
    children:
      - name: 甲区
        children:
          - name: 子街
            children: [一社, 二社]
          - name: 丑街
            children: [三社]
      - name: 乙区
        children:
          - name: 寅街
            children: [四社]
";

pub const BASICS: &str = "\
要素：场所
  取值：路（车道、人道）、园（草地、湖）、空地
要素：物业
  取值：有、无
要素：面积
  类型：整数
  范围：0 至 6
要素：危险
  类型：是否
  未提及视为：否
要素：时刻
  类型：时刻
事项：101 甲事
  路径：一类
  性质：部件
事项：102 乙事
  路径：一类
  性质：事件
事项：201 丙事
  路径：二类
  性质：部件
";
