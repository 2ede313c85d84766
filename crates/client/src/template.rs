//! Templates: plain parameter sets for a vault, `deploy/templates/NAME.toml`, in the assets of a network by their symbols.

use crate::{
    bindings::{Asset, Feed, FlowPolicy, LossLimits, Policy, Sequencer, VaultConfig, Venue},
    network::Network,
    triggers::Triggers,
};
use alloy::primitives::{
    Address, U256,
    aliases::{U24, U112},
};
use rebalance_math::{
    MathError, Weight, portfolio::targets_by_largest_remainder,
    strategy::inverse_volatility_weights,
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What a vault is made from, but for what depends on the network and on the owner.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Name of the shares.
    pub name: String,
    /// Symbol of the shares.
    pub symbol: String,
    /// How the targets come about.
    pub weights: Weights,
    /// When it trades and how much that may cost.
    pub policy: TemplatePolicy,
    /// What all its trading may lose over time.
    pub loss_limits: TemplateLossLimits,
    /// What flows of a single asset cost and how much of them there may be.
    pub flow_policy: TemplateFlowPolicy,
    /// The constituents, the hub first.
    pub assets: Vec<TemplateAsset>,
}

/// How targets come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weights {
    /// In proportion to `part`.
    Parts,
    /// The same for all.
    Equal,
    /// In proportion to one over `volatility_bps`.
    InverseVolatility,
}

/// [`Policy`] as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplatePolicy {
    /// Drift beyond which a weight breaches its band.
    pub band_bps: u16,
    /// Shortest time between two rebalances.
    pub min_interval_s: u32,
    /// What a trade may return less than its oracle value.
    pub tolerance_bps: u16,
    /// What a rebalance may lose of NAV.
    pub max_loss_bps: u16,
    /// What calls for a rebalance beyond the band; nothing more when there are none.
    #[serde(default)]
    pub triggers: Triggers,
}

/// [`LossLimits`] as a file has them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateLossLimits {
    /// Of NAV, at the worst prices within the feeds' errors.
    pub window_bps: u16,
    /// In which a full window empties.
    pub window_s: u32,
    /// Of NAV, at the prices themselves, before trading slows down.
    pub fuse_bps: u16,
    /// In which a full fuse empties.
    pub fuse_s: u32,
}

/// What the trading of the demo's vaults may lose over time: half a percent of NAV in a week at the worst prices, so in any
/// week at most one percent; and three percent in a year before it slows down.
pub const LOSS_LIMITS: LossLimits = LossLimits {
    windowBps: 50,
    windowSeconds: 604_800,
    fuseBps: 300,
    fuseSeconds: 31_536_000,
};

/// [`FlowPolicy`] as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateFlowPolicy {
    /// Of the value that crosses.
    pub base_fee_bps: u16,
    /// Of the turnover that a flow adds.
    pub drift_fee_bps: u16,
    /// How long priced shares are held back.
    pub min_hold_s: u32,
    /// Of NAV, in and out together, a day.
    pub daily_flow_bps: u16,
}

/// One constituent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateAsset {
    /// Its symbol in the network's file.
    pub symbol: String,
    /// Its part of the sum of all parts, where weights are parts.
    pub part: Option<u32>,
    /// How much it moves, in any unit that all share, where weights are by inverse volatility.
    pub volatility_bps: Option<u32>,
    /// Fee tier of its pool against the hub, in hundredths of a bip; none for the hub.
    #[serde(default)]
    pub pool_fee: u32,
}

