//! A woven program behaves as the original until a mutant is switched on, and then as that mutant.

use mutation::equivalent::{Equivalent, resolve};
use mutation::list::{Genre, Mutant, Place, Span};
use mutation::weave::{at, weave};
use std::{collections::BTreeSet, env, fs, path::PathBuf, process::Command};

const SWITCH: &str = include_str!("../src/switch.rs.txt");

const SOURCE: &str = r#"
fn larger(a: u32, b: u32) -> u32 {
    if a > b && a != 7 { a } else { b }
}

fn sum(a: u32, b: u32) -> u32 {
    let mut sum = a;
    sum += b;
    sum
}

fn chain(a: bool, b: bool, c: bool) -> bool {
    a && b && c
}

fn digits(a: u32, b: u32, c: u32) -> u32 {
    a | b << 1 | c << 2
}

fn word(n: u32) -> &'static str {
    match n {
        0 => "none",
        1 => "one",
        n if n % 2 == 0 => "even",
        _ => "odd",
    }
}

const fn twice(n: u32) -> u32 {
    n + n
}

fn main() {
    let odd = !(twice(2) == 4);
    let (first, last) = (chain(true, false, false), chain(false, false, true));
    print!("{} {} {} {} {odd} {first} {last} ", larger(3, 2), sum(1, 2), word(1), word(4));
    println!("{}", digits(2, 3, 0));
}
"#;

/// A mutant that replaces the text `of` behind the first `anchor`.
fn mutant(genre: Genre, anchor: &str, of: &str, replacement: &str) -> Mutant {
    let start = SOURCE.find(anchor).expect("the anchor is there");
    let start = start + SOURCE[start..].find(of).expect("the text is there");
    let place = |byte: usize| {
        let before = &SOURCE[..byte];
        Place {
            line: before.matches('\n').count() + 1,
            column: byte - before.rfind('\n').map_or(0, |at| at + 1) + 1,
        }
    };
    Mutant {
        name: format!("{anchor}: {of} -> {replacement}"),
        file: "main.rs".to_owned(),
        function: None,
        span: Span {
            start: place(start),
            end: place(start + of.len()),
        },
        replacement: replacement.to_owned(),
        genre,
    }
}

fn mutants() -> Vec<Mutant> {
    use Genre::{BinaryOperator, FnValue, MatchArm, MatchArmGuard, UnaryOperator};
    vec![
        mutant(BinaryOperator, "if a > b", ">", "<"),
        mutant(BinaryOperator, "if a > b", "&&", "||"),
        mutant(BinaryOperator, "sum += b", "+=", "-="),
        mutant(
            FnValue,
            "fn larger",
            "if a > b && a != 7 { a } else { b }",
            "9",
        ),
        mutant(MatchArm, "1 => \"one\"", "1 => \"one\",", ""),
        mutant(MatchArmGuard, "n if n % 2", "n % 2 == 0", "false"),
        mutant(UnaryOperator, "let odd", "!", ""),
        mutant(BinaryOperator, "n + n", "+", "*"),
        mutant(BinaryOperator, "a && b && c", "&&", "||"),
        mutant(BinaryOperator, "b && c", "&&", "||"),
        mutant(BinaryOperator, "a | b << 1", "|", "^"),
        mutant(BinaryOperator, "b << 1", "<<", ">>"),
        mutant(BinaryOperator, "<< 1 | c", "|", "&"),
    ]
}

struct Program(PathBuf);

impl Program {
    fn build(name: &str, text: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        let source = folder.join("main.rs");
        fs::write(&source, text).unwrap();
        let binary = folder.join(format!("main{}", env::consts::EXE_SUFFIX));
        let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            .args([
                "--edition",
                "2024",
                "--cap-lints",
                "allow",
                "-Coverflow-checks=off",
                "-o",
            ])
            .args([&binary, &source])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self(binary)
    }

