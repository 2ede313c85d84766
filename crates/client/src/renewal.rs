//! Keeping programs alive: an activation ends after a year, and then nobody can call the program until it is activated again.
//!
//! Anybody may renew a code hash that has been active for a month, for the fee of an activation; all accounts with the same code
//! share it. What a hash's renewal would cost, or why it cannot be renewed, is found by asking for a renewal that offers nothing:
//! the chain answers with its own typed error, and the fee is in it.

use crate::{
    arb_wasm::{ARB_WASM, ArbWasm},
    transaction::{self, During, TransactionError},
};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, U256, keccak256},
    providers::{DynProvider, Provider},
    rpc::types::BlockNumberOrTag,
    sol_types::{SolError, SolEvent},
};

const DAY_S: u64 = 86_400;
/// The fee moves with the chain's demand between the question and the transaction; the chain refunds the surplus.
const FEE_MARGIN_PERCENT: u64 = 20;

/// Why a program is not kept alive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenewalError {
    /// The chain cannot run WASM programs.
    #[error(
        "chain {chain_id} has no ArbWasm at {ARB_WASM}: it is not an Arbitrum chain with Stylus"
    )]
    NotStylusChain {
        /// Its id.
        chain_id: u64,
    },
    /// There is nothing to keep alive.
    #[error("{program} at {address} has no code")]
    WithoutCode {
        /// Its name.
        program: String,
        /// Where it was looked for.
        address: Address,
    },
    /// Another program than the deployment says.
    #[error("{program} at {address} has code hash {got}, the deployment says {expected}")]
    CodeHashMismatch {
        /// Its name.
        program: String,
        /// Where it is.
        address: Address,
        /// What the deployment says.
        expected: B256,
        /// What is there.
        got: B256,
    },
    /// It was never activated.
    #[error("{program} ({code_hash}) is not activated; `cargo keel deploy` activates it")]
    NotActivated {
        /// Its name.
        program: String,
        /// Its code hash.
        code_hash: B256,
    },
    /// Its year is over.
    #[error(
        "{program} ({code_hash}) expired {} d after its activation; nobody can call it until it is activated again, which \
         `cargo keel deploy` does", age_s / DAY_S
    )]
    Expired {
        /// Its name.
        program: String,
        /// Its code hash.
        code_hash: B256,
        /// How long ago it was activated.
        age_s: u64,
    },
    /// The chain runs a later version of Stylus than it was activated for.
    #[error(
        "{program} ({code_hash}) was activated for version {version} of Stylus and the chain runs {stylus_version}; \
         `cargo keel deploy` activates it again"
    )]
    NeedsUpgrade {
        /// Its name.
        program: String,
        /// Its code hash.
        code_hash: B256,
        /// Of its activation.
        version: u16,
        /// Of the chain.
        stylus_version: u16,
    },
    /// It was activated or renewed too recently.
    #[error(
        "{program} ({code_hash}) is {} d old and cannot be renewed before {renewable_at} (unix seconds)", age_s / DAY_S
    )]
    TooSoon {
        /// Its name.
        program: String,
        /// Its code hash.
        code_hash: B256,
        /// How long ago it was activated or renewed.
        age_s: u64,
        /// When it may be renewed.
        renewable_at: u64,
    },
    /// The fee rose beyond what was offered.
    #[error("renewing {program} costs {want} wei, and {have} were offered; try again")]
    InsufficientValue {
        /// Its name.
        program: String,
        /// What was offered.
        have: U256,
        /// What it costs.
        want: U256,
    },
    /// Whoever pays cannot.
    #[error("renewing {program} costs {fee} wei and {payer} has {balance}; fund it")]
    FeeAboveBalance {
        /// The program's name.
        program: String,
        /// What a renewal costs, margin included.
        fee: U256,
        /// Who pays.
        payer: Address,
        /// What it has.
        balance: U256,
    },
    /// The chain renewed it, and does not say so.
    #[error("transaction {hash} succeeded, and the chain says nothing of a renewal of {program}")]
    NotTold {
        /// The program's name.
        program: String,
        /// The transaction.
        hash: B256,
    },
    /// A node could not be asked, or refused.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
}

/// A program whose life is looked after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// Where it is, or one of the places.
    pub address: Address,
    /// What it is.
    pub code_hash: B256,
}

/// How long a program lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// When it may be renewed first, in unix seconds.
    pub renewable_at: u64,
    /// When it ends, in unix seconds.
    pub expires_at: u64,
    /// What a renewal costs now; `None` while it is too early for one.
    pub fee: Option<U256>,
}

/// The periods of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    /// How long an activation lasts.
    pub expiry_s: u64,
    /// How old it must be to be renewed.
    pub keepalive_s: u64,
}

