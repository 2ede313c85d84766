//! The operands of an operator, and whether another operator in its place would have the same.

use std::ops::Range;
use syn::{spanned::Spanned, visit::Visit};

/// Where an operator stands, and what on either side of it.
pub(crate) struct Operands {
    pub(crate) left: Range<usize>,
    pub(crate) operator: Range<usize>,
    pub(crate) right: Range<usize>,
}

impl Operands {
    pub(crate) fn of(binary: &syn::ExprBinary) -> Self {
        Self {
            left: binary.left.span().byte_range(),
            operator: binary.op.span().byte_range(),
            right: binary.right.span().byte_range(),
        }
    }

    /// Those of an operator and of all that its operands begin or end with.
    pub(crate) fn of_chain(binary: &syn::ExprBinary) -> Vec<Self> {
        let mut chain = vec![Self::of(binary)];
        for operand in [&binary.left, &binary.right] {
            if let syn::Expr::Binary(inner) = &**operand {
                chain.extend(Self::of_chain(inner));
            }
        }
        chain
    }

    /// Whether `other` in the operator's place has the same operands: `a || b && c` is not `a && b && c` with another operator.
    pub(crate) fn stay_with(&self, other: &str, source: &str) -> bool {
        let mut text = source.to_owned();
        text.replace_range(self.operator.clone(), other);
        let Ok(file) = syn::parse_file(&text) else {
            return false;
        };
        let mut seeker = Seeker {
            operator: self.operator.start,
            found: None,
        };
        seeker.visit_file(&file);
        // What comes before the operator stays where it was, and what comes after keeps its distance from the end.
        let from_end = |at: usize, text: &str| text.len().checked_sub(at);
        seeker.found.is_some_and(|found| {
            found.left == self.left
                && from_end(found.right.start, &text) == from_end(self.right.start, source)
                && from_end(found.right.end, &text) == from_end(self.right.end, source)
        })
    }
}

/// Finds what stands on either side of an operator.
struct Seeker {
    operator: usize,
    found: Option<Operands>,
}

impl<'ast> Visit<'ast> for Seeker {
    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if Operands::of(binary).operator.start == self.operator {
            self.found = Some(Operands::of(binary));
        }
        syn::visit::visit_expr_binary(self, binary);
    }
}
