//! How many random sequences a test plays, and from which seeds.
//!
//! `KEEL_SEED` starts from others, `KEEL_SEQUENCES` says how many. `PROPTEST_CASES` asks for more of them too: it counts cases of
//! quick properties, and a sequence is worth some hundreds of those.

/// Seeds of a test. Tests that should not play the same sequences have different `offset`s; there are at least `least`, and one
/// for every `cases_each` cases of a property.
pub fn seeds(offset: u64, least: u64, cases_each: u64) -> impl Iterator<Item = u64> {
    let first = number("KEEL_SEED").unwrap_or(7).saturating_add(offset);
    let count = number("KEEL_SEQUENCES").unwrap_or_else(|| {
        number("PROPTEST_CASES").map_or(least, |cases| (cases / cases_each.max(1)).max(least))
    });
    first..first.saturating_add(count)
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