/// Why a template does not make a configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// It could not be read.
    #[error("{path}: {source}; deploy/templates/ has the templates that come along")]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not a template.
    #[error("{path} is not a template: {reason}")]
    FileMalformed {
        /// The file.
        path: PathBuf,
        /// What the parser said, with line and column.
        reason: String,
    },
    /// The network has no asset of that symbol.
    #[error("network '{network}' has no asset '{symbol}'; it has {known}")]
    AssetUnknown {
        /// The network's name.
        network: String,
        /// The symbol.
        symbol: String,
        /// What there is.
        known: String,
    },
    /// The network has no Uniswap V3.
    #[error("network '{network}' names no [uniswap_v3]: a vault needs a venue")]
    VenueMissing {
        /// The network's name.
        network: String,
    },
    /// An asset lacks the number that its weight is made of, or has one that another kind of weights wants.
    #[error("asset '{symbol}': {field} {rule} for these weights")]
    FieldMismatch {
        /// The asset.
        symbol: String,
        /// The field.
        field: &'static str,
        /// Whether it has to be there.
        rule: &'static str,
    },
    /// A pool's fee does not fit.
    #[error("asset '{symbol}': pool_fee is {got}, at most {maximum} is possible")]
    PoolFeeOutOfRange {
        /// The asset.
        symbol: String,
        /// What it says.
        got: u32,
        /// What is possible.
        maximum: u32,
    },
    /// No weights come out of the numbers.
    #[error("no weights come out of these numbers: {0}")]
    WeightsImpossible(MathError),
}

const POOL_FEE_MAX: u32 = 0x00ff_ffff;

impl Template {
    /// Reads a file.
    ///
    /// # Errors
    /// `FileUnusable`, `FileMalformed`.
    pub fn load(path: &Path) -> Result<Self, TemplateError> {
        let text = std::fs::read_to_string(path).map_err(|source| TemplateError::FileUnusable {
            path: path.to_owned(),
            source,
        })?;
        toml::from_str(&text).map_err(|error| TemplateError::FileMalformed {
            path: path.to_owned(),
            reason: error.to_string(),
        })
    }

    /// The configuration of a vault on a network. Its limits are checked by the vault itself.
    ///
    /// # Errors
    /// Any [`TemplateError`] but those of files.
    pub fn config(&self, network: &Network, owner: Address) -> Result<VaultConfig, TemplateError> {
        let venue = network.uniswap_v3.as_ref();
        let venue = venue.ok_or_else(|| TemplateError::VenueMissing {
            network: network.name.clone(),
        })?;
        let sequencer = network.sequencer.as_ref();
        let mut assets = Vec::with_capacity(self.assets.len());
        for (asset, target) in self.assets.iter().zip(self.targets()?) {
            assets.push(asset.on(network, target)?);
        }
        Ok(VaultConfig {
            name: self.name.clone(),
            symbol: self.symbol.clone(),
            owner,
            sequencer: Sequencer {
                feed: sequencer.map_or(Address::ZERO, |it| it.feed.address),
                graceSeconds: sequencer.map_or(0, |it| it.grace_s),
            },
            venue: Venue {
                factory: venue.factory.address,
                poolInitCodeHash: venue.pool_init_code_hash,
            },
            policy: self.policy(),
            lossLimits: self.loss_limits(),
            flowPolicy: self.flow_policy(),
            assets,
        })
    }

    /// When it trades and how much that may cost.
    pub fn policy(&self) -> Policy {
        let policy = &self.policy;
        Policy {
            bandBps: policy.band_bps,
            minIntervalSeconds: policy.min_interval_s,
            toleranceBps: policy.tolerance_bps,
            maxLossBps: policy.max_loss_bps,
            triggers: policy.triggers.word(),
        }
    }

    /// What all its trading may lose over time.
    pub fn loss_limits(&self) -> LossLimits {
        let losses = &self.loss_limits;
        LossLimits {
            windowBps: losses.window_bps,
            windowSeconds: losses.window_s,
            fuseBps: losses.fuse_bps,
            fuseSeconds: losses.fuse_s,
        }
    }

    /// What flows of a single asset cost and how much of them there may be.
    pub fn flow_policy(&self) -> FlowPolicy {
        let flows = &self.flow_policy;
        FlowPolicy {
            baseFeeBps: flows.base_fee_bps,
            driftFeeBps: flows.drift_fee_bps,
            minHoldSeconds: flows.min_hold_s,
            dailyFlowBps: flows.daily_flow_bps,
            shareCap: U112::MAX,
        }
    }

