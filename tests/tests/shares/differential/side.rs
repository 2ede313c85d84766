//! One of the two tokens, and a call on it.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol_types::{Eip712Domain, SolCall, SolError, SolEvent},
};
use anyhow::ensure;
use client::{
    bindings::{IVault, IVaultAdmin},
    transaction::TransactionError,
};
use e2e::{
    openzeppelin::IReferenceToken,
    permit::{self, ORDER, Permit, Signed},
    vault::{NO_DEADLINE, Vault, deposit_call},
};

use super::{
    Play,
    call::{Flaw, Move, Outcome, Who},
};

/// Stands for the address of either token.
const ITSELF: B256 = B256::repeat_byte(0x77);

/// One of the two tokens.
pub(super) struct Side {
    pub(super) token: Address,
    /// What permits are signed for.
    pub(super) domain: Eip712Domain,
    /// The vault whose shares they are, for ours.
    pub(super) vault: Option<Vault>,
}

impl Side {
    pub(super) fn address(&self, play: &Play<'_>, who: Who) -> Address {
        match who {
            Who::Person(index) => play.people[index],
            Who::Nobody => Address::ZERO,
            Who::Itself => self.token,
        }
    }

    pub(super) async fn play(
        &self,
        play: &Play<'_>,
        by: Who,
        call: &Move,
    ) -> anyhow::Result<Outcome> {
        let chain = &play.world.chain;
        let from = self.address(play, by);
        let permit = self.permit(play, call).await?;
        let data = self.calldata(play, by, call, permit.as_ref());
        let answer = match chain.ask(from, self.token, data.clone()).await {
            Ok(answer) => answer,
            Err(TransactionError::Reverted { reason, .. }) => {
                let error = match &permit {
                    Some((permit, signed)) => {
                        self.impartial(play, reason.data, permit, *signed).await?
                    }
                    None => reason.data,
                };
                return Ok(Outcome::Refused(self.impersonal(&error)));
            }
            Err(other) => return Err(other.into()),
        };
        let mut events = Vec::new();
        if by != Who::Nobody {
            let receipt = chain.send_raw(from, self.token, data).await?;
            for log in receipt.logs() {
                let is_ours = log.topic0().is_some_and(is_share_event);
                if log.address() == self.token && is_ours {
                    let topics = log
                        .topics()
                        .iter()
                        .flat_map(|topic| topic.0)
                        .collect::<Vec<_>>();
                    let whole = [topics.as_slice(), &log.inner.data.data].concat();
                    events.push(self.impersonal(&whole.into()));
                }
            }
        }
        // A deposit and a redemption answer with amounts of assets, which a reference has none of.
        let answer = match call {
            Move::Mint { .. } | Move::Burn { .. } => Bytes::new(),
            _ => self.impersonal(&answer),
        };
        Ok(Outcome::Done { answer, events })
    }

    pub(super) async fn nonce(&self, play: &Play<'_>, owner: Address) -> anyhow::Result<U256> {
        let call = IVaultAdmin::noncesCall { owner };
        Ok(play.world.chain.view(self.token, &call).await?)
    }

    /// A permit as it is brought, with a signature that may be of something else.
    async fn permit(
        &self,
        play: &Play<'_>,
        call: &Move,
    ) -> anyhow::Result<Option<(Permit, Signed)>> {
        let Move::Permit {
            owner,
            spender,
            value,
            flaw,
        } = *call
        else {
            return Ok(None);
        };
        let brought = Permit {
            owner: self.address(play, owner),
            spender: self.address(play, spender),
            value,
            nonce: self.nonce(play, self.address(play, owner)).await?,
            deadline: match flaw {
                Flaw::Expired => U256::ONE,
                _ => U256::MAX,
            },
        };
        let (mut meant, mut domain) = (brought.clone(), self.domain.clone());
        let mut key = match owner {
            Who::Person(index) => index,
            Who::Nobody | Who::Itself => 0,
        };
        match flaw {
            Flaw::NextNonce => meant.nonce = meant.nonce.wrapping_add(U256::ONE),
            Flaw::LastNonce => meant.nonce = meant.nonce.wrapping_sub(U256::ONE),
            Flaw::OtherValue => meant.value = meant.value.wrapping_add(U256::ONE),
            Flaw::OtherKey => key = (key + 1) % play.people.len(),
            Flaw::OtherChain => domain.chain_id = Some(U256::ONE),
            Flaw::OtherToken => domain.verifying_contract = Some(play.people[0]),
            _ => {}
        }
        let key = play.world.chain.signer(play.people[key])?;
        let good = permit::sign(key, &meant, &domain)?;
        let signed = match flaw {
            Flaw::UpperForm => good.with_high_s(),
            Flaw::V(v) => Signed { v, ..good },
            Flaw::NoR => Signed {
                r: B256::ZERO,
                ..good
            },
            Flaw::NoS => Signed {
                s: B256::ZERO,
                ..good
            },
            Flaw::LargeR => Signed {
                r: ORDER.into(),
                ..good
            },
            _ => good,
        };
        Ok(Some((brought, signed)))
    }