impl Periods {
    /// Asks a chain.
    ///
    /// # Errors
    /// `NotStylusChain`, or `Transaction` when the node cannot be asked.
    pub async fn of(provider: &DynProvider) -> Result<Self, RenewalError> {
        let arb_wasm = ArbWasm::new(ARB_WASM, provider);
        let action = "asking how long programs live";
        let expiry = match arb_wasm.expiryDays().call().await.during(action) {
            Ok(days) => days,
            // An address without code answers every call with nothing.
            Err(TransactionError::AnswerMalformed { .. }) => {
                let chain_id = provider.get_chain_id().await.during(action)?;
                return Err(RenewalError::NotStylusChain { chain_id });
            }
            Err(other) => return Err(other.into()),
        };
        let keepalive = arb_wasm.keepaliveDays().call().await.during(action)?;
        Ok(Self {
            expiry_s: u64::from(expiry).saturating_mul(DAY_S),
            keepalive_s: u64::from(keepalive).saturating_mul(DAY_S),
        })
    }
}

impl Kept {
    /// Looks at what is at an address.
    ///
    /// # Errors
    /// `WithoutCode`, `CodeHashMismatch` where a hash is expected, or `Transaction`.
    pub async fn at(
        provider: &DynProvider,
        name: &str,
        address: Address,
        expected: Option<B256>,
    ) -> Result<Self, RenewalError> {
        let program = name.to_owned();
        let code = provider
            .get_code_at(address)
            .await
            .during("reading a program's code")?;
        if code.is_empty() {
            return Err(RenewalError::WithoutCode { program, address });
        }
        let got = keccak256(&code);
        match expected.filter(|expected| *expected != got) {
            Some(expected) => Err(RenewalError::CodeHashMismatch {
                program,
                address,
                expected,
                got,
            }),
            None => Ok(Self {
                name: program,
                address,
                code_hash: got,
            }),
        }
    }

    /// How long it lives, and what a renewal costs.
    ///
    /// # Errors
    /// `NotActivated`, `Expired`, `NeedsUpgrade`, or `Transaction` when the node cannot be asked.
    pub async fn lifetime(
        &self,
        provider: &DynProvider,
        periods: Periods,
    ) -> Result<Lifetime, RenewalError> {
        let arb_wasm = ArbWasm::new(ARB_WASM, provider);
        // Answer and time have to be of one block.
        let latest = provider
            .get_block_by_number(BlockNumberOrTag::Latest)
            .await
            .during("asking for the time")?;
        let (now, at) = latest.map_or((0, BlockNumberOrTag::Latest), |block| {
            (block.header.timestamp, block.header.number.into())
        });
        let asked = arb_wasm
            .programTimeLeft(self.address)
            .block(at.into())
            .call()
            .await;
        let left_s = match asked.during("asking how long a program lives") {
            Ok(left_s) => left_s,
            Err(error) => return Err(self.why(error, now, periods)),
        };
        let age_s = periods.expiry_s.saturating_sub(left_s);
        let born_at = now.saturating_sub(age_s);
        let quoted = arb_wasm
            .codehashKeepalive(self.code_hash)
            .block(at.into())
            .call()
            .await;
        let fee = match quoted.during("asking what a renewal costs") {
            Ok(_) => Some(U256::ZERO),
            Err(error) => match self.why(error, now, periods) {
                RenewalError::InsufficientValue { want, .. } => Some(want),
                RenewalError::TooSoon { .. } => None,
                other => return Err(other),
            },
        };
        Ok(Lifetime {
            renewable_at: born_at.saturating_add(periods.keepalive_s),
            expires_at: now.saturating_add(left_s),
            fee,
        })
    }

    /// Renews it, and returns the fee that was paid.
    ///
    /// # Errors
    /// `TooSoon` with the date, `NotActivated`, `Expired`, `NeedsUpgrade`; `FeeAboveBalance` before anything is sent;
    /// `InsufficientValue` when the fee rose in between; `NotTold`, `Transaction`.
    pub async fn renew(
        &self,
        provider: &DynProvider,
        payer: Address,
        periods: Periods,
    ) -> Result<U256, RenewalError> {
        let lifetime = self.lifetime(provider, periods).await?;
        let Some(fee) = lifetime.fee else {
            return Err(RenewalError::TooSoon {
                program: self.name.clone(),
                code_hash: self.code_hash,
                age_s: periods
                    .keepalive_s
                    .saturating_sub(lifetime.renewable_at.saturating_sub(now(provider).await?)),
                renewable_at: lifetime.renewable_at,
            });
        };
        let offer = with_margin(fee);
        let action = format!("renewing {}", self.name);
        let balance = provider.get_balance(payer).await.during(&action)?;
        if offer > balance {
            return Err(RenewalError::FeeAboveBalance {
                program: self.name.clone(),
                fee: offer,
                payer,
                balance,
            });
        }
        self.pay(provider, payer, offer, periods).await
    }

