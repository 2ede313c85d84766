//! ArbOS state: Stylus parameters, program records, owners, kept as storage of one account.
//!
//! Living in ordinary storage, it is journaled, reverted and snapshotted with everything else. Reads go around the access
//! list, because a program call must neither pay for them nor warm anything; writes are ordinary journaled writes.
//!
//! Layout: fixed words at small slots, maps at `keccak(domain byte, key)`, address sets as `size` at the set's base slot,
//! members at `keccak(domain, index)` and positions (from 1) at `keccak(domain, address)`.

use alloy_primitives::{Address, B256, U256, keccak256};
use revm::Database;
use revm::context::Journal;
use revm::context_interface::JournalTr;

use super::precompiles::BATCH_POSTER;
use super::rules::{ARBOS_STATE, ChainRules};
use super::setting::{self, Setting};
use crate::program::{ProgramRecord, StylusParams};

const PARAMS: U256 = U256::ZERO;
const DATA_PRICER: U256 = U256::from_limbs([1, 0, 0, 0]);
const ACTIVATION_GAS: U256 = U256::from_limbs([2, 0, 0, 0]);
const NETWORK_FEE_ACCOUNT: U256 = U256::from_limbs([3, 0, 0, 0]);

const PROGRAMS: u8 = 0x10;
const MODULE_HASHES: u8 = 0x11;

/// A map of words in ArbOS state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Map {
    /// Batch poster to the account that collects for it.
    FeeCollectors = 0x30,
    /// Address to its number in the address table, from 1.
    TableNumbers = 0x31,
    /// Number to address.
    TableAddresses = 0x32,
    /// Level to partial root of the tree of messages to L1.
    SendPartials = 0x33,
    /// Index to a constraint of the gas price.
    Constraints = 0x34,
}

/// A set of addresses in ArbOS state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddressSet {
    /// Accounts that may use `ArbOwner`.
    Owners,
    /// Accounts that may cache programs.
    CacheManagers,
    /// Accounts that may mint and burn the native token.
    NativeTokenOwners,
    /// Accounts that post batches to L1.
    BatchPosters,
}

impl AddressSet {
    const fn domain(self) -> u8 {
        match self {
            Self::Owners => 0x20,
            Self::CacheManagers => 0x21,
            Self::NativeTokenOwners => 0x22,
            Self::BatchPosters => 0x23,
        }
    }

    fn size_slot(self) -> U256 {
        U256::from(self.domain())
    }

    fn member_slot(self, index: u64) -> U256 {
        map_slot(self.domain(), &index.to_be_bytes())
    }

    fn position_slot(self, member: Address) -> U256 {
        map_slot(self.domain(), member.as_slice())
    }
}

/// The state of the price of program data: how much was activated lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DataPricer {
    /// Bytes in demand.
    pub(crate) demand: u32,
    /// Unix second of the last activation.
    pub(crate) updated_at: u64,
}

fn map_slot(domain: u8, key: &[u8]) -> U256 {
    let mut preimage = Vec::with_capacity(key.len().saturating_add(1));
    preimage.push(domain);
    preimage.extend_from_slice(key);
    keccak256(preimage).into()
}

/// The storage a chain's ArbOS account is born with.
pub(super) fn genesis_storage(rules: &ChainRules) -> Vec<(U256, U256)> {
    let mut storage = vec![
        (PARAMS, U256::from_be_bytes(rules.stylus.to_word().0)),
        (NETWORK_FEE_ACCOUNT, address_word(rules.network_fee_account)),
    ];
    let sets: [(AddressSet, &[Address]); 2] = [
        (AddressSet::Owners, &rules.owners),
        (AddressSet::BatchPosters, &[BATCH_POSTER]),
    ];
    for (set, members) in sets {
        let mut size = 0_u64;
        for member in members {
            storage.push((set.member_slot(size), address_word(*member)));
            size = size.saturating_add(1);
            storage.push((set.position_slot(*member), U256::from(size)));
        }
        storage.push((set.size_slot(), U256::from(size)));
    }
    storage.push((
        map_slot(Map::FeeCollectors as u8, BATCH_POSTER.as_slice()),
        address_word(BATCH_POSTER),
    ));
    storage.extend(
        setting::defaults(rules)
            .into_iter()
            .map(|(setting, value)| (setting.slot(), value)),
    );
    storage.retain(|(_, value)| !value.is_zero());
    storage
}

/// Slot and value of a program record in the ArbOS state account, to start a state from activated programs.
#[must_use]
pub fn record_word(code_hash: B256, record: &ProgramRecord) -> (U256, U256) {
    (
        map_slot(PROGRAMS, code_hash.as_slice()),
        U256::from_be_bytes(record.to_word().0),
    )
}

fn address_word(address: Address) -> U256 {
    address.into_word().into()
}

fn word_address(word: U256) -> Address {
    Address::from_word(word.into())
}

/// ArbOS state over a journal.
pub(crate) struct Arbos<'a, DB: Database> {
    journal: &'a mut Journal<DB>,
    version: u64,
}

impl<'a, DB: Database> Arbos<'a, DB> {
    pub(crate) fn new(journal: &'a mut Journal<DB>, version: u64) -> Self {
        Self { journal, version }
    }

