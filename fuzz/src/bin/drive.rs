//! A seeded mutation loop over the fuzz targets, for a stable toolchain: no coverage guides it, so its seeds and its
//! dictionary carry what the texts are made of.
//!
//! `drive TARGET SECONDS [SEED]` with `lists`, `registries` or `complaints`. Ends with 1 at the first failure, whose
//! bytes it writes to `artifacts/`.

use std::fs;
use std::io;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Longest input made, in bytes.
const LONGEST: usize = 8 * 1024;
/// An execution longer than this counts as a hang.
const HANG: Duration = Duration::from_secs(5);

struct Target {
    run: fn(&[u8]),
    /// Folders of seeds, from the repository's root, with the extensions that count.
    seeds: &'static [(&'static str, &'static [&'static str])],
    words: &'static [&'static str],
}

const LISTS: Target = Target {
    run: fenbo_fuzz::lists,
    seeds: &[
        ("tests/corpus/lists", &["fenbo"]),
        ("tests/lists", &["fenbo"]),
        ("tests/hostile", &["fenbo"]),
        ("catalogues/pengcheng", &["fenbo"]),
    ],
    words: &[
        "：",
        ":",
        "，",
        "、",
        "；",
        "（",
        "）",
        "「",
        "」",
        "→",
        "＝",
        "≤",
        "/",
        "@",
        "|",
        "##",
        "# ",
        "\n",
        "\n  ",
        "\r\n",
        "\0",
        "\u{feff}",
        "\u{3000}",
        "或",
        " 且 ",
        " 为 ",
        " 属于 ",
        " 在 ",
        " 至 ",
        "次日",
        "无则 ",
        "但：",
        "当：",
        "适用：",
        "全部",
        "首办：",
        "并办：",
        "优先于：",
        "职责：",
        "兜底：",
        "裁定：",
        "定义：",
        "符合 ",
        "对照表：",
        "查「",
        "轮值「",
        "事项：",
        "要素：",
        "取值：",
        "类型：",
        "整数",
        "范围：",
        "时刻",
        "区域",
        "辖区 供水片区",
        "待确认",
        "2026-02-30",
        "24:00",
        "99999999999",
        "-1",
        "Z-1",
        "场所",
        "投资额",
        "石岩街道",
        "甲局",
        "@街道办",
        "duty: ",
        "applies: ",
        "when: ",
        "first: ",
        "is",
        " and ",
        " or ",
        "前提：",
        "不会：",
        "断言：",
        "则：",
        "案例：",
        "应派：",
        "原则：",
        "身份：",
    ],
};

const REGISTRIES: Target = Target {
    run: fenbo_fuzz::registries,
    seeds: &[
        ("tests/corpus/registries", &["yaml"]),
        ("tests/hostile", &["yaml"]),
        ("src/policy/registry/tests/good", &["yaml"]),
        ("catalogues", &["yaml"]),
    ],
    words: &[
        "a",
        "：",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "\"",
        "'",
        "#",
        "&a ",
        "*a",
        "<<: ",
        "!t ",
        "|\n",
        ">",
        "? ",
        "---\n",
        "...\n",
        "\t",
        "~",
        "null",
        "units",
        "名称",
        "甲",
        "/",
        "*",
        "2026-02-30",
        "9999-12-31",
        "\u{feff}",
        "\0",
        "\r\n",
        "levels",
        "areas",
        "children",
        "aliases",
        "until",
        "from",
        "successors",
        "roles",
        "by",
        "at",
        "years",
        "holidays",
        "workdays",
        "time_classes",
        "node_budget",
        "-1",
        "1e999",
        "99999999999999999999",
    ],
};

const COMPLAINTS: Target = Target {
    run: fenbo_fuzz::complaints,
    seeds: &[("tests/corpus/complaints", &["jsonl", "csv"])],
    words: &[
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "\n",
        "\r\n",
        "\0",
        "\u{feff}",
        "null",
        "true",
        "1e999",
        "-0",
        "\\u0000",
        "\\ud800",
        "\"\"",
        "\"id\":",
        "\"matter\":",
        "\"facts\":",
        "\"received\":",
        "\"occurred\":",
        "\"label\":",
        "id,matter,场所\n",
        "0301-001",
        "停水",
        "市政设施/照明",
        "场所",
        "桥下",
        "户内",
        "小区",
        "投资额",
        "101",
        "发生时刻",
        "23:59",
        "24:00",
        "日类型",
        "休息日",
        "街道",
        "石岩街道",
        "区域",
        "供水片区",
        "、",
        "|",
        "?",
        "2026-02-30T10:00:00+08:00",
        "2026-03-01 10:00",
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00+14:00",
    ],
};

