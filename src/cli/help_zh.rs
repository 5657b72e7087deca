//! The help texts in Chinese, and what is wrong with the arguments. The English ones stand with the arguments and in clap.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};

/// What commands do.
const COMMANDS: &[(&str, &str)] = &[
    ("fenbo", "按一个城市的三张清单，指明每件投诉的首办单位"),
    ("route", "给一个文件里的每件投诉指明首办单位"),
    ("explain", "说明一个分派结果是怎样得出的"),
    ("why-not", "说明哪些要素改变了才会派给某个单位"),
    ("test", "运行清单里的案例和断言"),
    ("fmt", "统一清单的写法，不改变意思"),
    ("check", "检查清单：没写到的、重复的、矛盾的"),
    ("horizon", "说明随时间自行发生的变化：什么开始、什么到期、由此引起什么"),
    ("packet", "写出一个冲突的裁决材料：情形、条文、候选单位、相似案例、办法"),
    ("rule", "说明一个问题代码的意思，附例子；不写代码就列出全部"),
    ("lock", "写 fenbo.lock：哪些职责只因范围小而优先"),
    ("reconcile", "逐项核对三张清单里关于一个单位的内容"),
    ("sample", "用清单里的案例仿造一批投诉：说法更乱、要素有缺，供试用，标明是生成的"),
    ("mutate", "往清单里放小错，数一数检查和案例能发现多少"),
    ("new", "从内置的示例城市起，建一个新城市的文件夹"),
    ("recognise", "说明一段话可能是哪个事项、有多大把握、凭哪些词"),
    ("learn", "从清单的案例学出识别的权重，并用没有见过的案例来试"),
    ("drift", "历史里有、清单还不知道的：换了的单位、该拆的事项、下降的派准率"),
    ("diff", "比较两版清单：恰好哪些情形换了单位"),
    ("score", "算一次派准率：历史上派得准不准、按本清单会怎样、不准在哪里"),
    ("cases", "找出说同一件事的来件：可以并案的重复投诉，和整批里的类案"),
    ("leads", "看网上的帖子（未诉先办）：是不是本市的诉求、有没有说过、转工单前先核实什么"),
    ("induce", "从历史工单归纳清单的草稿：事项、单位、角色、区域、职责，供人核改"),
    ("info", "统计清单的内容"),
    ("completions", "生成命令行补全脚本"),
];

