//! Builds the crate with all of its mutants, leaving out those that do not compile behind a switch.

use crate::{list::Mutant, tree::Tree, weave};
use anyhow::{Context, bail};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The module that the woven crate switches by.
const SWITCH: &str = include_str!("switch.rs.txt");

/// Writes the woven sources into `tree` and returns the numbers of the mutants that are not in them; `known` are those of an
/// earlier run, which saves the rounds that found them.
///
/// # Errors
/// A source cannot be read, or the compiler finds an error that belongs to no mutant.
pub fn weave_all(
    tree: &Tree,
    root: &Path,
    inside: &Path,
    mutants: &[Mutant],
    known: Option<&BTreeSet<u32>>,
    note: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<BTreeSet<u32>> {
    let mut left_out = known.cloned().unwrap_or_default();
    let mut files: BTreeMap<&str, Vec<(u32, &Mutant)>> = BTreeMap::new();
    for (number, mutant) in (0_u32..).zip(mutants) {
        files
            .entry(&mutant.file)
            .or_default()
            .push((number, mutant));
    }
    let lib = inside.join("src/lib.rs");
    let lib = lib.to_string_lossy();
    files.entry(&lib).or_default();
    let switch = SWITCH.replace("COUNT]", &format!("{}]", mutants.len()));
    let mut round = 0_u32;
    loop {
        round = round.saturating_add(1);
        let mut texts = BTreeMap::new();
        for (file, mutants) in &files {
            let source = fs::read_to_string(root.join(file)).with_context(|| (*file).to_owned())?;
            let kept: Vec<_> = mutants
                .iter()
                .copied()
                .filter(|(number, _)| !left_out.contains(number))
                .collect();
            let mut woven = weave::weave(&source, &kept).with_context(|| (*file).to_owned())?;
            left_out.extend(woven.left_out);
            if *file == lib {
                woven.text.push_str(&switch);
            }
            tree.write(file, &woven.text)?;
            texts.insert((*file).to_owned(), woven.text);
        }
        let guilty = errors(tree, &texts)?;
        if guilty.is_empty() {
            return Ok(left_out);
        }
        note(&format!(
            "round {round}: {} mutants do not compile behind a switch",
            guilty.len()
        ));
        left_out.extend(guilty);
    }
}

/// The mutants that the compiler's errors belong to.
fn errors(tree: &Tree, texts: &BTreeMap<String, String>) -> anyhow::Result<BTreeSet<u32>> {
    let output = tree.cargo(&[
        "check",
        "--lib",
        "--profile",
        "release",
        "--message-format=json",
    ])?;
    let mut guilty = BTreeSet::new();
    let mut strange = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).context("cargo's JSON")?;
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        let spans = message["spans"].as_array().map_or(&[][..], Vec::as_slice);
        let mut found = BTreeSet::new();
        for span in spans.iter().filter(|span| span["is_primary"] == true) {
            let file = span["file_name"].as_str().unwrap_or_default();
            let start = span["byte_start"]
                .as_u64()
                .and_then(|at| usize::try_from(at).ok());
            if let (Some(text), Some(start)) = (texts.get(file), start) {
                found.extend(weave::at(text, start));
            }
        }
        if found.is_empty() && !spans.is_empty() {
            strange.push(message["rendered"].as_str().unwrap_or_default().to_owned());
        }
        guilty.extend(found);
    }
    if guilty.is_empty() && !output.status.success() {
        bail!(
            "the woven crate does not compile, and no mutant is to blame:\n{}{}",
            strange.join("\n"),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(guilty)
}