    fn load(&mut self, slot: U256) -> Result<U256, DB::Error> {
        let (db, state) = self.journal.db_and_state_mut();
        let known = state
            .get(&ARBOS_STATE)
            .and_then(|account| account.storage.get(&slot));
        match known {
            Some(value) => Ok(value.present_value()),
            None => db.storage(ARBOS_STATE, slot),
        }
    }

    fn store(&mut self, slot: U256, value: U256) -> Result<(), DB::Error> {
        self.journal.load_account(ARBOS_STATE)?;
        self.journal.touch_account(ARBOS_STATE);
        self.journal.sstore(ARBOS_STATE, slot, value)?;
        Ok(())
    }

    pub(crate) fn setting(&mut self, setting: Setting) -> Result<U256, DB::Error> {
        self.load(setting.slot())
    }

    pub(crate) fn set_setting(&mut self, setting: Setting, value: U256) -> Result<(), DB::Error> {
        self.store(setting.slot(), value)
    }

    pub(crate) fn map(&mut self, map: Map, key: &[u8]) -> Result<U256, DB::Error> {
        self.load(map_slot(map as u8, key))
    }

    pub(crate) fn set_map(&mut self, map: Map, key: &[u8], value: U256) -> Result<(), DB::Error> {
        self.store(map_slot(map as u8, key), value)
    }

    pub(crate) fn params(&mut self) -> Result<StylusParams, DB::Error> {
        let word = self.load(PARAMS)?;
        Ok(StylusParams::from_word(word.into(), self.version))
    }

    pub(crate) fn set_params(&mut self, params: &StylusParams) -> Result<(), DB::Error> {
        self.store(PARAMS, params.to_word().into())
    }

    pub(crate) fn program(&mut self, code_hash: B256) -> Result<ProgramRecord, DB::Error> {
        let word = self.load(map_slot(PROGRAMS, code_hash.as_slice()))?;
        Ok(ProgramRecord::from_word(word.into()))
    }

    pub(crate) fn set_program(
        &mut self,
        code_hash: B256,
        record: &ProgramRecord,
    ) -> Result<(), DB::Error> {
        let (slot, value) = record_word(code_hash, record);
        self.store(slot, value)
    }

    pub(crate) fn set_module_hash(&mut self, code_hash: B256, hash: B256) -> Result<(), DB::Error> {
        self.store(map_slot(MODULE_HASHES, code_hash.as_slice()), hash.into())
    }

    pub(crate) fn data_pricer(&mut self) -> Result<DataPricer, DB::Error> {
        let [demand, updated_at, ..] = self.load(DATA_PRICER)?.into_limbs();
        Ok(DataPricer {
            demand: u32::try_from(demand).unwrap_or(u32::MAX),
            updated_at,
        })
    }

    pub(crate) fn set_data_pricer(&mut self, pricer: DataPricer) -> Result<(), DB::Error> {
        let word = U256::from_limbs([u64::from(pricer.demand), pricer.updated_at, 0, 0]);
        self.store(DATA_PRICER, word)
    }

    pub(crate) fn activation_gas(&mut self) -> Result<u64, DB::Error> {
        Ok(self.load(ACTIVATION_GAS)?.saturating_to())
    }

    pub(crate) fn set_activation_gas(&mut self, gas: u64) -> Result<(), DB::Error> {
        self.store(ACTIVATION_GAS, U256::from(gas))
    }

    pub(crate) fn network_fee_account(&mut self) -> Result<Address, DB::Error> {
        Ok(word_address(self.load(NETWORK_FEE_ACCOUNT)?))
    }

    pub(crate) fn set_network_fee_account(&mut self, account: Address) -> Result<(), DB::Error> {
        self.store(NETWORK_FEE_ACCOUNT, address_word(account))
    }

    pub(crate) fn contains(&mut self, set: AddressSet, member: Address) -> Result<bool, DB::Error> {
        Ok(!self.load(set.position_slot(member))?.is_zero())
    }

    pub(crate) fn members(&mut self, set: AddressSet) -> Result<Vec<Address>, DB::Error> {
        let size: u64 = self.load(set.size_slot())?.saturating_to();
        (0..size)
            .map(|index| self.load(set.member_slot(index)).map(word_address))
            .collect()
    }

    /// Adds a member; nothing happens if it is one already.
    pub(crate) fn add(&mut self, set: AddressSet, member: Address) -> Result<(), DB::Error> {
        if self.contains(set, member)? {
            return Ok(());
        }
        let size: u64 = self.load(set.size_slot())?.saturating_to();
        let grown = U256::from(size.saturating_add(1));
        self.store(set.member_slot(size), address_word(member))?;
        self.store(set.position_slot(member), grown)?;
        self.store(set.size_slot(), grown)
    }

    /// Removes a member by moving the last one into its place; nothing happens if it is none.
    pub(crate) fn remove(&mut self, set: AddressSet, member: Address) -> Result<(), DB::Error> {
        let position: u64 = self.load(set.position_slot(member))?.saturating_to();
        let size: u64 = self.load(set.size_slot())?.saturating_to();
        let (Some(index), Some(last)) = (position.checked_sub(1), size.checked_sub(1)) else {
            return Ok(());
        };
        let moved = self.load(set.member_slot(last))?;
        self.store(set.member_slot(index), moved)?;
        self.store(set.position_slot(word_address(moved)), U256::from(position))?;
        self.store(set.member_slot(last), U256::ZERO)?;
        self.store(set.position_slot(member), U256::ZERO)?;
        self.store(set.size_slot(), U256::from(last))
    }
}
