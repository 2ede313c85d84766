//! `ArbAddressTable`: short numbers for addresses, and their RLP coding: a number if the address has one, else the address.

use alloy_primitives::{Address, U256};
use alloy_rlp::{Decodable, Encodable};
use revm::Database;

use super::abi::ArbAddressTable::{self, ArbAddressTableCalls};
use super::{Call, Purity, Stop, give};
use crate::evm::arbos::Map;
use crate::evm::setting::Setting;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbAddressTableCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbAddressTableCalls as M;
    call.open(match &method {
        M::compress(_) | M::register(_) => Purity::Write,
        _ => Purity::View,
    })?;
    match method {
        M::addressExists(m) => {
            let exists = index(call, m.addr)?.is_some();
            give!(ArbAddressTable::addressExistsCall, exists)
        }
        M::compress(m) => {
            let mut coded = Vec::new();
            match index(call, m.addr)? {
                Some(index) => index.encode(&mut coded),
                None => m.addr.encode(&mut coded),
            }
            give!(ArbAddressTable::compressCall, coded.into())
        }
        M::decompress(m) => {
            let offset = usize::try_from(m.offset).map_err(|_| Stop::Refused)?;
            let coded = m.buf.get(offset..).ok_or(Stop::Refused)?;
            let (address, read) = decompress(call, coded)?;
            give!(
                ArbAddressTable::decompressCall,
                ArbAddressTable::decompressReturn {
                    _0: address,
                    _1: U256::from(read)
                }
            )
        }
        M::lookup(m) => {
            let index = index(call, m.addr)?.ok_or(Stop::Refused)?;
            give!(ArbAddressTable::lookupCall, U256::from(index))
        }
        M::lookupIndex(m) => {
            let index = u64::try_from(m.index).map_err(|_| Stop::Refused)?;
            let address = address(call, index)?.ok_or(Stop::Refused)?;
            give!(ArbAddressTable::lookupIndexCall, address)
        }
        M::register(m) => {
            let index = register(call, m.addr)?;
            give!(ArbAddressTable::registerCall, U256::from(index))
        }
        M::size(_) => {
            let size = call.read(Setting::AddressCount)?;
            give!(ArbAddressTable::sizeCall, size)
        }
    }
}

fn index<DB: Database>(call: &mut Call<'_, DB>, address: Address) -> Result<Option<u64>, Stop> {
    let number: u64 = call
        .look_up(Map::TableNumbers, address.as_slice())?
        .saturating_to();
    Ok(number.checked_sub(1))
}

fn address<DB: Database>(call: &mut Call<'_, DB>, index: u64) -> Result<Option<Address>, Stop> {
    if index >= call.read_u64(Setting::AddressCount)? {
        return Ok(None);
    }
    let number = index.saturating_add(1);
    let word = call.look_up(Map::TableAddresses, &number.to_be_bytes())?;
    Ok(Some(Address::from_word(word.into())))
}

fn register<DB: Database>(call: &mut Call<'_, DB>, address: Address) -> Result<u64, Stop> {
    if let Some(index) = index(call, address)? {
        return Ok(index);
    }
    let number = call.increment(Setting::AddressCount)?;
    let word = address.into_word().into();
    call.put(Map::TableAddresses, &number.to_be_bytes(), word)?;
    call.put(Map::TableNumbers, address.as_slice(), U256::from(number))?;
    Ok(number.saturating_sub(1))
}

/// The address at the start of `coded`, and how many bytes it took.
fn decompress<DB: Database>(
    call: &mut Call<'_, DB>,
    coded: &[u8],
) -> Result<(Address, usize), Stop> {
    let mut rest = coded;
    let address = match Address::decode(&mut rest) {
        Ok(address) => address,
        Err(_) => {
            rest = coded;
            let index = u64::decode(&mut rest).map_err(|_| Stop::Refused)?;
            address_or_refuse(call, index)?
        }
    };
    Ok((address, coded.len().saturating_sub(rest.len())))
}

fn address_or_refuse<DB: Database>(call: &mut Call<'_, DB>, index: u64) -> Result<Address, Stop> {
    address(call, index)?.ok_or(Stop::Refused)
}
