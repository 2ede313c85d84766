//! Writes the seed inputs and the dictionary of a target: `fuzz-seeds TARGET FOLDER DICTIONARY`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, folder, dictionary] = arguments.as_slice() else {
        eprintln!("error: usage: fuzz-seeds TARGET FOLDER DICTIONARY");
        return ExitCode::from(2);
    };
    match fuzz::seeds::write(target, folder.as_ref(), dictionary.as_ref()) {
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
