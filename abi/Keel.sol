// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// The one source of Keel's ABI. The contracts dispatch on these very declarations (`sol!` reads this file, and
// the match over each interface's calls is exhaustive), the JSON and TypeScript beside it are generated from it,
// and clients bind to it. Units: `Wad` = 1e18; `Bps` = 1e-4; `E36` = price of one token base unit in numeraire
// wad, times 1e36; `Seconds` and timestamps are unix seconds.

/// A Chainlink-compatible aggregator and the token it prices. Content-addressed: its id is keccak256(abi.encode(feed)).
struct Feed {
    /// The proxy that answers `latestRoundData()`.
    address aggregator;
    /// An answer older than this is stale.
    uint32 maxAgeSeconds;
    /// Decimals of the answer, pinned at registration.
    uint8 feedDecimals;
    /// Decimals of the token that is priced.
    uint8 tokenDecimals;
}

/// The sequencer uptime feed; `feed` zero means that the network has none.
struct Sequencer {
    address feed;
    /// Prices are refused for this long after the sequencer came back.
    uint32 graceSeconds;
}

/// One constituent of a vault. The first one is the hub: the numeraire side of every trade.
struct Asset {
    address token;
    /// Target weight; all targets sum to exactly 1e18.
    uint256 targetWad;
    /// Fee tier (hundredths of a bip) of the pool that trades this asset against the hub; 0 for the hub itself.
    uint24 poolFee;
    Feed feed;
}

/// A Uniswap V3 deployment: pools are derived by CREATE2 from it, never looked up.
struct Venue {
    address factory;
    bytes32 poolInitCodeHash;
}

/// When a vault trades and how much a trade may cost.
struct Policy {
    /// Absolute drift beyond which a weight breaches its band.
    uint16 bandBps;
    /// Shortest time between two rebalances.
    uint32 minIntervalSeconds;
    /// Each trade returns at least its oracle value less this.
    uint16 toleranceBps;
    /// The whole rebalance loses at most this part of NAV.
    uint16 maxLossBps;
}

/// The programs that a vault works with. The implementation is its core, which its clones run; `admin` is a room of it,
/// which the core delegates to for what it does not answer itself.
struct Suite {
    address implementation;
    address admin;
    address oracle;
    address engine;
    address router;
}

/// All that a vault is made of. Policy, targets, venue, feeds and assets can be changed through the timelock.
struct VaultConfig {
    string name;
    string symbol;
    address owner;
    Sequencer sequencer;
    Venue venue;
    Policy policy;
    /// 2 to 32 constituents, the hub first.
    Asset[] assets;
}

/// What a vault pays for being managed, in shares.
struct Fees {
    /// Of all shares, a year, streamed: at most 500.
    uint16 managementBps;
    /// Of what a share gains above the high-water mark: at most 3,000.
    uint16 performanceBps;
    /// Of the fee, to `protocol`: at most 5,000. The rest is the manager's.
    uint16 protocolBps;
    address manager;
    address protocol;
}

/// Sell `amountIn` of the asset at index `sell` for at least `minOut` of the one at index `buy`.
struct Trade {
    uint8 sell;
    uint8 buy;
    uint256 amountIn;
    uint256 minOut;
}

/// What the engine looks at: amounts, prices and targets in the vault's order of assets, the hub first.
struct Snapshot {
    uint256[] amounts;
    uint256[] pricesE36;
    uint256[] targetsWad;
    uint64 lastRebalancedAt;
    uint64 timestamp;
}

/// Why the engine says go (`BandBreached`) or not.
enum Reason {
    BandBreached,
    BandNotBreached,
    IntervalNotElapsed
}

/// The engine's answer, with the numbers it rests on. `trades` is empty unless `reason` is `BandBreached`.
struct Decision {
    Reason reason;
    uint256 navWad;
    /// Largest absolute drift, rounded up.
    uint256 maxDriftWad;
    uint256 bandWad;
    /// First timestamp at which the interval allows a rebalance.
    uint64 eligibleAt;
    uint256[] weightsWad;
    Trade[] trades;
}

/// One swap to make: exact input, floor on the output.
struct Leg {
    address tokenIn;
    address tokenOut;
    uint24 poolFee;
    uint256 amountIn;
    uint256 minOut;
}

/// One swap made, with amounts measured by the vault.
struct Fill {
    address tokenIn;
    address tokenOut;
    address pool;
    uint256 amountIn;
    uint256 amountOut;
    uint256 minOut;
}