    /// Error data in which what the signature alone decides, and so differs between the sides, is one word: the key that seems to
    /// have signed, which is the one that a library finds, and the upper form, which is what was brought.
    async fn impartial(
        &self,
        play: &Play<'_>,
        error: Bytes,
        brought: &Permit,
        signed: Signed,
    ) -> anyhow::Result<Bytes> {
        if let Ok(upper) = IVault::ECDSAInvalidSignatureS::abi_decode(&error) {
            ensure!(upper.s == signed.s, "{} was not brought", upper.s);
            let impartial = IVault::ECDSAInvalidSignatureS { s: ITSELF };
            return Ok(impartial.abi_encode().into());
        }
        let Ok(seeming) = IVault::ERC2612InvalidSigner::abi_decode(&error) else {
            return Ok(error);
        };
        let read = Permit {
            nonce: self.nonce(play, brought.owner).await?,
            ..brought.clone()
        };
        let found = signed.signer(&read, &self.domain);
        ensure!(
            found == Some(seeming.signer),
            "{} seems to have signed, the library finds {found:?}",
            seeming.signer
        );
        let impartial = IVault::ERC2612InvalidSigner {
            signer: self.token,
            ..seeming
        };
        Ok(impartial.abi_encode().into())
    }

    fn calldata(
        &self,
        play: &Play<'_>,
        by: Who,
        call: &Move,
        permit: Option<&(Permit, Signed)>,
    ) -> Bytes {
        let of = |who| self.address(play, who);
        let data = match *call {
            Move::Transfer { to, value } => IVault::transferCall { to: of(to), value }.abi_encode(),
            Move::Approve { spender, value } => IVault::approveCall {
                spender: of(spender),
                value,
            }
            .abi_encode(),
            Move::TransferFrom { from, to, value } => IVault::transferFromCall {
                from: of(from),
                to: of(to),
                value,
            }
            .abi_encode(),
            Move::Mint { to, value } => match &self.vault {
                Some(vault) => {
                    deposit_call(value, vec![U256::MAX; vault.asset_count()], of(to)).abi_encode()
                }
                None => IReferenceToken::mintCall { to: of(to), value }.abi_encode(),
            },
            Move::Burn { from, value } => match &self.vault {
                Some(vault) => IVault::redeemInKindCall {
                    shares: value,
                    minAmounts: vec![U256::ZERO; vault.asset_count()],
                    receiver: play.people[0],
                    owner: of(from),
                    deadline: NO_DEADLINE,
                }
                .abi_encode(),
                None if from == by => IReferenceToken::burnCall { value }.abi_encode(),
                None => IReferenceToken::burnFromCall {
                    from: of(from),
                    value,
                }
                .abi_encode(),
            },
            Move::Permit { .. } => permit
                .map(|(permit, signed)| signed.call(permit).abi_encode())
                .unwrap_or_default(),
        };
        data.into()
    }

    /// The same words, with the token's own address replaced. Error data has a selector before its words.
    fn impersonal(&self, data: &Bytes) -> Bytes {
        let (selector, words) = data.split_at(data.len() % 32);
        let own = self.token.into_word();
        let words = words.chunks(32).flat_map(|word| {
            if word == own.as_slice() {
                ITSELF.to_vec()
            } else {
                word.to_vec()
            }
        });
        selector.iter().copied().chain(words).collect()
    }
}

fn is_share_event(topic: &B256) -> bool {
    [
        IVault::Transfer::SIGNATURE_HASH,
        IVault::Approval::SIGNATURE_HASH,
    ]
    .contains(topic)
}
