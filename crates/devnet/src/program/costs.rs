//! What a program costs around its own execution: starting it, its memory, its activation, its return data.
//!
//! All pure functions of [`StylusParams`] and the numbers recorded at activation, in gas (or wei for the data
//! fee), integer division throughout.

use super::params::{
    ARBOS_FRAGMENTS, COST_SCALAR_PERCENT, MIN_CACHED_GAS_UNIT, MIN_INIT_GAS_UNIT, StylusParams,
};
use super::record::ProgramRecord;

/// Exponential part of the page price by the most pages ever open in a transaction:
/// floor(31874000^(pages/128)), except the last entry, which the VM has one unit lower.
const EXPONENTIAL_PAGE_GAS: [u64; 129] = [
    1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 11, 12, 14, 17, 19, 22, 25, 29, 33, 38,
    43, 50, 57, 65, 75, 85, 98, 112, 128, 147, 168, 193, 221, 253, 289, 331, 379, 434, 497, 569,
    651, 745, 853, 976, 1_117, 1_279, 1_463, 1_675, 1_917, 2_194, 2_511, 2_874, 3_290, 3_765,
    4_309, 4_932, 5_645, 6_461, 7_395, 8_464, 9_687, 11_087, 12_689, 14_523, 16_621, 19_024,
    21_773, 24_919, 28_521, 32_642, 37_359, 42_758, 48_938, 56_010, 64_104, 73_368, 83_971, 96_106,
    109_994, 125_890, 144_082, 164_904, 188_735, 216_010, 247_226, 282_953, 323_844, 370_643,
    424_206, 485_509, 555_672, 635_973, 727_880, 833_067, 953_456, 1_091_243, 1_248_941, 1_429_429,
    1_636_000, 1_872_423, 2_143_012, 2_452_704, 2_807_151, 3_212_820, 3_677_113, 4_208_502,
    4_816_684, 5_512_756, 6_309_419, 7_221_210, 8_264_766, 9_459_129, 10_826_093, 12_390_601,
    14_181_199, 16_230_562, 18_576_084, 21_260_563, 24_332_984, 27_849_408, 31_873_999,
];

/// Pages a transaction has open now, and the most it ever had.
///
/// Reverts do not undo `ever`; the end of a call restores `open`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Pages open now.
    pub open: u16,
    /// Most pages open at once so far.
    pub ever: u16,
}

impl Pages {
    /// Opens `new` more pages and returns what they cost.
    pub fn open(&mut self, params: &StylusParams, new: u16) -> u64 {
        let gas = page_cost(params, self.open, self.ever, new);
        self.open = self.open.saturating_add(new);
        self.ever = self.ever.max(self.open);
        gas
    }
}

/// Exponential part of the page price; no transaction can pay for more than 128 pages.
pub fn exponential_page_gas(pages: u16) -> u64 {
    EXPONENTIAL_PAGE_GAS
        .get(usize::from(pages))
        .copied()
        .unwrap_or(u64::MAX)
}

/// Gas for `new` more pages when `open` are open now and at most `ever` were so far.
pub fn page_cost(params: &StylusParams, open: u16, ever: u16, new: u16) -> u64 {
    let new_open = open.saturating_add(new);
    let new_ever = ever.max(new_open);
    if new_ever <= params.free_pages {
        return 0;
    }
    let paid_before = open.saturating_sub(params.free_pages);
    let paid_after = new_open.saturating_sub(params.free_pages);
    let linear = u64::from(paid_after.saturating_sub(paid_before)) * u64::from(params.page_gas);
    let exponential = exponential_page_gas(new_ever).saturating_sub(exponential_page_gas(ever));
    linear.saturating_add(exponential)
}

/// Gas to start a program that is not cached, given its cost units.
pub fn init_gas(params: &StylusParams, init_cost: u16) -> u64 {
    let least = u64::from(params.min_init_gas) * MIN_INIT_GAS_UNIT;
    least + scaled(init_cost, params.init_cost_scalar)
}

/// Gas to start a cached program, given its cost units.
pub fn cached_gas(params: &StylusParams, cached_cost: u16) -> u64 {
    let least = u64::from(params.min_cached_init_gas) * MIN_CACHED_GAS_UNIT;
    least + scaled(cached_cost, params.cached_cost_scalar)
}