    /// Target weights in wad, in the order of the assets; they sum to exactly one.
    ///
    /// # Errors
    /// `FieldMismatch`, `WeightsImpossible`.
    pub fn targets(&self) -> Result<Vec<U256>, TemplateError> {
        let mut weights = vec![Weight::ZERO; self.assets.len()];
        let (is_parts, is_volatility) = match self.weights {
            Weights::Parts => (true, false),
            Weights::Equal => (false, false),
            Weights::InverseVolatility => (false, true),
        };
        let numbers = |field, is_wanted, of: fn(&TemplateAsset) -> Option<u32>| {
            self.numbers(field, is_wanted, of)
        };
        let parts = numbers("part", is_parts, |asset| asset.part)?;
        let volatilities = numbers("volatility_bps", is_volatility, |asset| {
            asset.volatility_bps
        })?;
        let done = match self.weights {
            Weights::InverseVolatility => inverse_volatility_weights(&volatilities, &mut weights),
            Weights::Parts => {
                let scores: Vec<_> = parts.into_iter().map(U256::from).collect();
                targets_by_largest_remainder(&scores, &mut weights)
            }
            Weights::Equal => {
                let scores = vec![U256::from(1_u64); self.assets.len()];
                targets_by_largest_remainder(&scores, &mut weights)
            }
        };
        done.map_err(TemplateError::WeightsImpossible)?;
        Ok(weights.into_iter().map(Weight::raw).collect())
    }

    /// A field of every asset where it is wanted, of none where it is not.
    fn numbers(
        &self,
        field: &'static str,
        is_wanted: bool,
        of: fn(&TemplateAsset) -> Option<u32>,
    ) -> Result<Vec<u64>, TemplateError> {
        let mut numbers = Vec::with_capacity(self.assets.len());
        for asset in &self.assets {
            let number = of(asset);
            if number.is_some() != is_wanted {
                return Err(TemplateError::FieldMismatch {
                    symbol: asset.symbol.clone(),
                    field,
                    rule: if is_wanted {
                        "must be there"
                    } else {
                        "must not be there"
                    },
                });
            }
            numbers.extend(number.map(u64::from));
        }
        Ok(numbers)
    }
}