/// @title What every Keel program may answer to calldata that it cannot read
interface IProgram {
    error SelectorUnknown(bytes4 selector);
    error CalldataMalformed(bytes4 selector);
    error ValueNotAccepted(uint256 value);
    /// Arithmetic left its range: an amount, price or sum that no real market has.
    error MathOverflow();
}

/// @title Facts: prices from Chainlink-compatible feeds
/// @notice Nobody owns it. Feeds are named by their content; a read takes the feeds in calldata and touches no storage.
interface IOracle {
    event FeedRegistered(bytes32 indexed feedId, address indexed aggregator, Feed feed, string description);

    error PriceMissing(address aggregator);
    error PriceNotPositive(address aggregator, int256 answer);
    error PriceStale(address aggregator, uint256 updatedAt, uint256 maxAgeSeconds);
    error PriceFromFuture(address aggregator, uint256 updatedAt, uint256 timestamp);
    error PriceOutOfRange(address aggregator, int256 answer);
    error SequencerMissing(address feed);
    error SequencerDown(address feed, uint256 since);
    error SequencerInGrace(address feed, uint256 startedAt, uint256 graceSeconds);
    error FeedDecimalsMismatch(address aggregator, uint8 got, uint8 expected);
    error DecimalsOutOfRange(uint8 got, uint8 maximum);
    error MaxAgeZero(address aggregator);

    /// Registers a feed after checking its decimals against the live aggregator. Idempotent.
    function register(Feed calldata feed) external returns (bytes32 feedId);
    function feedIdOf(Feed calldata feed) external pure returns (bytes32 feedId);
    function isRegistered(bytes32 feedId) external view returns (bool);
    /// One price per feed. Unpriced means revert, never zero.
    function read(Feed[] calldata feeds, Sequencer calldata sequencer) external view returns (uint256[] memory pricesE36);
}

/// @title Decision: pure, holds nothing
interface IEngine {
    error LengthMismatch(uint256 got, uint256 expected);
    error AssetCountOutOfRange(uint256 got, uint256 minimum, uint256 maximum);
    error WeightsDoNotSumToOne(uint256 sumWad, uint256 expectedWad);
    error NavZero();
    error PriceZero(uint256 index);
    error PolicyOutOfRange(uint256 got, uint256 maximum);

    function decide(Policy calldata policy, Snapshot calldata snapshot) external pure returns (Decision memory decision);
}

/// @title Execution: exact-in swaps on Uniswap V3, paid in the callback
/// @notice Holds no token, no allowance and no storage between calls.
interface IRouter {
    error LegsEmpty();
    error PoolMissing(address pool);
    error PoolCallFailed(address pool);
    error AmountInZero(uint256 index);
    error AmountInNotTaken(address pool, uint256 taken, uint256 amountIn);
    error AmountOutBelowMinimum(address pool, uint256 amountOut, uint256 minOut);
    error CallbackNotFromPool(address caller, address expected);
    error PaymentUnexpected(int256 amount0Delta, int256 amount1Delta, uint256 owed);
    error SwapInProgress();

    /// Swaps the legs in order; the caller receives every output and is asked to `pay` every input.
    function swap(Venue calldata venue, Leg[] calldata legs) external returns (Fill[] memory fills);
    function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata data) external;
    function poolOf(Venue calldata venue, address tokenA, address tokenB, uint24 poolFee) external pure returns (address pool);
}