/// `cost` in percent of the scalar, rounded up.
fn scaled(cost: u16, scalar: u8) -> u64 {
    (u64::from(cost) * u64::from(scalar) * COST_SCALAR_PERCENT).div_ceil(100)
}

/// What `ArbWasm.programInitGas` answers: the gas of an uncached and of a cached start.
pub fn program_init_gas(params: &StylusParams, init_cost: u16, cached_cost: u16) -> (u64, u64) {
    let cached = cached_gas(params, cached_cost);
    let init = init_gas(params, init_cost);
    (
        if params.version >= 2 {
            init + cached
        } else {
            init
        },
        cached,
    )
}

/// The three parts of the charge for entering a program, each 0 if not due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryCost {
    /// For the initial pages.
    pub page_gas: u64,
    /// For starting from scratch.
    pub init_gas: u64,
    /// For starting from cache; from version 2 on every start pays it.
    pub cached_gas: u64,
}

impl EntryCost {
    /// All parts together.
    pub fn total(&self) -> u64 {
        self.page_gas
            .saturating_add(self.init_gas)
            .saturating_add(self.cached_gas)
    }
}

/// The charge for entering a program. `warm` says that it need not be started from scratch: its record is
/// flagged cached, or (ArbOS 60) it ran recently in this block.
pub fn entry_cost(
    params: &StylusParams,
    program: &ProgramRecord,
    pages: Pages,
    warm: bool,
) -> EntryCost {
    EntryCost {
        page_gas: page_cost(params, pages.open, pages.ever, program.footprint),
        init_gas: if warm {
            0
        } else {
            init_gas(params, program.init_cost)
        },
        cached_gas: if warm || params.version >= 2 {
            cached_gas(params, program.cached_cost)
        } else {
            0
        },
    }
}

/// The least a call that returns `len` bytes must cost (ArbOS 31): what the EVM takes for that much memory.
pub fn min_return_data_gas(len: usize) -> u64 {
    let words = u64::try_from(len.div_ceil(32)).unwrap_or(u64::MAX);
    words
        .saturating_mul(3)
        .saturating_add(words.saturating_mul(words) / 512)
}

/// Gas inside `ArbWasm.activateProgram` that does not depend on the program, when it is the first activation.
pub mod activation_gas {
    /// Opening the ArbOS state.
    pub const OPEN_STATE: u64 = 800;
    /// One word of a precompile's arguments or results.
    pub const WORD: u64 = 3;
    /// Fixed charge.
    pub const FIXED: u64 = 1_659_168;
    /// Reading the Stylus parameters.
    pub const READ_PARAMS: u64 = 100;
    /// Reading a program record, the module hash or a field of the data pricer.
    pub const READ_SLOT: u64 = 800;
    /// Writing a program record, the module hash or a field of the data pricer.
    pub const WRITE_SLOT: u64 = 20_000;
    /// Reading the parameters and state of the data pricer, and writing the two that change.
    pub const DATA_PRICER: u64 = 5 * READ_SLOT + 2 * WRITE_SLOT;
    /// The event: two topics and four words.
    pub const EVENT: u64 = 375 + 2 * 375 + 8 * 128;
}

/// Gas used inside `activateProgram`, given the part that depends on the program. `activation_gas` is the owner's
/// surcharge, which counts from ArbOS 60 on.
pub fn activation_gas_total(params: &StylusParams, variable: u64, activation_gas: u64) -> u64 {
    use activation_gas::{
        DATA_PRICER, EVENT, FIXED, OPEN_STATE, READ_PARAMS, READ_SLOT, WORD, WRITE_SLOT,
    };
    let surcharge = if params.arbos >= ARBOS_FRAGMENTS {
        READ_SLOT.saturating_add(activation_gas)
    } else {
        0
    };
    let arguments_and_results = WORD + 2 * WORD;
    let record = READ_SLOT + WRITE_SLOT;
    let module_hash = WRITE_SLOT;
    let fee_account = READ_SLOT;
    let constant =
        OPEN_STATE + FIXED + READ_PARAMS + record + module_hash + DATA_PRICER + fee_account + EVENT;
    (constant + arguments_and_results)
        .saturating_add(surcharge)
        .saturating_add(variable)
}

