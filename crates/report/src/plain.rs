//! Characters that show as nothing, or that turn the order of others, are shown as replaced.
//!
//! They are escaped by no template, for they are no markup; a token symbol with a right-to-left override shows another symbol.

/// What stands for a character that is not shown.
const REPLACED: char = '\u{fffd}';

/// The text with every such character replaced; line feeds stay.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|it| if is_hidden(it) { REPLACED } else { it })
        .collect()
}

fn is_hidden(it: char) -> bool {
    let is_control = it.is_control() && it != '\n';
    is_control
        || matches!(it,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{feff}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
            // Zero-width characters and marks of direction; line and paragraph separators; overrides; isolates and fillers.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            // Tags, which are text that nobody sees.
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn plain_replaces_what_hides_and_keeps_what_is_read() {
        assert_eq!(plain("WETH\u{202e}CDSU\u{0}"), "WETH\u{fffd}CDSU\u{fffd}");
        assert_eq!(
            plain("a\u{200b}b\u{e0041}c\rd"),
            "a\u{fffd}b\u{fffd}c\u{fffd}d"
        );
        assert_eq!(plain("Ωmega-日本 €\n<b>"), "Ωmega-日本 €\n<b>");
    }
}