/// @title Custody and law: ERC-20 shares of a portfolio that keeps itself at its target weights
/// @notice What the core of a vault answers itself, and the events and errors of all its rooms. A vault is one address:
/// the functions of its rooms (`IVaultAdmin`) are called on it like these. The generated IVault.json has them all.
interface IVault {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Initialized(address indexed owner, Suite suite);
    event Seeded(address indexed receiver, uint256 shares, uint256[] amounts);
    event DepositedInKind(address indexed sender, address indexed receiver, uint256 shares, uint256[] amounts);
    event RedeemedInKind(
        address indexed sender, address indexed receiver, address indexed owner, uint256 shares, uint256[] amounts
    );
    event Rebalanced(
        uint256 indexed epoch,
        address indexed keeper,
        uint256 navBeforeWad,
        uint256 navAfterWad,
        uint256 maxDriftBeforeWad,
        uint256 maxDriftAfterWad,
        Fill[] fills
    );
    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event CuratorSet(address indexed previousCurator, address indexed newCurator);
    event GuardianSet(address indexed previousGuardian, address indexed newGuardian);
    event Paused(address account);
    event Unpaused(address account);
    event Submitted(bytes4 indexed selector, address indexed curator, bytes data, uint256 executableAt);
    event Revoked(bytes4 indexed selector, address indexed account, bytes data);
    event Executed(bytes4 indexed selector, address indexed account, bytes data);
    event TimelockSet(bytes4 indexed selector, uint256 previousSeconds, uint256 newSeconds);
    event Abdicated(bytes4 indexed selector);
    event PolicySet(Policy previousPolicy, Policy newPolicy);
    event TargetsSet(uint256[] previousTargetsWad, uint256[] newTargetsWad);
    event VenueSet(Venue previousVenue, Venue newVenue);
    event PoolFeeSet(address indexed token, uint24 previousPoolFee, uint24 newPoolFee);
    /// `previousPriceE36` is zero when the previous feed did not answer.
    event FeedSet(address indexed token, Feed previousFeed, Feed newFeed, uint256 previousPriceE36, uint256 newPriceE36);
    event AssetAdded(address indexed token, Asset asset);
    /// Its target went to the hub.
    event AssetRetired(address indexed token, uint256 targetWad);
    event AssetRemoved(address indexed token);
    /// What had accrued was collected for the previous recipients.
    event FeesSet(Fees previousFees, Fees newFees);
    event FeesCollected(address indexed manager, address indexed protocol, uint256 managerShares, uint256 protocolShares);
    /// A previous mark of zero: there was none, and nothing is charged.
    event PerformanceAccrued(uint256 shares, uint256 previousMarkE36, uint256 newMarkE36);
    event KeeperSet(address indexed keeper, bool isKeeper);
    event KeepersOnlySet(bool wasKeepersOnly, bool isKeepersOnly);

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC20InvalidSender(address sender);
    error ERC20InvalidReceiver(address receiver);
    error ERC20InvalidApprover(address approver);
    error ERC20InvalidSpender(address spender);
    error ERC2612ExpiredSignature(uint256 deadline);
    error ERC2612InvalidSigner(address signer, address owner);
    /// Nobody can have signed so.
    error ECDSAInvalidSignature();
    /// Only the lower form of a signature counts.
    error ECDSAInvalidSignatureS(bytes32 s);

    error ImplementationLocked();
    error AlreadyInitialized();
    error NotInitialized();
    error NotOwner(address caller, address owner);
    error NotPendingOwner(address caller, address pendingOwner);
    error NotCurator(address caller, address curator);
    error NotGuardian(address caller, address guardian);
    error NotKeeper(address caller);
    error OwnerZero();
    /// No function with this selector is governed by a timelock.
    error SettingUnknown(bytes4 selector);
    /// A setting was called instead of submitted, waited for and executed.
    error TimelockSkipped(bytes4 selector);
    error TimelockOutOfRange(uint256 gotSeconds, uint256 minimumSeconds, uint256 maximumSeconds);
    /// A timelock gets shorter only by `execute`.
    error TimelockShorter(bytes4 selector, uint256 gotSeconds, uint256 currentSeconds);
    error SelectorAbdicated(bytes4 selector);
    error OperationPending(bytes32 operation, uint256 executableAt);
    error OperationUnknown(bytes32 operation);
    error TimelockNotElapsed(uint256 timestamp, uint256 executableAt);
    error OperationExpired(uint256 timestamp, uint256 expiredAt);
    error EnforcedPause();
    error ExpectedPause();
    error Locked();
    error DeadlineExpired(uint256 deadline, uint256 timestamp);

    error AssetCountOutOfRange(uint256 got, uint256 minimum, uint256 maximum);
    error AssetDuplicate(address token);
    error AssetUnknown(address token);
    error LengthMismatch(uint256 got, uint256 expected);
    error WeightsDoNotSumToOne(uint256 sumWad, uint256 expectedWad);
    error TargetZero(address token);
    error TargetNotZero(address token, uint256 targetWad);
    error HubNotRemovable(address token);
    error AssetBalanceNotZero(address token, uint256 balance);
    error PriceTooFar(address token, uint256 previousPriceE36, uint256 newPriceE36, uint256 maximumBps);
    error PolicyOutOfRange(uint256 got, uint256 maximum);
    error SuiteWithoutCode(address program);
    /// A room is not the very program that the core was built with.
    error RoomMismatch(address program, bytes32 codeHash, bytes32 expected);
    error FeedTokenMismatch(address token, uint8 feedTokenDecimals, uint8 tokenDecimals);
    error TextTooLong(uint256 got, uint256 maximum);
    error ConstitutionNotStored();