/// Native bytes per second by which demand for activations decays.
const DEMAND_DECAY_PER_S: u64 = 34_865;
/// Demand at which the data price has risen by a factor of e.
const DEMAND_INERTIA: u64 = 21_360_419;
/// Least price of a native byte, in wei.
const MIN_BYTE_PRICE_WEI: u64 = 82_928_201;
const ONE_BIPS: u64 = 10_000;
const EXP_TERMS: u64 = 12;

/// Demand for activations after one of `asm_estimate` native bytes, `elapsed_s` after demand was `prior`.
pub fn data_demand(prior: u32, elapsed_s: u64, asm_estimate: u32) -> u32 {
    let decay = u32::try_from(elapsed_s.saturating_mul(DEMAND_DECAY_PER_S)).unwrap_or(u32::MAX);
    prior.saturating_sub(decay).saturating_add(asm_estimate)
}

/// Data fee in wei of an activation of `asm_estimate` native bytes; `demand` is [`data_demand`] including it.
pub fn data_fee_wei(demand: u32, asm_estimate: u32) -> u64 {
    let exponent_bips = ONE_BIPS * u64::from(demand) / DEMAND_INERTIA;
    let byte_price_wei = MIN_BYTE_PRICE_WEI.saturating_mul(exp_bips(exponent_bips)) / ONE_BIPS;
    byte_price_wei.saturating_mul(u64::from(asm_estimate))
}

