//! `cargo keel eval` as somebody types at it: each mistake is answered by one sentence, and the next line is read.

use serde_json::{Value, json};
use std::{
    io::Write,
    process::{Command, Output, Stdio},
    thread,
};

fn ask(input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_keel"))
        .arg("eval")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the built command line runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // The answers are read meanwhile, or neither side could go on.
    let writer = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("all is read");
    output
}

fn answers(output: &Output) -> Vec<String> {
    let text = std::str::from_utf8(&output.stdout).expect("answers are UTF-8");
    text.lines().map(str::to_owned).collect()
}

/// After each of these lines, a good question is still answered.
#[test]
fn each_mistake_is_answered_by_one_sentence_and_the_next_line_is_read() {
    const GOOD: &str = r#"{"fn":"mul_div_floor","args":["7","0x5","2"]}"#;
    let deep = format!(
        r#"{{"fn":"check_sum_to_one","args":[{}1{}]}}"#,
        "[".repeat(200),
        "]".repeat(200)
    );
    let long = format!(
        r#"{{"fn":"sqrt_floor","args":["{}"]}}"#,
        "1".repeat(1 << 20)
    );
    let ten_to_100 = format!("1{}", "0".repeat(100));
    let text = format!(r#"{{"fn":"sqrt_floor","args":["{ten_to_100}"]}}"#);
    let number = format!(r#"{{"fn":"sqrt_floor","args":[{ten_to_100}]}}"#);
    let beyond = format!("x: '{ten_to_100}' is not an integer from 0 to 2^256 - 1");
    let cases: [(&[u8], &str); 22] = [
        (
            b"nonsense",
            "not a question: expected ident at line 1 column 2",
        ),
        (
            b"{",
            "not a question: EOF while parsing an object at line 1 column 1",
        ),
        (
            b"[]",
            "not a question: invalid length 0, expected an object with fn and args at line 1 column 2",
        ),
        (
            b"{\"fn\":\"sqrt_\xff\"}",
            "not a question: invalid unicode code point at line 1 column 13",
        ),
        (
            b"{\"args\":[]}",
            "not a question: missing field `fn` at line 1 column 11",
        ),
        (
            br#"{"fn":"sqrt_floor","args":["4"]} x"#,
            "not a question: trailing characters at line 1 column 34",
        ),
        (
            br#"{"fn":"sqrt_floor","fn":"sqrt_ceil","args":["4"]}"#,
            "not a question: duplicate field `fn` at line 1 column 23",
        ),
        (
            br#"{"fn":"sqrt_floor","params":["4"]}"#,
            "not a question: unknown field `params`, expected `fn` or `args` at line 1 column 27",
        ),
        (
            br#"{"fn":"root","args":["4"]}"#,
            "there is no function 'root': see --list",
        ),
        (
            br#"{"fn":"sqrt_floor"}"#,
            "sqrt_floor takes 1 argument (x), got 0",
        ),
        (
            br#"{"fn":"sqrt_floor","args":["4","5"]}"#,
            "sqrt_floor takes 1 argument (x), got 2",
        ),
        (
            br#"{"fn":"sqrt_floor","args":["-4"]}"#,
            "x: '-4' is not an integer from 0 to 2^256 - 1",
        ),
        (
            br#"{"fn":"sqrt_floor","args":[-4]}"#,
            "x: '-4' is not an integer from 0 to 2^256 - 1",
        ),
        (
            br#"{"fn":"sqrt_floor","args":["+4"]}"#,
            "x: '+4' is not an integer from 0 to 2^256 - 1",
        ),
        (
            br#"{"fn":"sqrt_floor","args":["0x"]}"#,
            "x: '0x' is not an integer from 0 to 2^256 - 1",
        ),
        (
            br#"{"fn":"sqrt_floor","args":[4.0]}"#,
            "x: the JSON number 4.0 is not read exactly: write integers as text",
        ),
        (
            br#"{"fn":"sqrt_floor","args":[null]}"#,
            "x: null where an integer is expected",
        ),
        (text.as_bytes(), &beyond),
        (
            number.as_bytes(),
            "x: the JSON number 1e+100 is not read exactly: write integers as text",
        ),
        (
            br#"{"fn":"check_sum_to_one","args":[["1",["2"]]]}"#,
            "targets: entry 1: an array where an integer is expected",
        ),
        (
            deep.as_bytes(),
            "not a question: recursion limit exceeded at line 1 column 159",
        ),
        (long.as_bytes(), "a line of more than 1048576 bytes"),
    ];
    let mut input = Vec::new();
    for (line, _) in cases {
        input.extend_from_slice(line);
        // Empty lines are passed over.
        input.extend_from_slice(b"\n\n  \r\n");
        input.extend_from_slice(GOOD.as_bytes());
        input.push(b'\n');
    }
    let output = ask(&input);
    let answers = answers(&output);
    assert_eq!(answers.len(), 2 * cases.len());
    for ((line, complaint), answer) in cases.iter().zip(answers.chunks(2)) {
        let shown = String::from_utf8_lossy(&line[..line.len().min(80)]);
        let error = serde_json::json!({ "error": complaint }).to_string();
        assert_eq!(answer[0], error, "{shown}");
        assert_eq!(answer[1], r#"{"ok":"17"}"#, "{shown}");
    }
    assert_eq!(output.status.code(), Some(1));
    let last = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(last, "error: 22 lines were not understood\n");
}

#[test]
fn integers_are_read_as_text_in_two_radices_and_as_small_json_numbers() {
    let output = ask(b"{\"fn\":\"sqrt_floor\",\"args\":[18446744073709551615]}
{\"fn\":\"sqrt_floor\",\"args\":[\"0xFfffffffffffffff\"]}
{\"fn\":\"sqrt_tick\",\"args\":[]}
{\"fn\":\"sqrt_ratio_at_tick\",\"args\":[\"-0x1\"]}
{\"fn\":\"sqrt_ratio_at_tick\",\"args\":[-1]}
{\"fn\":\"sqrt_ratio_at_tick\",\"args\":[\"-2147483649\"]}
{\"fn\":\"exp_floor\",\"args\":[\"-0\"]}");
    assert_eq!(
        answers(&output),
        [
            r#"{"ok":"4294967295"}"#,
            r#"{"ok":"4294967295"}"#,
            r#"{"error":"there is no function 'sqrt_tick': see --list"}"#,
            // TickMath of Uniswap V3: getSqrtRatioAtTick(-1).
            r#"{"ok":"79224201403219477170569942574"}"#,
            r#"{"ok":"79224201403219477170569942574"}"#,
            r#"{"error":"tick: '-2147483649' is not an integer from -2147483648 to 2147483647"}"#,
            r#"{"ok":"1000000000000000000"}"#,
        ]
    );
}

#[test]
fn a_refusal_by_the_mathematics_is_no_failure() {
    let output = ask(b"{\"fn\":\"mul_div_floor\",\"args\":[\"7\",\"5\",\"0\"]}\n");
    assert_eq!(answers(&output), [r#"{"error":"division by zero"}"#]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(ask(b"").status.code(), Some(0));
}

/// A result with as many decimals as its published number, half rounded up.
fn rounded(raw: &str, decimals: u32, published: &str) -> String {
    let digits = published
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len());
    let raw: u128 = raw.parse().expect("an integer");
    let cut = decimals - u32::try_from(digits).expect("few digits");
    let cut = 10_u128.pow(cut);
    let whole = (raw + cut / 2) / cut;
    let scale = 10_u128.pow(u32::try_from(digits).expect("few digits"));
    if digits == 0 {
        whole.to_string()
    } else {
        format!("{}.{:0digits$}", whole / scale, whole % scale)
    }
}

/// The same for lists, which are published as lists.
fn agrees(answer: &Value, decimals: u32, published: &Value) -> Result<(), String> {
    match (answer, published) {
        (Value::Array(answers), Value::Array(numbers)) if answers.len() == numbers.len() => answers
            .iter()
            .zip(numbers)
            .try_for_each(|(answer, number)| agrees(answer, decimals, number)),
        (Value::String(raw), Value::String(number)) => {
            let got = rounded(raw, decimals, number);
            if got == *number {
                Ok(())
            } else {
                Err(format!("{got} for {number}"))
            }
        }
        _ => Err(format!("{answer} for {published}")),
    }
}

/// `worked_numbers.jsonl`: what others published or computed by other means, each with its source, to the last digit given.
#[test]
fn worked_numbers_come_out_to_their_last_digit() {
    let rows: Vec<Value> = include_str!("worked_numbers.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is an object"))
        .collect();
    let questions: String = rows
        .iter()
        .map(|row| format!("{}\n", json!({ "fn": row["fn"], "args": row["args"] })))
        .collect();
    let output = ask(questions.as_bytes());
    let answers = answers(&output);
    assert_eq!(answers.len(), rows.len());
    assert!(rows.len() >= 46, "{} numbers", rows.len());
    let mut wrong = Vec::new();
    for (row, answer) in rows.iter().zip(answers) {
        let source = row["source"].as_str().unwrap_or_default();
        assert!(!source.is_empty(), "{row} has no source");
        let decimals = row["decimals"].as_u64().expect("the result's decimals");
        let decimals = u32::try_from(decimals).expect("few decimals");
        let answer: Value = serde_json::from_str(&answer).expect("an answer is an object");
        if let Err(problem) = agrees(&answer["ok"], decimals, &row["published"]) {
            wrong.push(format!("{} ({source}): {problem}; {answer}", row["fn"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
