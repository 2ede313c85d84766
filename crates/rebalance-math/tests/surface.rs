//! Every public function of the crate is fuzzed, and anybody can ask for its results from the command line.
//!
//! Read from the sources as rustfmt leaves them: the functions of each room, the fuzz target of that room and the room of
//! `cargo keel eval`.

use std::fs;
use std::path::{Path, PathBuf};

const ROOMS: [&str; 7] = [
    "arithmetic",
    "portfolio",
    "trigger",
    "trade",
    "volatility",
    "strategy",
    "execution",
];

/// What `cargo keel eval` has no line for, and why.
const NOT_ASKED: [(&str, &str); 22] = [
    ("Signed::new", "how the command line reads an integer"),
    (".raw(", "how the command line writes an integer"),
    (".magnitude(", "half of an integer"),
    (".is_negative(", "half of an integer"),
    (".is_zero(", "a comparison"),
    (".neg(", "a sign"),
    ("Signed::difference", "integers of any size subtract"),
    (".checked_add(", "integers of any size add"),
    (".checked_sub(", "integers of any size subtract"),
    (".to_unsigned(", "a sign"),
    ("LogReturn::new", "how the command line reads a return"),
    ("VarianceRate::new", "how the command line reads a variance"),
    (
        "CovarianceRate::new",
        "how the command line reads a covariance",
    ),
    (".with_itself(", "the same number in another type"),
    (".variance(", "the same number in another type"),
    (".count(", "a length"),
    ("max_legs(", "the length of a buffer"),
    ("packed_len(", "the length of a buffer"),
    ("PriceTrend::flat", "the state that is given"),
    ("TrailingStop::at", "the state that is given"),
    (
        "CovarianceMatrix::trusted",
        "nothing is trusted from the command line",
    ),
    ("size_by_quote(", "takes a function"),
];

/// The sources of a folder and of those in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a room is a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// How a public function is called: `name(`, `.name(` or `Type::name`.
fn calls(room: &str) -> Vec<String> {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room));
    let mut calls = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("a source file");
        let mut owner = None;
        for line in source.lines() {
            if line == "}" {
                owner = None;
            } else if let Some(of) = line.strip_prefix("impl") {
                let of = of.rsplit(" for ").next().unwrap_or(of);
                let of = of.split_once("> ").map_or(of, |(_, of)| of).trim();
                let end = of.find(|letter: char| !letter.is_alphanumeric());
                owner = end.and_then(|end| of.get(..end)).map(str::to_owned);
            }
            let trimmed = line.trim_start();
            let Some(rest) = ["pub fn ", "pub const fn "]
                .iter()
                .find_map(|start| trimmed.strip_prefix(start))
            else {
                continue;
            };
            let end = rest.find(['(', '<']).expect("a signature");
            let (name, signature) = rest.split_at(end);
            // The receiver is on the line of the name or on the next one.
            let at = source.find(line).expect("the line") + line.len();
            let next = source[at..].trim_start();
            let has_receiver = [signature, next].iter().any(|text| {
                let text = text.trim_start_matches('(');
                ["self,", "self)", "&self,", "&self)", "self,\n"]
                    .iter()
                    .any(|receiver| text.starts_with(receiver))
            });
            calls.push(match &owner {
                Some(_) if has_receiver => format!(".{name}("),
                Some(owner) => format!("{owner}::{name}"),
                None => format!("{name}("),
            });
        }
    }
    assert!(calls.len() > 5, "{room}: {calls:?}");
    calls
}

fn source(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).expect("the file of the room")
}

#[test]
fn every_public_function_is_called_by_the_fuzz_target_of_its_room() {
    let mut missing = Vec::new();
    for room in ROOMS {
        let target = source(&format!("fuzz/math/src/{room}.rs"));
        // A function that is passed on by name is called too.
        let is_called = |call: &str| target.contains(call.trim_end_matches('('));
        missing.extend(calls(room).into_iter().filter(|call| !is_called(call)));
    }
    assert!(missing.is_empty(), "not fuzzed: {missing:?}");
}

#[test]
fn every_public_function_answers_to_eval_or_has_a_reason_not_to() {
    let mut missing = Vec::new();
    let mut needless: Vec<&str> = NOT_ASKED.iter().map(|(call, _)| *call).collect();
    // A matrix is made where it is used, so a call may stand in any room.
    let asked = ROOMS.map(|room| source(&format!("crates/keel/src/eval/rooms/{room}.rs")));
    let asked = asked.concat();
    for room in ROOMS {
        for call in calls(room) {
            match NOT_ASKED.iter().find(|(excused, _)| *excused == call) {
                Some(_) => needless.retain(|excused| *excused != call),
                None if !asked.contains(&call) => missing.push(call),
                None => {}
            }
        }
    }
    assert!(missing.is_empty(), "neither asked nor excused: {missing:?}");
    assert!(needless.is_empty(), "no such function: {needless:?}");
}
