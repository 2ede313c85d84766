//! The page as a browser gets it: it needs nothing but itself, and no string in it is more than a string.

use report::{
    Asset, Axis, Budget, Change, Decision, Destination, Figure, Gas, Report, ReportError, Sample,
    Trade, part_bps,
};
use std::collections::BTreeSet;

/// What a token may call itself.
const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "'><a href='javascript:alert(1)'>x</a>",
    "<!--",
    "&lt;script&gt;&#60;script&#62;",
    "USDC\u{202e}HTEW\u{200b}\u{0}",
];

fn page_of(word: &str) -> Report {
    let text = || word.to_owned();
    let sample = |at, weight, is_rebalance| Sample {
        at,
        label: text(),
        nav: 1_000_000.0,
        held: Some(990_000.0),
        weights: vec![weight, 1.0 - weight],
        is_rebalance,
    };
    let asset = |target| Asset {
        symbol: text(),
        target,
        band: Some(0.05),
        change: Some(Change {
            before: target + 0.0601,
            after: target,
        }),
    };
    Report {
        title: text(),
        lead: vec![text()],
        figures: vec![Figure {
            name: text(),
            value: text(),
            note: text(),
        }],
        axis: Axis::Steps,
        assets: vec![asset(0.4), asset(0.6)],
        samples: vec![
            sample(1_760_130_000, 0.4, false),
            sample(1_760_133_600, 0.46, true),
        ],
        trades: vec![Trade {
            at: 1_760_133_600,
            sell: text(),
            amount_in: text(),
            buy: text(),
            amount_out: text(),
            floor: text(),
            price: text(),
            oracle_price: text(),
            venue: text(),
            pool: text(),
            cost_bps: -3,
        }],
        decisions: vec![Decision {
            at: 1_760_133_600,
            label: text(),
            sentences: vec![text()],
        }],
        gas: vec![Gas {
            transaction: text(),
            gas: 1_234_567,
        }],
        budgets: vec![Budget {
            name: text(),
            meaning: text(),
            used: 0.002,
            limit: 0.005,
        }],
    }
}

/// Every tag of a page: what stands between `<` and `>`, with quoted values left out.
fn tags(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let (mut tag, mut is_quoted, mut end) = (String::new(), false, rest.len());
        for (at, it) in rest.char_indices() {
            match it {
                '"' => is_quoted = !is_quoted,
                '>' if !is_quoted => {
                    end = at;
                    break;
                }
                _ if !is_quoted => tag.push(it),
                _ => {}
            }
        }
        tags.push(tag);
        rest = &rest[end..];
    }
    tags
}

#[test]
fn a_hostile_word_adds_no_tag_and_no_attribute_wherever_it_stands() {
    let honest: Vec<_> = tags(&page_of("WETH").html());
    assert!(honest.len() > 150, "{}", honest.len());
    for word in HOSTILE {
        assert_eq!(tags(&page_of(word).html()), honest, "{word}");
    }
}

#[test]
fn a_hostile_word_is_shown_as_it_is_written() {
    let page = page_of(HOSTILE[0]).html();
    let shown = "&lt;script&gt;alert(1)&lt;/script&gt;";
    // Title and headline, sentence, three of a figure, legends, tables: it stands in all of them.
    assert!(page.matches(shown).count() > 25, "{page}");
    let page = page_of(HOSTILE[7]).html();
    assert!(page.contains("USDC\u{fffd}HTEW\u{fffd}\u{fffd}"), "{page}");
}

