//! Writes the seed inputs and the dictionary of every target: `fuzz-math-seeds TARGET FOLDER DICTIONARY`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, folder, dictionary] = arguments.as_slice() else {
        eprintln!("error: usage: fuzz-math-seeds TARGET FOLDER DICTIONARY");
        return ExitCode::from(2);
    };
    match fuzz_math::seeds::write(target, folder.as_ref(), dictionary.as_ref()) {
        Ok(count) => {
            println!("{count} seeds");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