    error FeeOutOfRange(uint256 gotBps, uint256 maximumBps);
    error FeeRecipientZero();

    error SupplyNotZero(uint256 supply);
    error SupplyAboveMaximum(uint256 supply, uint256 maximum);
    error SupplyZero();
    error SharesZero();
    error SharesAboveSupply(uint256 shares, uint256 supply);
    error AmountZero(address token);
    error AmountAboveMaximum(address token, uint256 amount, uint256 maximum);
    error AmountBelowMinimum(address token, uint256 amount, uint256 minimum);
    error AmountNotReceived(address token, uint256 received, uint256 expected);
    error BalanceOutOfRange(address token, uint256 balance);
    error TokenWithoutCode(address token);
    error TokenCallReverted(address token, bytes reason);
    error TokenReturnedFalse(address token);

    error BandNotBreached(uint256 maxDriftWad, uint256 bandWad);
    error IntervalNotElapsed(uint256 timestamp, uint256 eligibleAt);
    error NothingToTrade(uint256 maxDriftWad, uint256 bandWad);
    error NotPaying(address caller);
    error PaymentAboveTrade(address token, uint256 amount, uint256 remaining);
    error ProgramCallFailed(address program);
    error TradeOutOfRange(uint256 index);
    error FillNotPlanned(uint256 index);
    error FillNotMeasured(address token, uint256 balance, uint256 expected);
    error FillBelowFloor(address tokenIn, address tokenOut, uint256 amountOut, uint256 floor);
    error LossAboveBudget(uint256 lossWad, uint256 budgetWad);
    error DriftNotReduced(uint256 beforeWad, uint256 afterWad);

    // Shares (ERC-20, ERC-6093 errors).
    function name() external view returns (string memory);
    function symbol() external view returns (string memory);
    function decimals() external pure returns (uint8);
    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);
    function transfer(address to, uint256 value) external returns (bool);
    function approve(address spender, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    /// ERC-165: what this token is. It is asked with 30,000 gas, so the core answers.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool);

    // In and out, pro rata, oracle-free.
    function depositInKind(uint256 shares, uint256[] calldata maxAmounts, address receiver, uint256 deadline) external returns (uint256[] memory amounts);
    function redeemInKind(uint256 shares, uint256[] calldata minAmounts, address receiver, address owner, uint256 deadline) external returns (uint256[] memory amounts);
    function previewDepositInKind(uint256 shares) external view returns (uint256[] memory amounts);
    function previewRedeemInKind(uint256 shares) external view returns (uint256[] memory amounts);

    // The story.
    /// By anyone: snapshot, prices, decision, execution, proof, commit; all or nothing.
    function rebalance(uint256 deadline) external returns (Fill[] memory fills);
    /// What `rebalance` would decide at this moment, and why.
    function previewRebalance() external view returns (Decision memory decision);
    /// For the router, inside a rebalance only: transfers what the running swap owes to its pool.
    function pay(address token, uint256 amount, address to) external;

    // Views.
    function assets() external view returns (Asset[] memory);
    function suite() external view returns (Suite memory);
    /// Accounted amounts in the order of `assets()`; donations are not in it.
    function balances() external view returns (uint256[] memory amounts);
    function assetBalance(address token) external view returns (uint256 amount);
    function prices() external view returns (uint256[] memory pricesE36);
    function epoch() external view returns (uint256);
    function lastRebalancedAt() external view returns (uint256);
}

/// @title A room of the vault: its birth, its owner, how it is configured, and approvals of its shares by signature
/// @notice Called on the vault, whose core delegates here. At its own address it has no vault to act on, and refuses.
interface IVaultAdmin {
    // Birth.
    /// Once, on an untouched clone, by its first caller: config, then seed from `seeder`. The factory makes the clone and
    /// calls this in one transaction; never approve a clone that is not initialised.
    function initialize(Suite calldata suite, VaultConfig calldata config, address seeder, uint256[] calldata amounts) external returns (uint256 shares);
    /// Owner, at zero supply only: a fixed number of shares for one amount of every asset.
    function seed(uint256[] calldata amounts, address receiver) external returns (uint256 shares);

    // Owner.
    function owner() external view returns (address);
    function pendingOwner() external view returns (address);
    function transferOwnership(address newOwner) external;
    function acceptOwnership() external;
    function setCurator(address newCurator) external;
    function setGuardian(address newGuardian) external;

