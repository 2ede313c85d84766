//! Approvals by signature (EIP-2612) that somebody else may have sent first.
//!
//! A permit is public as soon as it is sent, and anyone may send it. Then it has done what it was signed for, and the same
//! one fails. So what counts here is the allowance afterwards, whatever became of the permit; this also sees through a
//! token that answers anything without doing it.

use alloy_primitives::Address;
use alloy_sol_types::{SolError, sol};
use kit::abi::IVault;
use kit::abi::IVaultAdmin::permitCall;
use kit::abi::IVaultPermits::{permitUnlessAllowedCall, selfPermitCall};
use kit::codec::{Abi, Writer, encode_call};
use kit::dispatch::revert;
use kit::erc20::{self, REASON_BYTES_MAX};
use kit::{Revert, call, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

sol! {
    #[allow(missing_docs, reason = "EIP-2612 itself")]
    interface IERC20Permit {
        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    }
}

kit::fields! {
    IERC20Permit::permitCall { owner, spender, value, deadline, v, r, s }
}

impl Vault {
    /// Of the caller, to the vault. Constituents only: at nobody else's address the vault speaks for its caller.
    pub(crate) fn self_permit(&self, call: selfPermitCall) -> Result<(), Revert> {
        let selfPermitCall {
            token,
            value,
            deadline,
            v,
            r,
            s,
        } = call;
        lock::take()?;
        self.check_constituent(token)?;
        let (owner, spender) = (self.vm.msg_sender(), self.vm.contract_address());
        let permit = IERC20Permit::permitCall {
            owner,
            spender,
            value,
            deadline,
            v,
            r,
            s,
        };
        let answer = call::send(&self.vm, token, &encode_call(&permit), REASON_BYTES_MAX);
        let allowance = erc20::allowance(&self.vm, token, owner, spender)?;
        if allowance < value {
            let mut writer = Writer::new(&IVault::PermitRefused::SELECTOR, 4);
            token.write(&mut writer);
            allowance.write(&mut writer);
            value.write(&mut writer);
            writer.text(&answer.err().unwrap_or_default());
            return Err(writer.finish());
        }
        lock::release();
        Ok(())
    }

    /// Of shares, from anyone to anyone.
    pub(crate) fn permit_unless_allowed(
        &self,
        call: permitUnlessAllowedCall,
    ) -> Result<(), Revert> {
        let permitUnlessAllowedCall {
            owner,
            spender,
            value,
            deadline,
            v,
            r,
            s,
        } = call;
        lock::check_free()?;
        let permit = permitCall {
            owner,
            spender,
            value,
            deadline,
            v,
            r,
            s,
        };
        let room = self.suite()?.admin;
        match call::delegate(&self.vm, room, &encode_call(&permit)) {
            Err(reason) if self.allowance(owner, spender) < value => Err(reason),
            _ => Ok(()),
        }
    }

    /// Passes for a token of this vault.
    ///
    /// # Errors
    /// `AssetUnknown`.
    pub(crate) fn check_constituent(&self, token: Address) -> Result<(), Revert> {
        let assets = self.constitution()?.assets;
        if assets.iter().any(|asset| asset.token == token) {
            Ok(())
        } else {
            Err(revert(IVault::AssetUnknown { token }))
        }
    }
}
