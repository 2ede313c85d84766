//! How many cases of each property ran, counted by proptest's own runner.
//!
//! The runner hands the outcome of every case to its result cache. This one remembers no outcome, it counts them, and writes a line
//! per property into the folder that `KEEL_HITS` names: `{"property":…,"passed":…,"rejected":…,"distinct":…}`. Rejected are cases
//! that did not meet an assumption; distinct are different inputs.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::PathBuf;

use proptest::test_runner::{ResultCache, ResultCacheKey, TestCaseError, TestCaseResult};

/// The variable that names the folder.
const FOLDER: &str = "KEEL_HITS";

/// A cache that counts if someone wants to know, and costs nothing otherwise.
pub(crate) fn counted() -> Box<dyn ResultCache> {
    Box::new(Hits {
        folder: std::env::var_os(FOLDER).map(PathBuf::from),
        passed: 0,
        rejected: 0,
        inputs: HashSet::new(),
    })
}

struct Hits {
    folder: Option<PathBuf>,
    passed: u64,
    rejected: u64,
    inputs: HashSet<u64>,
}

impl ResultCache for Hits {
    fn key(&self, key: &ResultCacheKey) -> u64 {
        if self.folder.is_none() {
            return 0;
        }
        let mut input = Hashed(DefaultHasher::new());
        // Hashing cannot fail.
        let _ = write!(input, "{:?}", key.value_debug());
        input.0.finish()
    }

    fn put(&mut self, key: u64, result: &TestCaseResult) {
        if self.folder.is_some() {
            match result {
                Ok(()) => {
                    self.passed += 1;
                    self.inputs.insert(key);
                }
                Err(TestCaseError::Reject(_)) => self.rejected += 1,
                Err(TestCaseError::Fail(_)) => {}
            }
        }
    }

    fn get(&self, _: u64) -> Option<&TestCaseResult> {
        None
    }
}

impl Drop for Hits {
    fn drop(&mut self) {
        // The runner makes a second cache for stored failures, of which there are none.
        let Some(folder) = self
            .folder
            .take()
            .filter(|_| self.passed + self.rejected > 0)
        else {
            return;
        };
        // The test harness names the thread of a test after it.
        let thread = std::thread::current();
        let property = thread.name().unwrap_or("unknown");
        let line = format!(
            "{{\"property\":{property:?},\"passed\":{},\"rejected\":{},\"distinct\":{}}}\n",
            self.passed,
            self.rejected,
            self.inputs.len()
        );
        let file = folder.join(format!("{}.json", property.replace("::", ".")));
        if let Err(error) = fs::create_dir_all(&folder).and_then(|()| fs::write(file, line)) {
            eprintln!("the hits of {property} could not be written: {error}");
        }
    }
}

struct Hashed(DefaultHasher);

impl std::fmt::Write for Hashed {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}