    fn run(&self, mutant: Option<&str>) -> String {
        let mut command = Command::new(&self.0);
        command.env_remove("KEEL_MUTANT");
        if let Some(mutant) = mutant {
            command.env("KEEL_MUTANT", mutant);
        }
        command.env("KEEL_REACHED", self.0.with_extension("reached"));
        let output = command.output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

#[test]
fn every_switch_turns_its_own_mutant_on() {
    let mutants = mutants();
    let numbered: Vec<(u32, &Mutant)> = (0..).zip(&mutants).collect();
    let woven = weave(SOURCE, &numbered).unwrap();
    // A constant function cannot ask which mutant is on.
    assert_eq!(woven.left_out, [7]);
    let text = woven.text + &SWITCH.replace("COUNT]", "13]");
    let program = Program::build("woven", &text);
    assert_eq!(program.run(None), Program::build("plain", SOURCE).run(None));
    for (number, expected) in [
        ("0", "2 3 one even false false false 6"),
        ("1", "3 3 one even false false false 6"),
        ("2", "3 4294967295 one even false false false 6"),
        ("3", "9 3 one even false false false 6"),
        ("4", "3 3 odd even false false false 6"),
        ("5", "3 3 one odd false false false 6"),
        ("6", "3 3 one even true false false 6"),
        ("7", "3 3 one even false false false 6"),
        // true || (false && false), (false && false) || true.
        ("8", "3 3 one even false true false 6"),
        ("9", "3 3 one even false false true 6"),
        // 2 ^ 6, 2 | 1, 2 | (6 & 0).
        ("10", "3 3 one even false false false 4"),
        ("11", "3 3 one even false false false 3"),
        ("12", "3 3 one even false false false 2"),
    ] {
        assert_eq!(program.run(Some(number)), expected, "mutant {number}");
    }
    let record = program.0.with_extension("reached");
    let _ = fs::remove_file(&record);
    program.run(Some("record"));
    let reached: BTreeSet<u32> = fs::read_to_string(&record)
        .unwrap()
        .lines()
        .map(|line| line.parse().unwrap())
        .collect();
    assert_eq!(reached, (0..7).chain(8..13).collect());
}

#[test]
fn a_byte_of_the_woven_text_belongs_to_the_innermost_mutant() {
    let mutants = mutants();
    let numbered: Vec<(u32, &Mutant)> = (0..).zip(&mutants).take(2).collect();
    let text = weave(SOURCE, &numbered).unwrap().text;
    let place = |part: &str| text.find(part).unwrap();
    assert_eq!(at(&text, place("left < ")), [0]);
    assert_eq!(at(&text, place(" || ")), [1]);
    assert_eq!(at(&text, place("fn sum")), [] as [u32; 0]);
}

#[test]
fn lasting_names_have_no_place() {
    let mut mutant = mutant(Genre::BinaryOperator, "if a > b", ">", "<");
    let Place { line, column } = mutant.span.start;
    mutant.name = format!("src/main.rs:{line}:{column}: replace > with < in larger");
    assert_eq!(
        mutant.lasting_name(),
        "src/main.rs: replace > with < in larger"
    );
}

/// The list of equivalents finds a mutant by the text of its line; a mutant beyond the file's end is an error, not an empty line.
#[test]
fn an_equivalent_is_found_by_its_line_and_a_lost_line_is_an_error() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("equivalent");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("main.rs"), SOURCE).unwrap();
    let mut mutant = mutant(Genre::BinaryOperator, "if a > b", ">", "<");
    let entry = |line: &str| Equivalent {
        name: mutant.name.clone(),
        line: Some(line.to_owned()),
        nth: None,
        reason: "a test".to_owned(),
    };
    let entries = [entry("if a > b && a != 7 { a } else { b }"), entry("")];
    let found = resolve(&entries, std::slice::from_ref(&mutant), &folder).unwrap();
    assert_eq!(found, [vec![0], vec![]]);
    mutant.span.start.line = 99;
    let error = resolve(&entries, &[mutant], &folder).unwrap_err();
    let lines = SOURCE.lines().count();
    assert_eq!(
        error.to_string(),
        format!("main.rs has {lines} lines, and a mutant on line 99")
    );
}