/// e to the power of `x`, both in basis points: the first terms of the series, by Horner's rule.
fn exp_bips(x: u64) -> u64 {
    let mut acc = ONE_BIPS.saturating_add(x / EXP_TERMS);
    for term in (1..EXP_TERMS).rev() {
        acc = ONE_BIPS.saturating_add(acc.saturating_mul(x) / (term * ONE_BIPS));
    }
    acc
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::Uint;

    type Wide = Uint<4096, 64>;

    fn params() -> StylusParams {
        StylusParams::for_arbos(51)
    }

    #[test]
    fn exponential_page_gas_is_the_integer_root_of_the_ramp() {
        // g = floor(31874000^(p/128)) exactly when g^128 <= 31874000^p < (g+1)^128.
        for pages in 0..128u16 {
            let gas = exponential_page_gas(pages);
            let ramp = Wide::from(31_874_000u64).pow(Wide::from(pages));
            assert!(
                Wide::from(gas).pow(Wide::from(128)) <= ramp,
                "{pages} pages"
            );
            assert!(
                Wide::from(gas + 1).pow(Wide::from(128)) > ramp,
                "{pages} pages"
            );
        }
        assert_eq!(exponential_page_gas(128), 31_873_999);
        assert_eq!(exponential_page_gas(129), u64::MAX);
        assert_eq!(exponential_page_gas(u16::MAX), u64::MAX);
    }

    #[test]
    fn page_cost_is_zero_when_within_the_free_pages() {
        assert_eq!(page_cost(&params(), 0, 0, 0), 0);
        assert_eq!(page_cost(&params(), 0, 0, 2), 0);
        assert_eq!(page_cost(&params(), 1, 2, 1), 0);
    }

    #[test]
    fn page_cost_charges_linear_and_exponential_parts_when_beyond_the_free_pages() {
        // 15 pages at 1000, and 9 - 1 of the exponential table.
        assert_eq!(page_cost(&params(), 0, 0, 17), 15_008);
        // A nested program pays every page when the free ones are taken.
        assert_eq!(
            page_cost(&params(), 17, 17, 1),
            1_000 + exponential_page_gas(18) - 9
        );
        // The exponential part is due once per height: opening again below the record costs linear gas only.
        assert_eq!(page_cost(&params(), 0, 17, 17), 15_000);
        // No new pages, but others were open: nothing.
        assert_eq!(page_cost(&params(), 5, 17, 0), 0);
    }

    #[test]
    fn page_cost_is_unpayable_when_more_than_128_pages() {
        assert_eq!(page_cost(&params(), 1, 1, 128), u64::MAX);
        assert_eq!(page_cost(&params(), 0, 0, 128), 126_000 + 31_873_998);
        assert_eq!(page_cost(&params(), u16::MAX, u16::MAX, u16::MAX), 0);
    }

    #[test]
    fn open_remembers_the_most_pages_when_some_are_closed_again() {
        let mut pages = Pages::default();
        assert_eq!(pages.open(&params(), 17), 15_008);
        pages.open = 0;
        assert_eq!(pages.open(&params(), 3), 1_000);
        assert_eq!(pages, Pages { open: 3, ever: 17 });
    }

    #[test]
    fn entry_cost_matches_the_measured_token_program() {
        let program = ProgramRecord {
            init_cost: 6_747,
            cached_cost: 2_830,
            footprint: 17,
            ..Default::default()
        };
        let cold = entry_cost(&params(), &program, Pages::default(), false);
        assert_eq!(
            cold,
            EntryCost {
                page_gas: 15_008,
                init_gas: 15_579,
                cached_gas: 3_182
            }
        );
        assert_eq!(cold.total(), 33_769);
        let warm = entry_cost(&params(), &program, Pages::default(), true);
        assert_eq!(
            warm,
            EntryCost {
                init_gas: 0,
                ..cold
            }
        );
        let first_version = StylusParams::for_arbos(30);
        assert_eq!(
            entry_cost(&first_version, &program, Pages::default(), false).cached_gas,
            0
        );
    }

    #[test]
    fn start_costs_scale_in_steps_of_two_percent_and_round_up() {
        let scaled = |init, cached| StylusParams {
            init_cost_scalar: init,
            cached_cost_scalar: cached,
            ..params()
        };
        // 2 % of 6,747 is 134.94, 510 % is 34,409.7; the least is 69 * 128 = 8,832.
        assert_eq!(init_gas(&scaled(1, 50), 6_747), 8_832 + 135);
        assert_eq!(init_gas(&scaled(255, 50), 6_747), 8_832 + 34_410);
        // 2 % of 2,830 is 56.6; the least is 11 * 32 = 352.
        assert_eq!(cached_gas(&scaled(50, 1), 2_830), 352 + 57);
        assert_eq!(cached_gas(&scaled(50, 0), 2_830), 352);
        let least = StylusParams {
            min_init_gas: 255,
            min_cached_init_gas: 255,
            ..params()
        };
        assert_eq!(init_gas(&least, 0), 32_640);
        assert_eq!(cached_gas(&least, 0), 8_160);
        assert_eq!(program_init_gas(&least, 0, 0), (40_800, 8_160));
        // Under version 1 the cached part is inside the other already.
        let first = StylusParams {
            version: 1,
            ..least
        };
        assert_eq!(program_init_gas(&first, 0, 0), (32_640, 8_160));
    }

    #[test]
    fn min_return_data_gas_follows_evm_memory() {
        assert_eq!(min_return_data_gas(0), 0);
        assert_eq!(min_return_data_gas(1), 3);
        assert_eq!(min_return_data_gas(33), 6);
        assert_eq!(min_return_data_gas(65_536), 2_048 * 3 + 8_192);
    }

    #[test]
    fn activation_gas_total_adds_the_measured_constant() {
        assert_eq!(activation_gas_total(&params(), 1_970_472, 5), 3_718_298);
        assert_eq!(
            activation_gas_total(&StylusParams::for_arbos(60), 0, 5),
            1_747_826 + 805
        );
    }

    #[test]
    fn data_fee_matches_the_measured_token_program_when_demand_was_zero() {
        let asm = 934_310;
        assert_eq!(
            data_fee_wei(data_demand(0, 0, asm), asm),
            80_936_283_639_380
        );
    }

    #[test]
    fn data_demand_decays_and_saturates() {
        assert_eq!(data_demand(100_000, 1, 10), 100_000 - 34_865 + 10);
        assert_eq!(data_demand(100_000, u64::MAX, 10), 10);
        assert_eq!(data_demand(u32::MAX, 0, u32::MAX), u32::MAX);
        assert_eq!(data_fee_wei(u32::MAX, u32::MAX), u64::MAX);
    }
}
