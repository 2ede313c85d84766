//! Hashes of packages and of their files, in the notations that npm and `packages.toml` use.

use super::NpmError;
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha512};
use std::{fmt::Write, path::Path};

/// Subresource integrity (`sha512-…`) of a tarball.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha512-{}", STANDARD.encode(Sha512::digest(bytes)))
}

/// Lower-case hexadecimal sha256.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
    }
    text
}

/// Reads a file, naming it when that does not work.
///
/// # Errors
/// `FileUnusable` with the path.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, NpmError> {
    std::fs::read(path).map_err(|source| NpmError::file(path, source))
}

#[cfg(test)]
mod tests {
    use super::{integrity, sha256};

    /// The digests of "abc" in FIPS 180-2, appendices B.1 and C.1.
    #[test]
    fn hashes_are_the_published_ones() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            integrity(b"abc"),
            "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=="
        );
    }
}
