//! Finds the places in a text where mutants are switched.

use crate::{
    list::{Genre, Mutant},
    operands::Operands,
};
use anyhow::Context;
use std::{collections::BTreeMap, ops::Range};
use syn::{spanned::Spanned, visit::Visit};

/// Something that has alternatives.
pub(crate) struct Site {
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
    /// Numbers, and what each puts in.
    pub(crate) mutants: Vec<(u32, String)>,
}

/// How the alternatives of a site are written.
pub(crate) enum Kind {
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

/// The mutants that are asked for, by the bytes that they replace.
pub(crate) type Asked<'a> = BTreeMap<(usize, usize), Vec<(u32, &'a Mutant)>>;

/// The places of the mutants, outer ones first.
///
/// # Errors
/// The source is not Rust.
pub(crate) fn find(source: &str, asked: Asked<'_>) -> anyhow::Result<Vec<Site>> {
    let file = syn::parse_file(source).context("the source does not parse")?;
    let mut finder = Finder {
        source,
        asked,
        is_in_chain: false,
        sites: Vec::new(),
    };
    finder.visit_file(&file);
    let mut sites = finder.sites;
    // Of two with the same extent, the one that was found first is the outer one.
    sites.sort_by_key(|site| (site.range.start, std::cmp::Reverse(site.range.end)));
    Ok(sites)
}

/// Finds the node of each mutant.
struct Finder<'a> {
    source: &'a str,
    asked: Asked<'a>,
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
