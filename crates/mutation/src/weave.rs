//! Weaves every mutant of a file into one text, each behind a switch.
//!
//! `a < b` becomes "if mutant 7 is on, `a > b`, else `a < b`". One build then holds all mutants, and trying one costs a run
//! instead of a compilation. Operands are bound once where they may be, so nesting does not multiply the text.

use crate::{
    list::Mutant,
    operands::Operands,
    sites,
    sites::{Asked, Kind, Site},
};
use anyhow::Context;
use std::ops::Range;

/// The function of the woven crate that tells whether a mutant is on.
const SWITCH: &str = "crate::mutant_switch::is_on";

/// A text with switches.
pub struct Woven {
    /// The source.
    pub text: String,
    /// The mutants that have no switch in it: they are in constant functions, or of a kind that needs a build of its own.
    pub left_out: Vec<u32>,
}

/// Writes switches for `mutants` of `source`, each with its number.
///
/// # Errors
/// The source is not Rust, or a mutant lies outside of it.
pub fn weave(source: &str, mutants: &[(u32, &Mutant)]) -> anyhow::Result<Woven> {
    let mut asked = Asked::new();
    for (number, mutant) in mutants {
        let range = mutant
            .span
            .bytes(source)
            .with_context(|| format!("{} lies outside of its file", mutant.name))?;
        asked
            .entry((range.start, range.end))
            .or_default()
            .push((*number, mutant));
    }
    let sites = sites::find(source, asked)?;
    let written: Vec<u32> = sites
        .iter()
        .flat_map(|site| site.mutants.iter().map(|(number, _)| *number))
        .collect();
    let text = Weaver {
        source,
        sites: &sites,
    }
    .render(0..source.len(), 0);
    Ok(Woven {
        text,
        left_out: mutants
            .iter()
            .map(|(number, _)| *number)
            .filter(|number| !written.contains(number))
            .collect(),
    })
}

struct Weaver<'a> {
    source: &'a str,
    sites: &'a [Site],
}

impl Weaver<'_> {
    /// The text of a range, with the sites from the `first` one on that lie inside.
    fn render(&self, range: Range<usize>, first: usize) -> String {
        let mut text = String::new();
        let mut at = range.start;
        for (site, index) in self.sites.iter().zip(0_usize..).skip(first) {
            if site.range.start >= range.end {
                break;
            }
            if site.range.start < at || site.range.end > range.end {
                continue;
            }
            text.push_str(&self.source[at..site.range.start]);
            text.push_str(&self.site(site, index.wrapping_add(1)));
            at = site.range.end;
        }
        text.push_str(&self.source[at..range.end]);
        text
    }

    fn site(&self, site: &Site, inner: usize) -> String {
        let numbers: Vec<u32> = site.mutants.iter().map(|(number, _)| *number).collect();
        let written = match &site.kind {
            Kind::Body => {
                let early: String = site
                    .mutants
                    .iter()
                    .map(|(number, value)| {
                        marked(
                            &[*number],
                            &format!("if {} {{ return {value}; }} ", on(*number)),
                        )
                    })
                    .collect();
                // What is wrong in the body is no mistake of these: only their own text is marked.
                return format!("{early}{}", self.render(site.range.clone(), inner));
            }
            Kind::Values(operands) => self.bound(site, operands, inner, "", ""),
            Kind::Compared(operands) => self.bound(site, operands, inner, "&", "*"),
            Kind::Repeated(operands) => {
                let left = self.render(operands.left.clone(), inner);
                let right = self.render(operands.right.clone(), inner);
                let original = &self.source[operands.operator.clone()];
                choose(site, |operator| {
                    format!("{left} {} {right}", operator.unwrap_or(original))
                })
            }
            Kind::Chain => {
                let original = self.render(site.range.clone(), inner);
                choose(site, |other| other.unwrap_or(&original).to_owned())
            }
            Kind::Prefix { operand } => {
                let operator = &self.source[site.range.start..operand.start];
                let operand = self.render(operand.clone(), inner);
                let chosen = choose(site, |other| {
                    format!("{} operand", other.unwrap_or(operator))
                });
                format!("(match {operand} {{ operand => {chosen} }})")
            }
            Kind::Arm => {
                let pattern = &self.source[site.range.clone()];
                let off: Vec<String> = numbers
                    .iter()
                    .map(|number| format!("!{}", on(*number)))
                    .collect();
                format!("{pattern} if {}", off.join(" && "))
            }
            Kind::Guard => {
                let mut guard = format!("({})", self.render(site.range.clone(), inner));
                for (number, value) in &site.mutants {
                    let is_on = on(*number);
                    guard = if value == "true" {
                        format!("({is_on} || {guard})")
                    } else {
                        format!("(!{is_on} && {guard})")
                    };
                }
                guard
            }
        };
        marked(&numbers, &written)
    }

    fn bound(
        &self,
        site: &Site,
        operands: &Operands,
        inner: usize,
        taken: &str,
        given: &str,
    ) -> String {
        let left = self.render(operands.left.clone(), inner);
        let right = self.render(operands.right.clone(), inner);
        let original = &self.source[operands.operator.clone()];
        let chosen = choose(site, |operator| {
            format!("{given}left {} {given}right", operator.unwrap_or(original))
        });
        format!("(match ({taken}({left}), {taken}({right})) {{ (left, right) => {chosen} }})")
    }
}

/// The alternatives of a site, the original last.
fn choose(site: &Site, write: impl Fn(Option<&str>) -> String) -> String {
    let mut text = "(".to_owned();
    for (number, replacement) in &site.mutants {
        let alternative = format!(
            "if {} {{ {} }} else ",
            on(*number),
            write(Some(replacement))
        );
        text.push_str(&marked(&[*number], &alternative));
    }
    text.push_str(&format!("{{ {} }})", write(None)));
    text
}

fn on(number: u32) -> String {
    format!("{SWITCH}({number})")
}

/// Puts marks around a text, so that an error of the compiler can be traced to the mutants that caused it.
fn marked(numbers: &[u32], text: &str) -> String {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    format!("/*<{}*/{text}/*>*/", numbers.join(","))
}

/// The mutants whose text a byte of a woven source belongs to: of the innermost marks around it.
pub fn at(text: &str, byte: usize) -> Vec<u32> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = 0;
    while let Some(found) = text.get(rest..).and_then(|text| text.find("/*")) {
        let start = rest.saturating_add(found);
        if start > byte {
            break;
        }
        let mark = &text[start..];
        let length = mark.find("*/").unwrap_or(mark.len());
        match mark.as_bytes().get(2) {
            Some(b'<') => open.push(&mark[3..length]),
            Some(b'>') => drop(open.pop()),
            _ => {}
        }
        rest = start.saturating_add(length);
    }
    open.last()
        .map(|numbers| numbers.split(',').filter_map(|n| n.parse().ok()).collect())
        .unwrap_or_default()
}