#[test]
fn a_page_needs_nothing_but_itself() {
    let page = page_of("WETH").html();
    let known = BTreeSet::from([
        "!DOCTYPE",
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "p",
        "dl",
        "div",
        "dt",
        "dd",
        "section",
        "span",
        "figure",
        "figcaption",
        "svg",
        "line",
        "text",
        "rect",
        "path",
        "circle",
        "ol",
        "ul",
        "li",
        "details",
        "summary",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "b",
        "code",
    ]);
    for tag in tags(&page) {
        let mut words = tag.split_whitespace();
        let name = words.next().unwrap_or_default().trim_start_matches('/');
        assert!(known.contains(name), "<{tag}>");
        for attribute in words {
            let refers = [
                "src",
                "href",
                "xlink:href",
                "action",
                "srcset",
                "data",
                "style",
            ];
            let name = attribute.split('=').next().unwrap_or_default();
            assert!(
                !name.starts_with("on") && !refers.contains(&name),
                "<{tag}>"
            );
        }
    }
    for fetched in ["url(", "@import", "http://", "https://", "//cdn"] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_numbers_of_the_data_are_on_the_page() {
    let page = page_of("WETH").html();
    for shown in [
        "2025-10-10 21:00",
        "1\u{202f}234\u{202f}567",
        "+601",
        "40.00\u{a0}%",
        "0.200\u{a0}% of 0.50\u{a0}% used",
        "at the end 46.00\u{a0}%, target 40.00\u{a0}%",
        "-3",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn a_page_of_nothing_and_of_what_is_no_number_is_a_page() {
    assert!(Report::default().html().contains("There was no trade."));
    let mut odd = page_of("WETH");
    odd.axis = Axis::Time;
    for (index, number) in [f64::NAN, f64::INFINITY].into_iter().enumerate() {
        odd.samples[index].nav = number;
        odd.samples[index].weights = vec![number];
        odd.samples[index].at = u64::MAX;
        odd.assets[index].target = number;
        odd.budgets[0].used = number;
    }
    let page = odd.html();
    assert!(
        !page.contains("=\"NaN") && !page.contains("=\"inf"),
        "{page}"
    );
}

#[test]
fn a_line_breaks_where_a_weight_is_unknown() {
    let mut report = page_of("WETH");
    let sample = report.samples[0].clone();
    report.samples = vec![sample; 5];
    report.samples[2].weights = vec![f64::NAN, 0.5];
    let page = report.html();
    let lines = page.match_indices("class=\"line\" d=\"");
    let moves: Vec<_> = lines
        .map(|(at, mark)| {
            let path = &page[at + mark.len()..];
            path[..path.find('"').unwrap_or_default()]
                .matches('M')
                .count()
        })
        .collect();
    assert_eq!(moves, [2, 1, 1]);
}

#[test]
fn a_destination_is_looked_at_before_and_replaced_whole() {
    let folder = std::env::temp_dir().join(format!("keel-report-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let missing = folder.join("absent/page.html");
    match Destination::at(&missing) {
        Err(ReportError::FolderMissing { path, folder: got }) => {
            assert_eq!((path, got), (missing, folder.join("absent")));
        }
        other => panic!("{other:?}"),
    }
    match Destination::at(&folder) {
        Err(ReportError::FileIsFolder { path }) => assert_eq!(path, folder),
        other => panic!("{other:?}"),
    }
    let path = folder.join("page.html");
    std::fs::write(&path, "before").expect("a file");
    let destination = Destination::at(&path).expect("a place");
    assert_eq!(std::fs::read_to_string(&path).expect("text"), "before");
    destination.write(&page_of("WETH")).expect("written");
    let files = std::fs::read_dir(&folder).expect("a list").count();
    let text = std::fs::read_to_string(&path).expect("text");
    assert!(text.starts_with("<!DOCTYPE html>") && files == 1);
    std::fs::remove_file(&path).expect("clean");
    std::fs::create_dir(&path).expect("a folder in its place");
    match destination.write(&page_of("WETH")) {
        Err(ReportError::FileUnusable { path: got, .. }) => assert_eq!(got, path),
        other => panic!("{other:?}"),
    }
    assert_eq!(std::fs::read_dir(&folder).expect("a list").count(), 1);
    std::fs::remove_dir_all(folder).expect("clean");
}

#[test]
fn part_bps_is_exact() {
    assert!((part_bps(500) - 0.05).abs() < 1e-18);
}
