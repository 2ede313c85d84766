//! A run that was stopped goes on where it was, and a test is limited by what it computes.

use mutation::{
    ledger::{Ledger, Trial, digest},
    limit::{End, run},
    list::{Genre, Mutant, Place, Span},
    trial::Verdict,
};
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn trial(number: u32, verdict: Verdict) -> Trial {
    Trial {
        number,
        verdict,
        cases: 48,
        reached_by: Some(3),
        milliseconds: 20,
    }
}

#[test]
fn what_was_found_is_there_for_the_next_run_of_the_same_code_alone() {
    let path = folder("ledger").join("results.jsonl");
    let caught = trial(4, Verdict::Caught("laws::one".to_owned()));
    let missed = trial(7, Verdict::Missed);
    let left_out = BTreeSet::from([2, 9]);
    let mut ledger = Ledger::open(&path, "a").unwrap();
    assert_eq!(ledger.left_out(), None);
    ledger.note_left_out(&left_out).unwrap();
    ledger.note(caught.clone()).unwrap();
    ledger.note(missed.clone()).unwrap();
    assert_eq!(ledger.trial(7), Some(missed.clone()));

    let next = Ledger::open(&path, "a").unwrap();
    assert_eq!(next.left_out(), Some(&left_out));
    assert_eq!(next.trial(4), Some(caught));
    assert_eq!(next.trial(7), Some(missed.clone()));
    assert_eq!(next.trial(2), None);
    // Tried once more, with more cases: the later one counts.
    let thorough = Trial {
        cases: 1_024,
        ..missed
    };
    next.note(thorough.clone()).unwrap();
    assert_eq!(Ledger::open(&path, "a").unwrap().trial(7), Some(thorough));

    let other = Ledger::open(&path, "b").unwrap();
    assert_eq!((other.left_out(), other.trial(4)), (None, None));
    // What belonged to the first is gone from the file as well.
    assert_eq!(Ledger::open(&path, "a").unwrap().trial(4), None);
}

#[test]
fn a_line_that_was_cut_off_is_all_that_is_lost() {
    let path = folder("cut").join("results.jsonl");
    let ledger = Ledger::open(&path, "a").unwrap();
    ledger.note(trial(1, Verdict::Unviable)).unwrap();
    ledger
        .note(trial(2, Verdict::TimedOut("laws::two".to_owned())))
        .unwrap();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, &text[..text.len() - 9]).unwrap();
    let next = Ledger::open(&path, "a").unwrap();
    assert_eq!(next.trial(1), Some(trial(1, Verdict::Unviable)));
    assert_eq!(next.trial(2), None);
    // And the next line does not stand behind half of another.
    next.note(trial(2, Verdict::Missed)).unwrap();
    let last = Ledger::open(&path, "a").unwrap();
    assert_eq!(last.trial(1), Some(trial(1, Verdict::Unviable)));
    assert_eq!(last.trial(2), Some(trial(2, Verdict::Missed)));
}

#[test]
fn a_ledger_that_is_forgotten_is_empty() {
    let path = folder("forgotten").join("results.jsonl");
    // There may be none.
    Ledger::forget(&path).unwrap();
    let ledger = Ledger::open(&path, "a").unwrap();
    ledger.note(trial(1, Verdict::Missed)).unwrap();
    Ledger::forget(&path).unwrap();
    assert_eq!(Ledger::open(&path, "a").unwrap().trial(1), None);
}

#[test]
fn any_change_of_the_crate_its_build_or_its_mutants_is_other_code() {
    let root = folder("digest");
    let inside = Path::new("crates/one");
    let equivalent = Path::new("crates/one/tests/equivalent.toml");
    fs::create_dir_all(root.join("crates/one/tests")).unwrap();
    fs::create_dir_all(root.join("crates/other")).unwrap();
    let place = |column| Place { line: 1, column };
    let mut mutants = vec![Mutant {
        name: "lib.rs:1:1: replace > with <".to_owned(),
        file: "crates/one/lib.rs".to_owned(),
        function: None,
        span: Span {
            start: place(1),
            end: place(2),
        },
        replacement: "<".to_owned(),
        genre: Genre::BinaryOperator,
    }];
    let built = |build: &str, mutants: &[Mutant], cases: &[u32]| {
        digest(&root, inside, equivalent, build, mutants, cases).unwrap()
    };
    let of = |mutants: &[Mutant], cases: &[u32]| built("rustc 1", mutants, cases);
    let mut seen = BTreeSet::from([of(&mutants, &[48, 1_024])]);
    for (file, text) in [
        ("crates/one/lib.rs", "fn f() {}"),
        ("crates/one/lib.rs", "fn f() { }"),
        ("crates/one/tests/laws.rs", "fn f() {}"),
    ] {
        fs::write(root.join(file), text).unwrap();
        assert!(seen.insert(of(&mutants, &[48, 1_024])), "{file}: {text}");
    }
    assert!(seen.insert(built("rustc 2", &mutants, &[48, 1_024])));
    assert!(seen.insert(of(&mutants, &[48, 2_048])));
    mutants[0].name.push('=');
    assert!(seen.insert(of(&mutants, &[48, 1_024])));
    // Another crate, what others depend on, and the list of equivalents, say nothing of what a test notices.
    fs::write(root.join("crates/other/lib.rs"), "fn g() {}").unwrap();
    fs::write(root.join("Cargo.lock"), "[[package]]").unwrap();
    fs::write(root.join(equivalent), "[[mutant]]").unwrap();
    assert!(!seen.insert(of(&mutants, &[48, 1_024])));
}

/// One second of processor time ends a loop; two seconds of sleep use none, and so do not.
#[test]
fn a_process_is_ended_by_what_it_computes_and_not_by_the_clock() {
    let shell = |script: &str, limit: u64| {
        run(
            Path::new("sh"),
            &["-c", script],
            Duration::from_secs(limit),
            |command| {
                command.env("KEEL_SAYS", "7");
            },
        )
        .unwrap()
    };
    let (end, used) = shell("while :; do :; done", 1);
    assert_eq!(end, End::TimedOut);
    assert!(used >= Duration::from_millis(900), "{used:?}");
    let (end, used) = shell("sleep 2", 1);
    assert_eq!(end, End::Passed);
    assert!(used < Duration::from_millis(500), "{used:?}");
    assert_eq!(shell("exit $KEEL_SAYS", 1).0, End::Failed);
    assert_eq!(shell("test \"$KEEL_SAYS\" = 7", 1).0, End::Passed);
}
