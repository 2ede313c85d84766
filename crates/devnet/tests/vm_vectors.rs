//! The Stylus VM against values measured on Nitro's: results, gas, ink, state and host-call traces.

use std::io::Read;

use devnet::vectors::run_vectors;

#[test]
fn run_vectors_finds_no_difference_to_the_measured_vm() {
    let packed: &[u8] = include_bytes!("../vectors/stylus_vm.json.gz");
    let mut json = String::new();
    flate2::read::GzDecoder::new(packed)
        .read_to_string(&mut json)
        .expect("the vectors are gzip");
    let report = run_vectors(&json).expect("the vectors can be read");
    for failure in &report.failed {
        eprintln!("{}:\n  {}", failure.name, failure.differences.join("\n  "));
    }
    assert_eq!((report.passed.len(), report.failed.len()), (724, 0));
}
