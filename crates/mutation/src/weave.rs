//! Weaves every mutant of a file into one text, each behind a switch.
//!
//! `a < b` becomes "if mutant 7 is on, `a > b`, else `a < b`". One build then holds all mutants, and trying one costs a run
//! instead of a compilation. Operands are bound once where they may be, so nesting does not multiply the text.

use crate::{
    list::{Genre, Mutant},
    operands::Operands,
};
use anyhow::Context;
use std::{collections::BTreeMap, ops::Range};
use syn::{spanned::Spanned, visit::Visit};

/// The function of the woven crate that tells whether a mutant is on.
const SWITCH: &str = "crate::mutant_switch::is_on";

/// A text with switches.
pub struct Woven {
    /// The source.
    pub text: String,
    /// The mutants that have no switch in it: they are in constant functions, or of a kind that needs a build of its own.
    pub left_out: Vec<u32>,
}

/// Something that has alternatives.
struct Site {
    range: Range<usize>,
    kind: Kind,
    mutants: Vec<(u32, String)>,
}

/// How the alternatives of a site are written.
enum Kind {
    /// Statements before the body of a function.
    Body,
    /// Both operands are moved into a pair first.
    Values(Operands),
    /// Both operands are borrowed first, as a comparison would.
    Compared(Operands),
    /// The right operand is evaluated or not, or the left one is a place: each alternative repeats both.
    Repeated(Operands),
    /// A chain of operators: each alternative is written out, since another operator would bind its operands otherwise.
    Chain,
    /// An operator before an operand.
    Prefix { operand: Range<usize> },
    /// A pattern of a match.
    Arm,
    /// A condition of an arm.
    Guard,
}

/// Writes switches for `mutants` of `source`, each with its number.
///
/// # Errors
/// The source is not Rust, or a mutant lies outside of it.
pub fn weave(source: &str, mutants: &[(u32, &Mutant)]) -> anyhow::Result<Woven> {
    let mut asked: BTreeMap<(usize, usize), Vec<(u32, &Mutant)>> = BTreeMap::new();
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
    let file = syn::parse_file(source).context("the source does not parse")?;
    let mut finder = Finder {
        source,
        asked,
        is_in_chain: false,
        sites: Vec::new(),
    };
    finder.visit_file(&file);
    let mut sites = finder.sites;
    // Outer ones first; of two with the same extent, the one that was found first is the outer one.
    sites.sort_by_key(|site| (site.range.start, std::cmp::Reverse(site.range.end)));
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

/// Finds the node of each mutant.
struct Finder<'a> {
    source: &'a str,
    asked: BTreeMap<(usize, usize), Vec<(u32, &'a Mutant)>>,
    sites: Vec<Site>,
    /// Whether what is visited next is an operand of an operator and begins with one of its own.
    is_in_chain: bool,
}

impl Finder<'_> {
    /// Takes the mutants of a genre that replace exactly this text.
    fn take(&mut self, range: &Range<usize>, genre: Genre) -> Vec<(u32, String)> {
        self.take_where(range, genre, |_| true)
    }

    /// Of those, takes the ones whose replacement is wanted.
    fn take_where(
        &mut self,
        range: &Range<usize>,
        genre: Genre,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Vec<(u32, String)> {
        let Some(asked) = self.asked.get_mut(&(range.start, range.end)) else {
            return Vec::new();
        };
        let (taken, left): (Vec<_>, Vec<_>) = asked
            .drain(..)
            .partition(|(_, mutant)| mutant.genre == genre && is_wanted(&mutant.replacement));
        *asked = left;
        taken
            .into_iter()
            .map(|(number, mutant)| (number, mutant.replacement.clone()))
            .collect()
    }

    fn add(&mut self, range: Range<usize>, kind: Kind, mutants: Vec<(u32, String)>) {
        if !mutants.is_empty() {
            self.sites.push(Site {
                range,
                kind,
                mutants,
            });
        }
    }

    /// The mutants of a chain of operators after which the operators around them bind other operands.
    fn chain(&mut self, binary: &syn::ExprBinary) {
        let range = binary.span().byte_range();
        let source = self.source;
        let mut mutants = Vec::new();
        for operands in Operands::of_chain(binary) {
            let is_other = |other: &str| !operands.stay_with(other, source);
            let taken = self.take_where(&operands.operator, Genre::BinaryOperator, is_other);
            for (number, other) in taken {
                let mut text = source[range.start..operands.operator.start].to_owned();
                text.push_str(&other);
                text.push_str(&source[operands.operator.end..range.end]);
                if syn::parse_str::<syn::Expr>(&text).is_ok() {
                    mutants.push((number, text));
                }
            }
        }
        self.add(range, Kind::Chain, mutants);
    }

    /// The body of a function without its braces and the space inside them.
    fn body(&mut self, block: &syn::Block) {
        if let (Some(first), Some(last)) = (block.stmts.first(), block.stmts.last()) {
            let range = first.span().byte_range().start..last.span().byte_range().end;
            let mutants = self.take(&range, Genre::FnValue);
            self.add(range, Kind::Body, mutants);
        }
    }
}

/// Whether a condition binds something: it cannot stand anywhere but in its `if`.
fn binds(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    // A constant is computed before any switch can be set.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if item.sig.constness.is_none() {
            self.body(&item.block);
            syn::visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if item.sig.constness.is_none() {
            self.body(&item.block);
            syn::visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        use syn::BinOp;
        let is_in_chain = std::mem::take(&mut self.is_in_chain);
        let operands = Operands::of(binary);
        let range = operands.left.start..operands.right.end;
        if !binds(&binary.left) && !binds(&binary.right) {
            if !is_in_chain {
                self.chain(binary);
            }
            let mutants = self.take(&operands.operator, Genre::BinaryOperator);
            let kind = match binary.op {
                BinOp::Eq(_)
                | BinOp::Ne(_)
                | BinOp::Lt(_)
                | BinOp::Le(_)
                | BinOp::Gt(_)
                | BinOp::Ge(_) => Kind::Compared(operands),
                BinOp::Add(_)
                | BinOp::Sub(_)
                | BinOp::Mul(_)
                | BinOp::Div(_)
                | BinOp::Rem(_)
                | BinOp::Shl(_)
                | BinOp::Shr(_)
                | BinOp::BitAnd(_)
                | BinOp::BitOr(_)
                | BinOp::BitXor(_) => Kind::Values(operands),
                _ => Kind::Repeated(operands),
            };
            self.add(range, kind, mutants);
        }
        for operand in [&binary.left, &binary.right] {
            self.is_in_chain = matches!(**operand, syn::Expr::Binary(_));
            self.visit_expr(operand);
        }
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        let operator = unary.op.span().byte_range();
        let operand = unary.expr.span().byte_range();
        let mutants = self.take(&operator, Genre::UnaryOperator);
        self.add(
            operator.start..operand.end,
            Kind::Prefix { operand },
            mutants,
        );
        syn::visit::visit_expr_unary(self, unary);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let mutants = self.take(&arm.span().byte_range(), Genre::MatchArm);
        self.add(arm.pat.span().byte_range(), Kind::Arm, mutants);
        if let Some((_, guard)) = &arm.guard {
            let range = guard.span().byte_range();
            let mutants = self.take(&range, Genre::MatchArmGuard);
            self.add(range, Kind::Guard, mutants);
        }
        syn::visit::visit_arm(self, arm);
    }
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
