//! What a Keel vault on this market is configured with.

use super::Market;
use crate::chainlink::FEED_DECIMALS;
use alloy::primitives::{Address, U256, aliases::U24};
use client::bindings::{Asset, Feed, Sequencer, Venue};

impl Market {
    /// The market's assets with their targets, in order, the hub first; every feed with the same error.
    pub fn vault_assets(&self, targets_wad: &[U256], max_age_s: u32, error_bps: u16) -> Vec<Asset> {
        self.assets
            .iter()
            .zip(targets_wad)
            .map(|(asset, target)| Asset {
                token: asset.token,
                targetWad: *target,
                poolFee: asset.pool.map_or(U24::ZERO, |pool| pool.fee),
                errorBps: error_bps,
                feed: Feed {
                    aggregator: asset.feed.proxy,
                    maxAgeSeconds: max_age_s,
                    feedDecimals: FEED_DECIMALS,
                    tokenDecimals: asset.decimals,
                },
            })
            .collect()
    }

    /// Where trades are made.
    pub fn venue(&self) -> Venue {
        Venue {
            factory: self.uniswap.factory,
            poolInitCodeHash: self.uniswap.pool_init_code_hash,
        }
    }

    /// The uptime feed and its grace.
    pub fn sequencer_with_grace(&self, grace_s: u32) -> Sequencer {
        Sequencer {
            feed: self.sequencer.proxy,
            graceSeconds: grace_s,
        }
    }

    /// Every protocol contract by name, for a report.
    pub fn protocols(&self) -> Vec<(&'static str, Address)> {
        vec![
            ("uniswap_v3_factory", self.uniswap.factory),
            ("uniswap_v3_position_manager", self.uniswap.position_manager),
            ("uniswap_v3_swap_router", self.uniswap.swap_router),
            ("uniswap_v3_quoter_v2", self.uniswap.quoter_v2),
            ("chainlink_link_token", self.link),
            ("chainlink_sequencer_uptime_feed", self.sequencer.feed),
            ("chainlink_sequencer_uptime_proxy", self.sequencer.proxy),
            ("chainlink_flags", self.sequencer.flags),
            ("arbitrum_standard_erc20", self.bridge.implementation),
            ("arbitrum_beacon_proxy_factory", self.bridge.proxy_factory),
            ("arbitrum_aeweth", self.wrapped_ether.token),
            ("multicall3", self.multicall3),
        ]
    }
}
