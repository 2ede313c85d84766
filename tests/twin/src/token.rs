//! An ERC-20 token as most are: balances, allowances, and a switch that makes it refuse.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::{SolCall, SolEvent, SolInterface, sol};

use crate::chain::{Area, Log, with};
use crate::frame::Context;

sol! {
    #[allow(missing_docs, reason = "ERC-20 itself")]
    #[sol(all_derives)]
    interface IToken {
        event Transfer(address indexed from, address indexed to, uint256 value);
        event Approval(address indexed owner, address indexed spender, uint256 value);
        function decimals() external view returns (uint8);
        function totalSupply() external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function approve(address spender, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
    }
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Its decimals.
    pub decimals: u8,
    /// Whether every call reverts.
    pub is_frozen: bool,
}

/// Where the balance of an account is.
#[must_use]
pub fn balance_key(account: Address) -> B256 {
    account.into_word()
}

fn allowance_key(owner: Address, spender: Address) -> B256 {
    keccak256([owner.into_word().0, spender.into_word().0].as_flattened())
}

fn read(token: Address, key: B256) -> U256 {
    with(|state| state.word(Area::Storage, token, key)).into()
}

fn write(token: Address, key: B256, number: U256) {
    with(|state| state.set_word(Area::Storage, token, key, number.into()));
}

/// The balance of an account in the running chain.
pub(crate) fn balance(token: Address, account: Address) -> U256 {
    read(token, balance_key(account))
}

impl Token {
    pub(crate) fn call(self, context: Context, input: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        use IToken::ITokenCalls as Call;
        if self.is_frozen {
            return Err(Vec::new());
        }
        let token = context.address;
        let call = Call::abi_decode(input).map_err(|_| Vec::new())?;
        let is_view = matches!(
            call,
            Call::decimals(_) | Call::totalSupply(_) | Call::balanceOf(_) | Call::allowance(_)
        );
        if context.is_static && !is_view {
            return Err(Vec::new());
        }
        let number = match call {
            Call::decimals(_) => U256::from(self.decimals),
            Call::totalSupply(_) => U256::ZERO,
            Call::balanceOf(c) => balance(token, c.account),
            Call::allowance(c) => read(token, allowance_key(c.owner, c.spender)),
            Call::transfer(c) => move_tokens(token, context.sender, c.to, c.value)?,
            Call::approve(c) => {
                write(token, allowance_key(context.sender, c.spender), c.value);
                emit(
                    token,
                    &IToken::Approval {
                        owner: context.sender,
                        spender: c.spender,
                        value: c.value,
                    },
                );
                U256::ONE
            }
            Call::transferFrom(c) => {
                let key = allowance_key(c.from, context.sender);
                let allowed = read(token, key);
                let left = allowed.checked_sub(c.value).ok_or_else(Vec::new)?;
                if allowed != U256::MAX {
                    write(token, key, left);
                }
                move_tokens(token, c.from, c.to, c.value)?
            }
        };
        Ok(number.to_be_bytes_vec())
    }
}

fn move_tokens(token: Address, from: Address, to: Address, value: U256) -> Result<U256, Vec<u8>> {
    let left = balance(token, from)
        .checked_sub(value)
        .ok_or_else(Vec::new)?;
    write(token, balance_key(from), left);
    let more = balance(token, to).checked_add(value).ok_or_else(Vec::new)?;
    write(token, balance_key(to), more);
    emit(token, &IToken::Transfer { from, to, value });
    Ok(U256::ONE)
}

fn emit(address: Address, event: &impl SolEvent) {
    let data = event.encode_log_data();
    let (topics, data): (_, Bytes) = data.split();
    with(|state| {
        state.log(Log {
            address,
            topics,
            data: data.to_vec(),
        });
    });
}

/// A transfer out of an account, as a call of its own.
pub(crate) fn transfer_call(to: Address, value: U256) -> Vec<u8> {
    IToken::transferCall { to, value }.abi_encode()
}
