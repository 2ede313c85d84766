//! `cargo keel eval`: any function of the math crate, from the command line.
//!
//! Reads JSON lines `{"fn":"exp_floor","args":["1000000000000000000"]}` from standard input and answers each with
//! `{"ok":"2718281828459045235"}` or `{"error":"…"}`. Integers are exact, in decimal or `0x` text; lists are arrays, matrices arrays
//! of their entries row by row. A line that is no question is answered by an error that says why, and the next one is read;
//! empty lines are passed over. The exit code is 1 when there was such a line, and 0 when the mathematics refused at most:
//! a refusal is an answer. `--list` prints every function with its arguments, units, rounding and bounds, so that anyone can
//! check it against a reference of their own.

mod function;
mod rooms;
mod value;

use anyhow::{Context, bail};
use clap::Args;
use function::Function;
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Write};

/// The longest line: a matrix of 32 by 32 numbers of 78 digits needs 83 kB.
const LONGEST_LINE: u64 = 1 << 20;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Print every function with its arguments, units, rounding and bounds
    #[arg(long)]
    list: bool,

    /// With --list: one JSON object a line
    #[arg(long, requires = "list")]
    json: bool,
}

/// One question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with fn and args")]
struct Question {
    #[serde(rename = "fn")]
    name: String,
    #[serde(default)]
    args: Vec<Value>,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let functions = rooms::all();
    if options.list {
        return list(&functions, options.json);
    }
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut not_understood = 0_u64;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = io::Read::take(&mut input, LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .context("standard input")?;
        if read == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let is_cut = u64::try_from(read).is_ok_and(|read| read == LONGEST_LINE)
            && line.last() != Some(&b'\n');
        let answer = if is_cut {
            skip_line(&mut input)?;
            Err(format!("a line of more than {LONGEST_LINE} bytes"))
        } else {
            answer(&functions, line.trim_ascii_end())
        };
        let answer = answer.unwrap_or_else(|complaint| {
            not_understood = not_understood.saturating_add(1);
            json!({ "error": complaint })
        });
        writeln!(output, "{answer}").context("standard output")?;
        if input.buffer().is_empty() {
            // Whoever asks one question at a time waits for its answer.
            output.flush().context("standard output")?;
        }
    }
    output.flush().context("standard output")?;
    if not_understood > 0 {
        bail!("{not_understood} lines were not understood");
    }
    Ok(())
}

fn skip_line(input: &mut impl BufRead) -> anyhow::Result<()> {
    loop {
        let chunk = input.fill_buf().context("standard input")?;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let (length, is_done) = match end {
            Some(end) => (end.saturating_add(1), true),
            None => (chunk.len(), chunk.is_empty()),
        };
        input.consume(length);
        if is_done {
            return Ok(());
        }
    }
}

/// The function's own answer, a refusal by the mathematics included; `Err` when the question makes no sense.
fn answer(functions: &[Function], line: &[u8]) -> Result<Value, String> {
    let question: Question =
        serde_json::from_slice(line).map_err(|error| format!("not a question: {error}"))?;
    let Some(function) = functions
        .iter()
        .find(|function| function.name == question.name)
    else {
        return Err(format!(
            "there is no function '{}': see --list",
            question.name
        ));
    };
    function.ask(&question.args)
}

fn list(functions: &[Function], as_json: bool) -> anyhow::Result<()> {
    let mut output = io::stdout().lock();
    for function in functions {
        let text = if as_json {
            format!("{}\n", function.describe())
        } else {
            format!("{function}\n")
        };
        output
            .write_all(text.as_bytes())
            .context("standard output")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{answer, rooms};
    use std::collections::BTreeSet;

    fn ask(line: &str) -> Result<String, String> {
        answer(&rooms::all(), line.as_bytes()).map(|answer| answer.to_string())
    }

    #[test]
    fn a_function_answers_with_exact_integers() {
        let asked = ask(r#"{"fn":"mul_div_floor","args":["7","0x5","2"]}"#);
        assert_eq!(asked.as_deref(), Ok(r#"{"ok":"17"}"#));
        let asked = ask(r#"{"fn":"weights_floor","args":[["1","2","3"],"6"]}"#);
        assert_eq!(
            asked.as_deref(),
            Ok(r#"{"ok":["166666666666666666","333333333333333333","500000000000000000"]}"#)
        );
    }

    #[test]
    fn a_refusal_by_the_mathematics_is_an_answer() {
        let asked = ask(r#"{"fn":"mul_div_floor","args":["7","5","0"]}"#);
        assert_eq!(asked.as_deref(), Ok(r#"{"error":"division by zero"}"#));
    }

    #[test]
    fn a_question_that_makes_no_sense_says_why() {
        for (line, complaint) in [
            (
                r#"{"fn":"mul_dif","args":[]}"#,
                "there is no function 'mul_dif': see --list",
            ),
            (
                r#"{"fn":"mul_div_floor","args":["1"]}"#,
                "mul_div_floor takes 3 arguments (a, b, d), got 1",
            ),
            (
                r#"{"fn":"mul_div_floor","args":["1","-1","1"]}"#,
                "b: '-1' is not an integer from 0 to 2^256 - 1",
            ),
            (
                r#"{"fn":"mul_div_floor","args":["1",[],"1"]}"#,
                "b: an array where an integer is expected",
            ),
            (
                r#"{"fn":"mul_div_floor","args":["1",1.5,"1"]}"#,
                "b: the JSON number 1.5 is not read exactly: write integers as text",
            ),
            (
                r#"{"fn":"weights_floor","args":["1","6"]}"#,
                "values: text where an array is expected",
            ),
        ] {
            assert_eq!(ask(line), Err(complaint.to_owned()), "{line}");
        }
        assert!(ask("nonsense").is_err_and(|complaint| complaint.starts_with("not a question")));
        assert!(
            ask(r#"{"fn":"mul_div_floor","arg":[]}"#)
                .is_err_and(|complaint| complaint.contains("unknown field"))
        );
    }

    #[test]
    fn every_function_has_a_name_of_its_own_and_says_how_it_rounds() {
        let functions = rooms::all();
        let names: BTreeSet<_> = functions.iter().map(|function| function.name).collect();
        assert_eq!(names.len(), functions.len());
        for function in &functions {
            assert!(!function.about.trim().is_empty(), "{}", function.name);
        }
    }
}