/// What arguments mean, by their name in the program.
const ARGUMENTS: &[(&str, &str)] = &[
    (
        "lists",
        "清单：项目文件夹、其中的 fenbo.yaml，或清单文件和文件夹。不写：本文件夹或上级的 fenbo.yaml，再没有就用内置的示例城市",
    ),
    ("lang", "消息的语言 [默认：按系统区域设置]"),
    ("color", "颜色"),
    ("quiet", "只说出错的"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
    ("route.file", "投诉，JSON Lines、CSV 或 XLSX；写 - 或不写：标准输入"),
    ("route.cases", "不读文件，分派清单里的案例"),
    ("from", "输入的格式 [默认：按扩展名；标准输入为 jsonl]"),
    ("to", "输出的格式 [默认：终端上为 table，否则 jsonl]"),
    ("compact", "只写编号、单位、事项和状态"),
    ("map", "列或字段怎样变成投诉：映射文件，或随程序提供的映射的名称 [默认：表头合乎的那一个]"),
    ("as_of", "按哪一天的清单 [默认：今天]"),
    ("route.as_of", "按哪一天的清单；record：按每件投诉的受理日 [默认：今天]"),
    ("label", "把结果与这一列（或字段）里的单位比较"),
    ("lenient", "不合要求的值当作未知，不拒收整条记录"),
    ("fail_on", "有待定、无人负责或职责冲突的投诉时，以 1 退出"),
    ("summary", "把汇总另写成 JSON 文件"),
    ("threads", "工作线程数 [默认：全部核心]"),
    ("sheet", "读取电子表格的哪个工作表 [默认：第一个]"),
    ("encoding", "输入的编码：utf-8、gb18030……；auto 自动识别"),
    ("delimiter", "CSV 输入的分隔符 [默认：逗号；.tsv 为制表符]"),
    ("max_record", "读取的最长记录的字节数"),
    ("bom", "CSV 输出以字节序标记开头，供 Excel 使用"),
    ("file", "一条 JSON 记录；写 - 或不写：标准输入"),
    ("matter", "事项的编码、名称或路径"),
    ("first", "前一版：文件夹、git 版本（HEAD~3、v1:lists）或日期"),
    ("second", "后一版"),
    ("diff.as_of", "从哪一天看起 [默认：今天]"),
    ("diff.until", "看到哪一天为止 [默认：一年以后]"),
    ("diff.history", "历史工单：哪些在一版派准、在另一版派不准，哪些单位之间有件数转移"),
    ("diff.format", "给人看，写成通知，给程序读，还是网页"),
    ("text", "市民的原话；不写：标准输入的每一行是一段话"),
    ("weights", "识别的权重，fenbo learn 写的文件 [默认：内置示例城市的]"),
    ("streets", "街道边界的 GeoJSON：有经度、纬度而没有写地点的工单，按它定街道"),
    ("streets_name", "写着街道名的属性 [默认：与清单里的区域相合最多的一个]"),
    ("boundary", "离边界这么多米以内，两边的街道都算可能"),
    ("datum", "工单的经纬度按哪种坐标：wgs84 是卫星定位，gcj02 是国内地图"),
    ("recognise.top", "列出这么多个候选"),
    ("recognise.json", "给程序读：每段话一行 JSON"),
    ("learn.out", "把权重写进这个文件"),
    ("target", "直接分派的，要有多大比例派准"),
    ("learn.as_of", "没有写日期的案例按哪一天 [默认：今天]"),
    ("learn.top", "列出这么多个派错的案例"),
    (
        "split",
        "写成可交给 fenbo route 的诉求，一行一件：说了几件事的拆成几件。一行也可以是有 text 的 JSON 对象，其余字段照抄",
    ),
    ("scorer", "另请一个命令来评分：每条文字问它一行 JSON，它答一行 JSON"),
    ("learn.history", "不从案例学事项，改从这些来件学标签：JSON Lines、CSV 或 XLSX"),
    ("learn.label", "标签在哪一列（字段）[默认：事项那一列]"),
    ("learn.map", "来件的列或字段是什么：映射文件 [默认：按列名]"),
    ("against", "学到的再用这个文件里的来件试一遍"),
    ("dealings", "换着分多少遍来试"),
    ("learn.encoding", "来件的编码：utf-8、gb18030……；auto 自动识别"),
    ("drift.history", "历史工单和它们的经过，JSON Lines、CSV 或 XLSX"),
    ("json", "给程序读"),
    ("leads.file", "网帖，JSON Lines、CSV 或 XLSX；写 - 或不写：标准输入"),
    ("leads.map", "列或字段是什么：映射文件，或随程序提供的映射的名称 [默认：按列名]"),
    ("known", "已经受理的来件：网帖说的是其中一件的，算重复"),
    ("leads.days", "与来件相隔多少天以内的可能是同一件事"),
    ("leads.share", "相同文字占到多少才算重复"),
    ("leads.as_of", "在哪一天看这些帖子 [默认：今天]"),
    ("leads.json", "给程序读：一行一个 JSON 对象"),
    ("cases.file", "来件，JSON Lines、CSV 或 XLSX；写 - 或不写：标准输入"),
    ("cases.map", "列或字段是什么：映射文件，或随程序提供的映射的名称 [默认：按列名]"),
    ("days", "与首件相隔多少天以内的可以并案"),
    ("share", "相同文字占到多少才建议并案"),
    ("least", "一类至少有几件"),
    ("weeks", "最近几个 ISO 周：只在这几周出现的是新的"),
    ("cases.until", "看新增和上升时，看到哪一天为止 [默认：这批里最晚的一天]"),
    ("cases.top", "并案和类案各列出这么多"),
    ("cases.json", "给程序读：全部并案和类案，一个 JSON 文档"),
    ("score.history", "历史工单和它们的经过，JSON Lines、CSV 或 XLSX"),
    ("score.label", "办结单位在这一列（或字段）"),
    ("score.as_of", "按哪一天的清单；record：按每件的受理日 [默认：今天]"),
    ("html", "另写一个带图表的网页"),
    ("polygons", "街道多边形（GeoJSON），供网页画地图：须有一个属性是街道名"),
    ("top", "每个分项和混淆表列几行"),
    ("induce.history", "历史工单，带经办单位，JSON Lines、CSV 或 XLSX"),
    ("out", "要新建的文件夹"),
    ("before", "只从这一天之前受理的归纳，用其余的检验"),
    ("most", "职责和但书最多几条"),
    ("fact", "要素；可能是几个值时用 、 或 | 分开，没人知道时写 ?"),
    ("received", "受理时间"),
    ("occurred", "发生时间"),
    ("case", "清单里的案例：编号，或原话里的字词"),
    ("format", "给人看还是给程序读"),
    ("unit", "单位的名称、别名或编码"),
    ("filter", "只运行原话、名称、事项或文件名里有这段文字的案例和断言"),
    ("until", "看到哪一天为止 [默认：一年]"),
    ("check.format", "给终端看，给程序读，或给平台用"),
    ("output", "写到这个文件，不写到标准输出"),
    ("deny", "当作错误：问题码（C303、C3）、warnings（警告）、notes（提示）"),
    ("select", "只看这些问题码，或以此开头的"),
    ("ignore", "不看这些问题码，或以此开头的"),
    ("baseline", "这个文件里的问题是已知的，不算数"),
    ("write_baseline", "把发现的全部问题写进基线文件，从此算作已知"),
    ("max_findings", "最多列出几个，其余只计数 [默认：文本 100，其他不限]"),
    ("history", "统计这个文件（JSON Lines、CSV 或 XLSX）里各问题涉及的历史投诉"),
    (
        "check.map",
        "历史文件的列或字段怎样变成投诉：映射文件，或随程序提供的映射的名称 [默认：表头合乎的那一个]",
    ),
    ("locked", "对照 fenbo.lock：只因范围小而优先、锁定里却没有的，逐一指出"),
    ("verbose", "提示也完整列出"),
    ("coverage", "列出没有案例的职责"),
    ("paths", "文件和文件夹；写 -：标准输入；不写：项目里的全部清单"),
    ("check", "不改文件，只显示会有的改动；有改动时以 1 退出"),
    ("stdin", "从标准输入读，写到标准输出，与 - 相同"),
    ("fix", "先做不改变任何分派的修改，逐个证明过才写"),
    ("dry_run", "不改文件，只显示 --fix 会做的改动；有改动时以 1 退出"),
    ("horizon.until", "看到哪一天为止"),
    ("horizon.as_of", "从哪一天看起 [默认：今天]"),
    ("problem", "哪个冲突：fenbo check 给出的代码和指纹，或其开头"),
    ("packet.format", "Markdown 还是 HTML"),
    ("codes", "代码，如 C301"),
    ("count", "每种错最多放几处"),
    ("seed", "决定错放在哪里"),
    ("sample.count", "多少件"),
    ("sample.seed", "种子和清单相同，造出来的就相同"),
    ("sample.left_out", "每一百个要素缺多少个"),
    ("sample.noise", "说法乱到什么程度，0 到 100"),
    ("sample.as_of", "受理时间在这一天之前的一个月内 [默认：城市的今天]"),
    ("folder", "要建的文件夹"),
    ("city", "城市名 [默认：文件夹名]"),
    ("categories", "只要这些事项类别，写名称或编号"),
    ("districts", "只要这些区"),
    ("without", "不要这些单位，以及离不开它们的条目"),
    ("new.as_of", "按哪一天看有没有用 [默认：今天]"),
    ("mutate.locked", "同时对照 fenbo.lock"),
    ("mutate.format", "给终端看，或给程序读"),
    ("shell", "哪种命令行"),
];

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The Chinese text of an argument, which may differ by command.
fn text(command: &str, argument: &str) -> Option<&'static str> {
    let find = |key: &str| ARGUMENTS.iter().find(|a| a.0 == key).map(|a| a.1);
    find(&format!("{command}.{argument}")).or_else(|| find(argument))
}

