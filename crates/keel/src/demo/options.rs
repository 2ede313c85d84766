//! The demo's flags, and what they allow.

use anyhow::bail;
use clap::Args;
use std::path::PathBuf;

/// Options of the verb.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Number of constituents; the first is the hub (USDC), the second (WETH) is the one whose price moves
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=10))]
    pub(crate) assets: u8,

    /// Move of the second asset's price in basis points, -9000 to 90000; the others stay
    #[arg(long = "move", value_name = "BPS", default_value_t = 2_500, allow_hyphen_values = true,
          value_parser = clap::value_parser!(i32).range(-9_000..=90_000))]
    pub(crate) move_bps: i32,

    /// The vault's band: absolute drift of a weight, in basis points
    #[arg(long, value_name = "BPS", default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=5_000))]
    pub(crate) band: u16,

    /// Seed of everything random: the users' deposits
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,

    /// Print one JSON object on standard output and nothing else
    #[arg(long)]
    pub(crate) json: bool,

    /// Write what happened to FILE, as one HTML page that needs nothing else
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Leave the chain running after the report, until Ctrl-C
    #[arg(long)]
    pub(crate) keep_running: bool,

    /// Port of the chain; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
}

/// Target weights in wad: the hub 20 %, the second asset 40 % (all but the hub's with two assets: 50 %), the others share
/// the rest, the remainder of the division on the hub.
///
/// The second asset is heavy so that a move of its price alone can breach the band in a portfolio of any size.
pub(crate) fn target_weights(assets: u8) -> anyhow::Result<Vec<u64>> {
    const WAD: u64 = 1_000_000_000_000_000_000;
    let others = match assets {
        2 => return Ok(vec![WAD / 2, WAD / 2]),
        3..=10 => u64::from(assets) - 2,
        got => bail!("{got} assets; 2 to 10 are allowed"),
    };
    let second = WAD / 5 * 2;
    let each = WAD / 5 * 2 / others;
    let hub = WAD - second - each * others;
    let mut weights = vec![hub, second];
    weights.extend((0..others).map(|_| each));
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::target_weights;

    #[test]
    fn target_weights_sum_to_one_for_every_size() {
        for assets in 2..=10 {
            let weights = target_weights(assets).expect("2..=10 is allowed");
            assert_eq!(weights.len(), usize::from(assets));
            assert_eq!(weights.iter().sum::<u64>(), 1_000_000_000_000_000_000);
        }
        assert!(target_weights(1).is_err());
        assert!(target_weights(11).is_err());
    }
}
