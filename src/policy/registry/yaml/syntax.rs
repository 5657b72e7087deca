//! Words for what the YAML parser stumbles over.

use super::words::{Both, both};
use granit_parser::ErrorKind;

/// What is wrong and what to do, by what the parser met. `wide_colon`: the line has a full-width colon, which YAML
/// does not take for one.
pub(super) fn explain(kind: &ErrorKind, wide_colon: bool) -> Both {
    use ErrorKind as E;
    let mut words = match kind {
        E::UnclosedQuotedScalar | E::UnexpectedEndOfPlainScalar => {
            both("引号没有配对。请补上收尾的引号。", "A quote is not closed. Add the closing quote.")
        }
        E::UnclosedFlowCollection { open } => both(
            format!("括号「{open}」没有配对。请补上收尾的括号。"),
            format!("The bracket `{open}` is not closed. Add the closing bracket."),
        ),
        E::MismatchedFlowCollectionEnd { open, close } => both(
            format!("括号「{open}」不能用「{close}」收尾。"),
            format!("The bracket `{open}` cannot be closed by `{close}`."),
        ),
        E::MisplacedFlowCollectionEnd => {
            both("多了一个收尾的括号。", "There is a closing bracket without an opening one.")
        }
        E::UnexpectedEofFlowSequence | E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping => {
            both("到文件末尾括号仍没有配对。", "A bracket is still open at the end of the file.")
        }
        E::ExpectedFlowSequenceSeparator | E::ExpectedFlowMappingSeparator => both(
            "括号里的各项要用半角逗号隔开，末尾要有收尾的括号。",
            "Items in brackets are separated by commas and end with the closing bracket.",
        ),
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => {
            both("缩进里有制表符。请改用空格。", "There is a tab in the indentation. Use spaces.")
        }
        E::InvalidIndentation
        | E::ExpectedBlockMappingKey
        | E::ExpectedBlockSequenceEntry
        | E::InvalidBlockScalarIndent
        | E::InvalidQuotedScalarIndent
        | E::InvalidFlowScalarIndent
        | E::BlockSequenceEntryNotAllowed => both(
            "缩进与上文对不上。同一层的各行要从同一列开始。",
            "The indentation does not fit the lines above. Lines of one level start in the same column.",
        ),
        E::MappingValueNotAllowed
        | E::InvalidColonPlacement
        | E::SimpleKeyExpected
        | E::InvalidSimpleKey
        | E::MappingKeyNotAllowed
        | E::InvalidMappingValueWhitespace
        | E::FlowMappingValueAdjacentCollection => both(
            "冒号在这里不合语法。检查缩进；值里含冒号时请加引号。",
            "A colon cannot stand here. Check the indentation; put quotes around a value that holds a colon.",
        ),
        E::UnexpectedCharacter { character } => both(
            format!("值不能以「{character}」开头。请加引号。"),
            format!("A value cannot start with `{character}`. Put quotes around it."),
        ),
        E::MissingAnchorOrAliasName => both(
            "以「*」或「&」开头的名称要加引号。",
            "Put quotes around a name that starts with `*` or `&`.",
        ),
        E::CommentNotSeparated | E::CommentInterceptedScalar => both(
            "注释打断了值。「#」前要有空格，且不能写在值的各行之间。",
            "A comment interrupts a value. Put a space before `#`, and no comment between the lines of a value.",
        ),
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => both(
            "双引号里的反斜杠写法无效。请改用单引号，或写成「\\\\」。",
            "This backslash in double quotes means nothing. Use single quotes, or write `\\\\`.",
        ),
        other => both(
            format!("这里不合 YAML 语法（{other}）。"),
            format!("This is not valid YAML here ({other})."),
        ),
    };
    if wide_colon {
        words.zh.push_str("这一行用了全角冒号；YAML 要半角冒号加一个空格。");
        words.en.push_str(" This line has a full-width colon; YAML wants a half-width one and a space.");
    }
    words
}