    /// Renews it for what is offered; the chain refunds what is too much.
    ///
    /// # Errors
    /// As [`Kept::renew`].
    pub async fn pay(
        &self,
        provider: &DynProvider,
        payer: Address,
        offer: U256,
        periods: Periods,
    ) -> Result<U256, RenewalError> {
        let action = format!("renewing {}", self.name);
        let request = ArbWasm::new(ARB_WASM, provider)
            .codehashKeepalive(self.code_hash)
            .into_transaction_request()
            .with_from(payer)
            .with_value(offer);
        let receipt = match transaction::send(provider, &action, request).await {
            Ok(receipt) => receipt,
            Err(error) => return Err(self.why(error, now(provider).await?, periods)),
        };
        let told = receipt.logs().iter().find_map(|log| {
            let event = ArbWasm::ProgramLifetimeExtended::decode_log(&log.inner).ok()?;
            (event.codehash == self.code_hash).then_some(event.dataFee)
        });
        told.ok_or_else(|| RenewalError::NotTold {
            program: self.name.clone(),
            hash: receipt.transaction_hash,
        })
    }

    /// The chain's own error in our words.
    fn why(&self, error: TransactionError, now: u64, periods: Periods) -> RenewalError {
        let (program, code_hash) = (self.name.clone(), self.code_hash);
        let Some(data) = error.revert().map(|reason| reason.data.clone()) else {
            return error.into();
        };
        if ArbWasm::ProgramNotActivated::abi_decode(&data).is_ok() {
            return RenewalError::NotActivated { program, code_hash };
        }
        if let Ok(told) = ArbWasm::ProgramExpired::abi_decode(&data) {
            return RenewalError::Expired {
                program,
                code_hash,
                age_s: told.ageInSeconds,
            };
        }
        if let Ok(told) = ArbWasm::ProgramNeedsUpgrade::abi_decode(&data) {
            return RenewalError::NeedsUpgrade {
                program,
                code_hash,
                version: told.version,
                stylus_version: told.stylusVersion,
            };
        }
        if let Ok(told) = ArbWasm::ProgramKeepaliveTooSoon::abi_decode(&data) {
            let age_s = told.ageInSeconds;
            return RenewalError::TooSoon {
                program,
                code_hash,
                age_s,
                renewable_at: now.saturating_add(periods.keepalive_s.saturating_sub(age_s)),
            };
        }
        match ArbWasm::ProgramInsufficientValue::abi_decode(&data) {
            Ok(told) => RenewalError::InsufficientValue {
                program,
                have: told.have,
                want: told.want,
            },
            Err(_) => error.into(),
        }
    }
}

async fn now(provider: &DynProvider) -> Result<u64, TransactionError> {
    let latest = provider
        .get_block_by_number(BlockNumberOrTag::Latest)
        .await
        .during("asking for the time")?;
    Ok(latest.map_or(0, |block| block.header.timestamp))
}

/// The fee and its margin, rounded up: an offer that is a wei short is refused.
fn with_margin(fee: U256) -> U256 {
    let margin = fee
        .saturating_mul(U256::from(FEE_MARGIN_PERCENT))
        .div_ceil(U256::from(100_u64));
    fee.saturating_add(margin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::revert::Revert;

    const PERIODS: Periods = Periods {
        expiry_s: 365 * DAY_S,
        keepalive_s: 31 * DAY_S,
    };

    fn refused(error: &impl SolError) -> TransactionError {
        TransactionError::Reverted {
            action: "renewing".to_owned(),
            reason: Revert::decode(&error.abi_encode().into()),
        }
    }

    /// The local chain has one version of Stylus, so this is the one answer that no story reaches.
    #[test]
    fn why_knows_a_program_of_an_earlier_stylus() {
        let kept = Kept {
            name: "vault".to_owned(),
            address: Address::ZERO,
            code_hash: B256::repeat_byte(7),
        };
        let told = refused(&ArbWasm::ProgramNeedsUpgrade {
            version: 1,
            stylusVersion: 2,
        });
        let why = kept.why(told, 0, PERIODS);
        assert!(
            matches!(
                why,
                RenewalError::NeedsUpgrade {
                    version: 1,
                    stylus_version: 2,
                    ..
                }
            ),
            "{why}"
        );
        let told = refused(&ArbWasm::ProgramUpToDate {});
        let why = kept.why(told, 0, PERIODS);
        assert_eq!(why.to_string(), "renewing: ProgramUpToDate()");
    }
}
