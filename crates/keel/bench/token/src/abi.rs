//! What the token can be asked.
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "generated code"
)]

alloy_sol_types::sol! {
    #[sol(all_derives)]
    interface IToken {
        event Transfer(address indexed from, address indexed to, uint256 value);

        error BalanceTooLow(address account, uint256 balance, uint256 needed);
        error SupplyTooLarge(uint256 supply, uint256 value);

        function mint(address to, uint256 value) external;
        function transfer(address to, uint256 value) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function totalSupply() external view returns (uint256);
    }
}

kit::calls! { IToken::ITokenCalls {
    mint = mintCall { to, value }
    transfer = transferCall { to, value }
    balanceOf = balanceOfCall { account }
    totalSupply = totalSupplyCall {}
}}

kit::fields! {
    IToken::BalanceTooLow { account, balance, needed }
    IToken::SupplyTooLarge { supply, value }
}

kit::events! {
    IToken::Transfer [from, to] { value }
}
