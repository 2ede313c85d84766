//! What users of the predeployed contracts call.

#![allow(
    missing_docs,
    reason = "generated; named as in the contracts' own sources"
)]

alloy::sol! {
    #[sol(rpc, abi, all_derives)]
    interface Multicall3 {
        struct Call3 {
            address target;
            bool allowFailure;
            bytes callData;
        }
        struct Result {
            bool success;
            bytes returnData;
        }
        function aggregate3(Call3[] calldata calls) external payable returns (Result[] memory returnData);
        function getEthBalance(address addr) external view returns (uint256 balance);
        function getBlockNumber() external view returns (uint256 blockNumber);
    }

    #[sol(rpc, abi, all_derives)]
    interface Permit2 {
        error SignatureExpired(uint256 signatureDeadline);
        error InvalidNonce();
        error InvalidSigner();
        error InvalidAmount(uint256 maxAmount);
        error InsufficientAllowance(uint256 amount);
        error AllowanceExpired(uint256 deadline);

        struct TokenPermissions {
            address token;
            uint256 amount;
        }
        struct PermitTransferFrom {
            TokenPermissions permitted;
            uint256 nonce;
            uint256 deadline;
        }
        struct SignatureTransferDetails {
            address to;
            uint256 requestedAmount;
        }
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function permitTransferFrom(
            PermitTransferFrom memory permit,
            SignatureTransferDetails calldata transferDetails,
            address owner,
            bytes calldata signature
        ) external;
    }

    #[sol(rpc, abi, all_derives)]
    interface StylusDeployer {
        event ContractDeployed(address deployedContract);
        error ContractDeploymentError(bytes bytecode);
        error ContractInitializationError(address newContract, bytes data);
        error RefundExcessValueError(uint256 excessValue);
        error EmptyBytecode();
        error InitValueButNotInitData();

        function deploy(bytes calldata bytecode, bytes calldata initData, uint256 initValue, bytes32 salt)
            external payable returns (address);
        function initSalt(bytes32 salt, bytes calldata initData) external pure returns (bytes32);
    }

    #[sol(rpc, abi, all_derives)]
    interface CacheManager {
        event InsertBid(bytes32 indexed codehash, address program, uint192 bid, uint64 size);
        event DeleteBid(bytes32 indexed codehash, uint192 bid, uint64 size);
        error NotChainOwner(address sender);
        error AsmTooLarge(uint256 asm, uint256 queueSize, uint256 cacheSize);
        error AlreadyCached(bytes32 codehash);
        error BidTooLarge(uint256 bid);
        error BidTooSmall(uint192 bid, uint192 min);
        error BidsArePaused();

        function initialize(uint64 initCacheSize, uint64 initDecay) external;
        function placeBid(address program) external payable;
        function isPaused() external view returns (bool);
        function queueSize() external view returns (uint64);
        function cacheSize() external view returns (uint64);
        function getMinBid(uint64 size) external view returns (uint192 min);
        function getMinBid(address program) external view returns (uint192 min);
    }

    interface ArbOwner {
        function addWasmCacheManager(address manager) external;
    }
}
