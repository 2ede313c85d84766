//! The Solidity interfaces of the ArbOS precompiles, as far as this chain answers them.
#![allow(
    missing_docs,
    clippy::too_many_arguments,
    reason = "the macro generates the items; the interfaces are Arbitrum's own"
)]

use alloy_sol_types::sol;

sol! {
    /// Programs: activation, lifetime and parameters.
    interface ArbWasm {
        event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);

        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function codehashKeepalive(bytes32 codehash) external payable;
        function stylusVersion() external view returns (uint16 version);
        function codehashVersion(bytes32 codehash) external view returns (uint16 version);
        function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
        function programVersion(address program) external view returns (uint16 version);
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
        function programMemoryFootprint(address program) external view returns (uint16 footprint);
        function programTimeLeft(address program) external view returns (uint64 secs);
        function inkPrice() external view returns (uint32 price);
        function maxStackDepth() external view returns (uint32 depth);
        function freePages() external view returns (uint16 pages);
        function pageGas() external view returns (uint16 gas);
        function pageRamp() external view returns (uint64 ramp);
        function pageLimit() external view returns (uint16 limit);
        function minInitGas() external view returns (uint64 gas, uint64 cached);
        function initCostScalar() external view returns (uint64 percent);
        function expiryDays() external view returns (uint16 days);
        function keepaliveDays() external view returns (uint16 days);
        function blockCacheSize() external view returns (uint16 count);
        function activationGas() external view returns (uint64 gas);
    }

    /// Which programs are kept resident.
    interface ArbWasmCache {
        event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);

        function isCacheManager(address manager) external view returns (bool);
        function allCacheManagers() external view returns (address[] managers);
        function cacheCodehash(bytes32 codehash) external;
        function cacheProgram(address program) external;
        function evictCodehash(bytes32 codehash) external;
        function codehashIsCached(bytes32 codehash) external view returns (bool);
    }

    /// The chain itself, and messages from it to L1.
    interface ArbSys {
        event L2ToL1Tx(address caller, address indexed destination, uint256 indexed hash, uint256 indexed position, uint256 arbBlockNum, uint256 ethBlockNum, uint256 timestamp, uint256 callvalue, bytes data);
        event SendMerkleUpdate(uint256 indexed reserved, bytes32 indexed hash, uint256 indexed position);

        error InvalidBlockNumber(uint256 requested, uint256 current);

        function arbBlockNumber() external view returns (uint256);
        function arbBlockHash(uint256 arbBlockNum) external view returns (bytes32);
        function arbChainID() external view returns (uint256);
        function arbOSVersion() external view returns (uint256);
        function getStorageGasAvailable() external view returns (uint256);
        function isTopLevelCall() external view returns (bool);
        function mapL1SenderContractAddressToL2Alias(address sender, address unused) external pure returns (address);
        function wasMyCallersAddressAliased() external view returns (bool);
        function myCallersAddressWithoutAliasing() external view returns (address);
        function withdrawEth(address destination) external payable returns (uint256);
        function sendTxToL1(address destination, bytes data) external payable returns (uint256);
        function sendMerkleTreeState() external view returns (uint256 size, bytes32 root, bytes32[] partials);
    }

    /// Accounts, for those who cannot use opcodes.
    interface ArbInfo {
        function getBalance(address account) external view returns (uint256);
        function getCode(address account) external view returns (bytes);
    }

    /// Short numbers for addresses.
    interface ArbAddressTable {
        function addressExists(address addr) external view returns (bool);
        function compress(address addr) external returns (bytes);
        function decompress(bytes buf, uint256 offset) external view returns (address, uint256);
        function lookup(address addr) external view returns (uint256);
        function lookupIndex(uint256 index) external view returns (address);
        function register(address addr) external returns (uint256);
        function size() external view returns (uint256);
    }

    /// Prices of gas.
    interface ArbGasInfo {
        function getPricesInWeiWithAggregator(address aggregator) external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
        function getPricesInWei() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
        function getPricesInArbGasWithAggregator(address aggregator) external view returns (uint256, uint256, uint256);
        function getPricesInArbGas() external view returns (uint256, uint256, uint256);
        function getGasAccountingParams() external view returns (uint256, uint256, uint256);
        function getMaxTxGasLimit() external view returns (uint256);
        function getMaxBlockGasLimit() external view returns (uint64);
        function getMinimumGasPrice() external view returns (uint256);
        function getL1BaseFeeEstimate() external view returns (uint256);
        function getL1BaseFeeEstimateInertia() external view returns (uint64);
        function getL1RewardRate() external view returns (uint64);
        function getL1RewardRecipient() external view returns (address);
        function getL1GasPriceEstimate() external view returns (uint256);
        function getCurrentTxL1GasFees() external view returns (uint256);
        function getGasBacklog() external view returns (uint64);
        function getPricingInertia() external view returns (uint64);
        function getGasBacklogTolerance() external view returns (uint64);
        function getL1PricingSurplus() external view returns (int256);
        function getPerBatchGasCharge() external view returns (int64);
        function getAmortizedCostCapBips() external view returns (uint64);
        function getL1FeesAvailable() external view returns (uint256);
        function getL1PricingEquilibrationUnits() external view returns (uint256);
        function getLastL1PricingUpdateTime() external view returns (uint64);
        function getL1PricingFundsDueForRewards() external view returns (uint256);
        function getL1PricingUnitsSinceUpdate() external view returns (uint64);
        function getLastL1PricingSurplus() external view returns (int256);
        function getGasPricingConstraints() external view returns (uint64[3][] constraints);
    }

    /// Who posts batches to L1 and collects for it.
    interface ArbAggregator {
        function addBatchPoster(address newBatchPoster) external;
        function getBatchPosters() external view returns (address[]);
        function getDefaultAggregator() external view returns (address);
        function getFeeCollector(address batchPoster) external view returns (address);
        function getPreferredAggregator(address addr) external view returns (address, bool);
        function getTxBaseFee(address aggregator) external view returns (uint256);
        function setFeeCollector(address batchPoster, address newFeeCollector) external;
        function setTxBaseFee(address aggregator, uint256 feeInL1Gas) external;
    }

    /// Messages from L1.
    interface ArbRetryableTx {
        event Canceled(bytes32 indexed ticketId);
        event LifetimeExtended(bytes32 indexed ticketId, uint256 newTimeout);
        event RedeemScheduled(bytes32 indexed ticketId, bytes32 indexed retryTxHash, uint64 indexed sequenceNum, uint64 donatedGas, address gasDonor, uint256 maxRefund, uint256 submissionFeeRefund);
        event TicketCreated(bytes32 indexed ticketId);

        error NoTicketWithID();
        error NotCallable();

        function redeem(bytes32 ticketId) external returns (bytes32);
        function getLifetime() external view returns (uint256);
        function getTimeout(bytes32 ticketId) external view returns (uint256);
        function keepalive(bytes32 ticketId) external returns (uint256);
        function getBeneficiary(bytes32 ticketId) external view returns (address);
        function cancel(bytes32 ticketId) external;
        function getCurrentRedeemer() external view returns (address);
        function submitRetryable(bytes32 requestId, uint256 l1BaseFee, uint256 deposit, uint256 callvalue, uint256 gasFeeCap, uint64 gasLimit, uint256 maxSubmissionFee, address feeRefundAddress, address beneficiary, address retryTo, bytes retryData) external;
    }

    /// What there was before Nitro.
    interface ArbStatistics {
        function getStats() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
    }

    /// What anyone may know about the owners.
    interface ArbOwnerPublic {
        event ChainOwnerRectified(address rectifiedOwner);

        function isChainOwner(address addr) external view returns (bool);
        function rectifyChainOwner(address ownerToRectify) external;
        function getAllChainOwners() external view returns (address[]);
        function isNativeTokenOwner(address addr) external view returns (bool);
        function getAllNativeTokenOwners() external view returns (address[]);
        function getNativeTokenManagementFrom() external view returns (uint64);
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function getBrotliCompressionLevel() external view returns (uint64);
        function getScheduledUpgrade() external view returns (uint64 arbosVersion, uint64 scheduledForTimestamp);
        function isCalldataPriceIncreaseEnabled() external view returns (bool);
        function getParentGasFloorPerToken() external view returns (uint64);
        function getMaxStylusContractFragments() external view returns (uint8);
    }

    /// What only owners may do.
    interface ArbOwner {
        event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);

        function addChainOwner(address newOwner) external;
        function removeChainOwner(address ownerToRemove) external;
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[]);
        function setNativeTokenManagementFrom(uint64 timestamp) external;
        function addNativeTokenOwner(address newOwner) external;
        function removeNativeTokenOwner(address ownerToRemove) external;
        function isNativeTokenOwner(address addr) external view returns (bool);
        function getAllNativeTokenOwners() external view returns (address[]);
        function setL1BaseFeeEstimateInertia(uint64 inertia) external;
        function setL2BaseFee(uint256 priceInWei) external;
        function setMinimumL2BaseFee(uint256 priceInWei) external;
        function setSpeedLimit(uint64 limit) external;
        function setMaxTxGasLimit(uint64 limit) external;
        function setMaxBlockGasLimit(uint64 limit) external;
        function setL2GasPricingInertia(uint64 sec) external;
        function setL2GasBacklogTolerance(uint64 sec) external;
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function setNetworkFeeAccount(address newNetworkFeeAccount) external;
        function setInfraFeeAccount(address newInfraFeeAccount) external;
        function scheduleArbOSUpgrade(uint64 newVersion, uint64 timestamp) external;
        function setL1PricingEquilibrationUnits(uint256 equilibrationUnits) external;
        function setL1PricingInertia(uint64 inertia) external;
        function setL1PricingRewardRecipient(address recipient) external;
        function setL1PricingRewardRate(uint64 weiPerUnit) external;
        function setL1PricePerUnit(uint256 pricePerUnit) external;
        function setParentGasFloorPerToken(uint64 floorPerToken) external;
        function setPerBatchGasCharge(int64 cost) external;
        function setBrotliCompressionLevel(uint64 level) external;
        function setAmortizedCostCapBips(uint64 cap) external;
        function releaseL1PricerSurplusFunds(uint256 maxWeiToRelease) external returns (uint256);
        function setInkPrice(uint32 price) external;
        function setWasmMaxStackDepth(uint32 depth) external;
        function setWasmFreePages(uint16 pages) external;
        function setWasmPageGas(uint16 gas) external;
        function setWasmPageLimit(uint16 limit) external;
        function setWasmMaxSize(uint32 size) external;
        function setWasmMinInitGas(uint8 gas, uint16 cached) external;
        function setWasmInitCostScalar(uint64 percent) external;
        function setWasmExpiryDays(uint16 _days) external;
        function setWasmKeepaliveDays(uint16 _days) external;
        function setWasmBlockCacheSize(uint16 count) external;
        function addWasmCacheManager(address manager) external;
        function removeWasmCacheManager(address manager) external;
        function setChainConfig(string chainConfig) external;
        function setCalldataPriceIncrease(bool enable) external;
        function setGasBacklog(uint64 backlog) external;
        function setGasPricingConstraints(uint64[3][] constraints) external;
        function setMaxStylusContractFragments(uint8 maxFragments) external;
        function setWasmActivationGas(uint64 gas) external;
    }

    /// Debug chains only.
    interface ArbDebug {
        event Basic(bool flag, bytes32 indexed value);
        event Mixed(bool indexed flag, bool not, bytes32 indexed value, address conn, address indexed caller);

        error Custom(uint64 number, string message, bool flag);

        function becomeChainOwner() external;
        function events(bool flag, bytes32 value) external payable returns (address, uint256);
        function eventsView() external view;
        function customRevert(uint64 number) external pure;
        function overwriteContractCode(address target, bytes newCode) external returns (bytes oldCode);
        function panic() external;
        function legacyError() external pure;
    }

    /// Questions to the node: no contract, the node answers calls to its address itself.
    interface NodeInterface {
        function estimateRetryableTicket(address sender, uint256 deposit, address to, uint256 l2CallValue, address excessFeeRefundAddress, address callValueRefundAddress, bytes data) external;
        function constructOutboxProof(uint64 size, uint64 leaf) external view returns (bytes32 send, bytes32 root, bytes32[] proof);
        function findBatchContainingBlock(uint64 blockNum) external view returns (uint64 batch);
        function getL1Confirmations(bytes32 blockHash) external view returns (uint64 confirmations);
        function gasEstimateComponents(address to, bool contractCreation, bytes data) external payable returns (uint64 gasEstimate, uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate);
        function gasEstimateL1Component(address to, bool contractCreation, bytes data) external payable returns (uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate);
        function legacyLookupMessageBatchProof(uint256 batchNum, uint64 index) external view returns (bytes32[] proof, uint256 path, address l2Sender, address l1Dest, uint256 l2Block, uint256 l1Block, uint256 timestamp, uint256 amount, bytes calldataForL1);
        function nitroGenesisBlock() external pure returns (uint256 number);
        function blockL1Num(uint64 l2BlockNum) external view returns (uint64 l1BlockNum);
        function l2BlockRangeForL1(uint64 blockNum) external view returns (uint64 firstBlock, uint64 lastBlock);
    }
}