/// The command with Chinese words.
pub fn translate(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let about = COMMANDS.iter().find(|c| c.0 == name).map_or("", |c| c.1);
    let version = command.get_version().is_some();
    let mut command = command
        .about(about)
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            let help = text(&name, arg.get_id().as_str());
            let arg = arg.help_heading(heading);
            match help {
                Some(help) => arg.help(help),
                None => arg,
            }
        })
        .mut_subcommands(translate)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help("显示帮助")
                .help_heading("选项"),
        );
    if version {
        let flag = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.arg(flag.help("显示版本").help_heading("选项"));
    }
    command
}

/// What is wrong with the arguments, in Chinese; none for what is no error (help, version) or has no words here.
pub fn refusal(error: &Error) -> Option<String> {
    let get = |kind| error.get(kind).map(listed).filter(|t| !t.is_empty());
    let arg = get(ContextKind::InvalidArg).unwrap_or_default();
    let value = get(ContextKind::InvalidValue);
    let mut said = match (error.kind(), value) {
        (ErrorKind::UnknownArgument, _) => format!("没有 {arg} 这个参数"),
        (ErrorKind::InvalidSubcommand, _) => {
            format!("没有「{}」这个命令", get(ContextKind::InvalidSubcommand)?)
        }
        (ErrorKind::InvalidValue, None) => format!("{arg} 后面缺少值"),
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Some(value)) => {
            format!("{arg} 不能是「{value}」")
        }
        (ErrorKind::MissingSubcommand, _) => {
            format!("缺少命令，可以是：{}", get(ContextKind::ValidSubcommand)?)
        }
        (ErrorKind::MissingRequiredArgument, _) => format!("缺少 {arg}"),
        (ErrorKind::ArgumentConflict, _) => match get(ContextKind::PriorArg) {
            Some(prior) if prior == arg => format!("{arg} 只能写一次"),
            Some(prior) => format!("{arg} 不能和 {prior} 一起用"),
            None => format!("{arg} 不能和别的参数一起用"),
        },
        _ => return None,
    };
    if error.kind() == ErrorKind::ValueValidation && arg.contains("DATE") {
        said.push_str("，日期要写成 2026-03-01 这样");
    }
    if let Some(valid) = get(ContextKind::ValidValue) {
        said.push_str("，可以是：");
        said.push_str(&valid);
    }
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(get) {
        said.push_str("；是不是 ");
        said.push_str(&near);
        said.push('？');
    }
    said.push_str("\n各个参数见 --help");
    Some(said)
}