    // Pause.
    /// Owner or guardian: stops deposits and rebalances, never a redemption in kind, for 14 days from now at most.
    function pause() external;
    /// Owner.
    function unpause() external;
    function paused() external view returns (bool);
    /// When the last pause ends or ended by itself; zero before the first.
    function pausedUntil() external view returns (uint256 timestamp);

    // Timelock. `data` is the calldata of a setting.
    function curator() external view returns (address);
    function guardian() external view returns (address);
    /// How long an operation on this setting waits.
    function timelock(bytes4 selector) external view returns (uint256 delaySeconds);
    function isAbdicated(bytes4 selector) external view returns (bool);
    /// Zero when it is not pending.
    function executableAt(bytes calldata data) external view returns (uint256 timestamp);
    /// Curator: announces an operation, which anyone may execute after the timelock and for 14 days.
    function submit(bytes calldata data) external returns (uint256 timestamp);
    /// Guardian, curator or owner.
    function revoke(bytes calldata data) external;
    /// By anyone, once.
    function execute(bytes calldata data) external;
    /// Longer at once, by curator or owner; shorter through `submit`, after the timelock that it shortens.
    function setTimelock(bytes4 selector, uint256 delaySeconds) external;

    // Settings, which only `execute` calls.
    /// The setting can never be used again. Waits the timelock of `selector`.
    function abdicate(bytes4 selector) external;
    function setPolicy(Policy calldata newPolicy) external;
    /// In the order of `assets()`; zero for retired assets only.
    function setTargets(uint256[] calldata targetsWad) external;
    function setVenue(Venue calldata newVenue) external;
    function setPoolFee(address token, uint24 poolFee) external;
    /// The new price is within 5 % of the previous one at that moment, if that one answers.
    function setFeed(address token, Feed calldata feed) external;
    /// Behind the others, with an accounted balance of zero; the targets are those of all assets, the added one last.
    function addAsset(Asset calldata asset, uint256[] calldata targetsWad) external;
    /// Its target becomes zero and goes to the hub; rebalances sell it off.
    function retireAsset(address token) external;
    /// A retired asset whose accounted balance is zero.
    function removeAsset(address token) external;
    /// Lets only keepers rebalance, or everyone.
    function setKeepers(address[] calldata added, address[] calldata removed, bool newKeepersOnly) external;

    /// Accrues at the previous rates first.
    function setFees(Fees calldata newFees) external;

    // Fees.
    function fees() external view returns (Fees memory);
    /// Fee shares that are in `totalSupply()` and with nobody yet.
    function unclaimedFees() external view returns (uint256 shares);
    function highWaterMark() external view returns (uint256 priceE36);
    /// By anyone: mints the unclaimed fee shares to their recipients.
    function collectFees() external returns (uint256 shares);
    /// By anyone: charges what a share gained above the mark, at the oracle's prices.
    function accruePerformance() external returns (uint256 shares);

    // Keepers.
    function isKeeper(address account) external view returns (bool);
    function keepersOnly() external view returns (bool);
    /// Guardian, curator or owner, at once.
    function dismissKeeper(address keeper) external;

    // Approvals by signature (EIP-2612), and what is signed (EIP-712, EIP-5267).
    /// Sets an allowance by the owner's signature, whoever sends it; once, and until the deadline.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// How many permits of an owner were used: the next one is signed with this number.
    function nonces(address owner) external view returns (uint256);
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function version() external view returns (string memory);
    function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);

    // How it is configured.
    function policy() external view returns (Policy memory);
    function sequencer() external view returns (Sequencer memory);
    function venue() external view returns (Venue memory);
}

/// @title Birth: clone, initialise and seed in one transaction; a registry
/// @notice Nobody owns it. A vault's address commits to its creator and to every parameter.
interface IFactory {
    event VaultCreated(address indexed vault, address indexed creator, address indexed implementation, bytes32 salt);

    error VaultExists(address vault);
    error SuiteWithoutCode(address program);
    error CloneFailed();
    error IndexOutOfRange(uint256 index, uint256 count);

    /// The creator must have approved the predicted vault for `amounts`.
    function create(Suite calldata suite, VaultConfig calldata config, uint256[] calldata amounts) external returns (address vault);
    function predict(address creator, Suite calldata suite, VaultConfig calldata config) external view returns (address vault);
    /// The implementation that a vault made here runs; zero for any other address.
    function implementationOf(address vault) external view returns (address implementation);
    function vaultCount() external view returns (uint256);
    function vaultAt(uint256 index) external view returns (address vault);
}
