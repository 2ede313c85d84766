//! How many cases the properties ran: proptest's runner counts them, the math crate's laws write them down.

use anyhow::{Context, ensure};
use comfy_table::{Table, presets};
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

/// The cases of one property.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hits {
    property: String,
    /// Cases that met every assumption and passed.
    passed: u64,
    /// Cases that did not meet an assumption, and so say nothing.
    rejected: u64,
    /// Different inputs among those that passed.
    distinct: u64,
}

/// Removes what an earlier run wrote.
pub(super) fn clear(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| folder.display().to_string())
        }
        _ => Ok(()),
    }
}

/// What the properties wrote, by name; a property without a case that passed is an error.
pub(super) fn read(folder: &Path) -> anyhow::Result<Vec<Hits>> {
    let mut all = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        // Only plain tests ran.
        return Ok(all);
    };
    for entry in entries {
        let path = entry.context("the folder of hits cannot be listed")?.path();
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let hits: Hits = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        ensure!(
            hits.passed > 0,
            "{} rejected all of its {} cases",
            hits.property,
            hits.rejected
        );
        all.push(hits);
    }
    all.sort_by(|one, other| one.property.cmp(&other.property));
    Ok(all)
}

pub(super) fn table(all: &[Hits]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header([
        "property",
        "cases",
        "different",
        "rejected",
    ]);
    for hits in all {
        table.add_row([
            &hits.property,
            &hits.passed.to_string(),
            &hits.distinct.to_string(),
            &hits.rejected.to_string(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Hits, clear, read};
    use std::fs;

    #[test]
    fn read_refuses_a_property_that_rejected_every_case() {
        let folder = std::env::temp_dir().join(format!("keel-hits-{}", std::process::id()));
        clear(&folder).expect("it is removed");
        assert_eq!(read(&folder).expect("nothing ran"), Vec::new());
        fs::create_dir_all(&folder).expect("a folder");
        let write = |name: &str, passed: u64| {
            let line = format!(
                "{{\"property\":\"{name}\",\"passed\":{passed},\"rejected\":3,\"distinct\":{passed}}}\n"
            );
            fs::write(folder.join(name), line).expect("a file");
        };
        write("a::prop_one", 5);
        let one = Hits {
            property: "a::prop_one".to_owned(),
            passed: 5,
            rejected: 3,
            distinct: 5,
        };
        assert_eq!(read(&folder).expect("one property"), vec![one]);
        write("b::prop_none", 0);
        let error = read(&folder).expect_err("it says nothing");
        assert_eq!(
            error.to_string(),
            "b::prop_none rejected all of its 3 cases"
        );
        clear(&folder).expect("it is removed");
    }
}