impl TemplateAsset {
    fn on(&self, network: &Network, target: U256) -> Result<Asset, TemplateError> {
        let symbol = &self.symbol;
        let found = network.assets.get(symbol);
        let found = found.ok_or_else(|| TemplateError::AssetUnknown {
            network: network.name.clone(),
            symbol: symbol.clone(),
            known: network
                .assets
                .keys()
                .cloned()
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        if self.pool_fee > POOL_FEE_MAX {
            return Err(TemplateError::PoolFeeOutOfRange {
                symbol: symbol.clone(),
                got: self.pool_fee,
                maximum: POOL_FEE_MAX,
            });
        }
        Ok(Asset {
            token: found.token.address,
            targetWad: target,
            poolFee: U24::from(self.pool_fee),
            errorBps: found.error_bps,
            feed: Feed {
                aggregator: found.feed.address,
                maxAgeSeconds: found.max_age_s,
                feedDecimals: found.feed_decimals,
                tokenDecimals: found.decimals,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    fn template(name: &str) -> Template {
        let file = root()
            .join("deploy/templates")
            .join(name)
            .with_extension("toml");
        Template::load(&file).expect(name)
    }

    fn network() -> Network {
        Network::load(&root().join("deploy/networks/arbitrum-one.toml")).expect("committed")
    }

    /// By hand; the remainder of a division by three goes to the first.
    #[test]
    fn targets_of_every_template_are_these() {
        let percent =
            |hundredths: u64| U256::from(hundredths) * U256::from(100_000_000_000_000_u64);
        for (name, expected) in [
            ("60-40", vec![4_000, 6_000]),
            ("three-fund", vec![2_000, 4_000, 4_000]),
            ("equal-weight", vec![2_500; 4]),
            ("cost-aware", vec![4_000, 3_500, 2_500]),
            ("risk-aware", vec![4_000, 3_500, 2_500]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(percent).collect();
            assert_eq!(template(name).targets().expect(name), expected, "{name}");
        }
        // 1/40 : 1/70 : 1/50 is 35 : 20 : 28, of 83.
        let wad = U256::from(1_000_000_000_000_000_000_u64);
        let parity = template("risk-parity").targets().expect("parity");
        assert_eq!(parity.iter().sum::<U256>(), wad);
        for (got, part) in parity.iter().zip([35_u64, 20, 28]) {
            let exact = wad * U256::from(part) / U256::from(83_u64);
            assert!(got.abs_diff(exact) <= U256::from(1_u64), "{got} {exact}");
        }
    }

    #[test]
    fn config_of_every_template_stands_on_a_public_network() {
        let (network, owner) = (network(), Address::repeat_byte(7));
        let mut seen = 0;
        for entry in std::fs::read_dir(root().join("deploy/templates")).expect("a folder") {
            let template = Template::load(&entry.expect("a file").path()).expect("a template");
            let config = template.config(&network, owner).expect("a configuration");
            assert_eq!((&config.name, config.owner), (&template.name, owner));
            assert_eq!(config.assets[0].token, network.assets["USDC"].token.address);
            assert!(config.assets[0].poolFee.is_zero());
            assert!(
                config.assets[1..]
                    .iter()
                    .all(|asset| !asset.poolFee.is_zero())
            );
            let sequencer = network.sequencer.as_ref().expect("one");
            assert_eq!(config.sequencer.feed, sequencer.feed.address);
            seen += 1;
        }
        assert_eq!(seen, 6);
    }

    #[test]
    fn config_names_what_is_missing() {
        let owner = Address::repeat_byte(7);
        let mut poor = network();
        poor.assets.remove("WETH");
        let error = template("60-40")
            .config(&poor, owner)
            .expect_err("no ether");
        assert_eq!(
            error.to_string(),
            "network 'arbitrum-one' has no asset 'WETH'; it has ARB, USDC, WBTC"
        );
        poor.uniswap_v3 = None;
        let error = template("60-40")
            .config(&poor, owner)
            .expect_err("no venue");
        assert!(
            matches!(error, TemplateError::VenueMissing { .. }),
            "{error}"
        );
        let mut wide = template("60-40");
        wide.assets[1].pool_fee = 0x0100_0000;
        match wide.config(&network(), owner).expect_err("too wide") {
            TemplateError::PoolFeeOutOfRange { got, maximum, .. } => {
                assert_eq!((got, maximum), (16_777_216, 16_777_215));
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn targets_refuse_numbers_of_another_kind_of_weights() {
        let mut without = template("60-40");
        without.assets[1].part = None;
        assert_eq!(
            without.targets().expect_err("no part").to_string(),
            "asset 'WETH': part must be there for these weights"
        );
        let mut both = template("60-40");
        both.assets[0].volatility_bps = Some(1);
        assert_eq!(
            both.targets().expect_err("one too many").to_string(),
            "asset 'USDC': volatility_bps must not be there for these weights"
        );
        let mut calm = template("risk-parity");
        calm.assets[2].volatility_bps = Some(0);
        assert!(matches!(
            calm.targets().expect_err("no volatility"),
            TemplateError::WeightsImpossible(MathError::VolatilityZero { index: 2 })
        ));
        let mut none = template("60-40");
        for asset in &mut none.assets {
            asset.part = Some(0);
        }
        assert!(matches!(
            none.targets().expect_err("nothing"),
            TemplateError::WeightsImpossible(MathError::ScoresZero)
        ));
    }

    #[test]
    fn load_refuses_what_is_no_template() {
        let error =
            Template::load(&root().join("deploy/templates/70-30.toml")).expect_err("absent");
        assert!(error.to_string().contains("70-30.toml"), "{error}");
        let network = root().join("deploy/networks/arbitrum-one.toml");
        let error = Template::load(&network).expect_err("a network");
        assert!(
            matches!(error, TemplateError::FileMalformed { .. }),
            "{error}"
        );
    }
}