/// `SplitMix64`: the same seed makes the same inputs everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`, which is not zero.
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

fn mutate(random: &mut Random, seeds: &[Vec<u8>], words: &[&str]) -> Vec<u8> {
    let seed = &seeds[random.below(seeds.len())];
    // A window of a long seed, so that each input is quick.
    let from = random.below(seed.len().saturating_sub(LONGEST / 4) + 1);
    let mut bytes = seed[from..seed.len().min(from + LONGEST / 4)].to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(24)).min(bytes.len());
        match random.below(8) {
            0 if at < bytes.len() => bytes[at] = random.next() as u8,
            1 => {
                bytes.drain(at..end);
            }
            2 => {
                let copy = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            3 => {
                // A piece of another seed.
                let other = &seeds[random.below(seeds.len())];
                let start = random.below(other.len() + 1);
                let stop = (start + random.below(200)).min(other.len());
                bytes.splice(at..at, other[start..stop].iter().copied());
            }
            4 => {
                let most = if random.below(50) == 0 { 800 } else { 4 };
                let times = 1 + random.below(most);
                let word = words[random.below(words.len())];
                bytes.splice(at..at, word.repeat(times).into_bytes());
            }
            5 => {
                // A line somewhere else.
                let start = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
                let stop = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |i| at + i + 1);
                let line: Vec<u8> = bytes.drain(start..stop).collect();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, line);
            }
            _ => {
                let word = words[random.below(words.len())];
                bytes.splice(at..end, word.bytes());
            }
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

fn gather(folder: &Path, extensions: &[&str], out: &mut Vec<Vec<u8>>) -> io::Result<()> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, extensions, out)?;
        } else if path.extension().is_some_and(|e| extensions.iter().any(|x| e == *x)) {
            out.push(fs::read(path)?);
        }
    }
    Ok(())
}

/// The seeds of a target. Complaints begin with the byte that chooses how they are read.
fn seeds(name: &str, target: &Target) -> io::Result<Vec<Vec<u8>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut all = Vec::new();
    for (folder, extensions) in target.seeds {
        if name == "complaints" {
            for extension in *extensions {
                let mut found = Vec::new();
                gather(&root.join(folder), &[extension], &mut found)?;
                let choice = u8::from(*extension == "csv");
                all.extend(
                    [choice, choice | 4]
                        .iter()
                        .flat_map(|c| found.iter().map(|f| [&[*c], f.as_slice()].concat())),
                );
            }
        } else {
            gather(&root.join(folder), extensions, &mut all)?;
        }
    }
    Ok(all)
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (name, seconds) = match args.as_slice() {
        [name, seconds, ..] => (name.as_str(), seconds.parse().unwrap_or(60)),
        _ => ("", 0),
    };
    let target = match name {
        "lists" => LISTS,
        "registries" => REGISTRIES,
        "complaints" => COMPLAINTS,
        _ => {
            eprintln!("drive lists|registries|complaints SECONDS [SEED]");
            return ExitCode::from(2);
        }
    };
    let seed = args.get(2).and_then(|s| s.parse().ok()).unwrap_or(1);
    let seeds = match seeds(name, &target) {
        Ok(seeds) if !seeds.is_empty() => seeds,
        other => {
            eprintln!("no seeds: {:?}", other.err());
            return ExitCode::from(2);
        }
    };
    let mut random = Random(seed);
    let start = Instant::now();
    let (mut runs, mut slowest) = (0u64, Duration::ZERO);
    while start.elapsed() < Duration::from_secs(seconds) {
        let bytes = mutate(&mut random, &seeds, target.words);
        let before = Instant::now();
        let fine = catch_unwind(|| (target.run)(&bytes)).is_ok();
        let took = before.elapsed();
        slowest = slowest.max(took);
        runs += 1;
        if !fine || took > HANG {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts");
            let file = folder.join(format!("{name}-{seed}-{runs}"));
            let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, &bytes));
            eprintln!(
                "execution {runs}: {} after {took:?}: {} ({written:?})",
                if fine { "hang" } else { "panic" },
                file.display()
            );
            return ExitCode::FAILURE;
        }
    }
    println!(
        "{name}: seed {seed}, {} seeds, {runs} executions in {:.0} s, slowest {slowest:.1?}, no failure",
        seeds.len(),
        start.elapsed().as_secs_f64()
    );
    ExitCode::SUCCESS
}