fn listed(value: &ContextValue) -> String {
    match value {
        ContextValue::String(one) => one.clone(),
        ContextValue::Strings(many) => many.join("、"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn every_command_and_argument_has_a_chinese_text() {
        fn look(command: &Command, missing: &mut Vec<String>) {
            let name = command.get_name();
            if !COMMANDS.iter().any(|c| c.0 == name) {
                missing.push(name.to_owned());
            }
            for arg in command.get_arguments() {
                if text(name, arg.get_id().as_str()).is_none() {
                    missing.push(format!("{name}.{}", arg.get_id()));
                }
            }
            for sub in command.get_subcommands() {
                look(sub, missing);
            }
        }
        let mut missing = Vec::new();
        look(&Cli::command(), &mut missing);
        assert_eq!(missing, Vec::<String>::new());
        translate(Cli::command()).debug_assert();
    }

    #[test]
    fn the_chinese_help_says_no_english_heading() {
        let help = translate(Cli::command()).render_long_help().to_string();
        for english in ["Usage", "Commands", "Options", "Arguments", "Print"] {
            assert!(!help.contains(english), "{english} in\n{help}");
        }
    }

    fn said(args: &[&str]) -> String {
        let args = std::iter::once("fenbo").chain(args.iter().copied());
        let error = Cli::command().try_get_matches_from(args).unwrap_err();
        refusal(&error).unwrap_or_default().lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn what_is_wrong_with_the_arguments_is_said_in_chinese() {
        assert_eq!(said(&["route", "--form", "csv"]), "没有 --form 这个参数；是不是 --from？");
        assert_eq!(said(&["rout"]), "没有「rout」这个命令；是不是 route？");
        assert_eq!(
            said(&["route", "--from", "xml"]),
            "--from <FORMAT> 不能是「xml」，可以是：jsonl、csv、xlsx；是不是 xlsx？"
        );
        assert_eq!(said(&["route", "--from"]), "--from <FORMAT> 后面缺少值，可以是：jsonl、csv、xlsx");
        assert_eq!(
            said(&["test", "--as-of", "明天"]),
            "--as-of <DATE> 不能是「明天」，日期要写成 2026-03-01 这样"
        );
        assert!(said(&["-q"]).starts_with("缺少命令，可以是：route、explain、"));
        assert_eq!(said(&["why-not"]), "缺少 --unit <UNIT>");
        assert_eq!(said(&["route", "--bom", "--bom"]), "--bom 只能写一次");
        assert_eq!(said(&["route", "a.csv", "--cases"]), "[FILE] 不能和 --cases 一起用");
        assert_eq!(said(&["--help"]), "");
    }
}
