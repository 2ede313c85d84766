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
    /// How far a fresh answer of the feed may be from the market: what priced flows assume against who crosses.
    uint16 errorBps;
    Feed feed;
}

/// A Uniswap V3 deployment: pools are derived by CREATE2 from it, never looked up.
struct Venue {
    address factory;
    bytes32 poolInitCodeHash;
}

/// When a vault trades and how much a trade may cost.
struct Policy {
    /// Absolute drift that every rebalance needs, which the vault proves by itself. Without triggers it is the band.
    uint16 bandBps;
    /// Shortest time between two rebalances.
    uint32 minIntervalSeconds;
    /// Each trade returns at least its oracle value less this.
    uint16 toleranceBps;
    /// The whole rebalance loses at most this part of NAV.
    uint16 maxLossBps;
    /// What calls for a rebalance, packed (see `Trigger`); zero: the band alone, back to the target.
    bytes32 triggers;
}

/// What may call for a rebalance, beyond the drift, the interval and the losses that the vault proves. A trigger is met when
/// what it measures is above its limit. `Policy.triggers` declares them; its bytes, the first at the left, numbers big-endian:
///
/// | bytes | field | range, when it is used; else 0 |
/// | --- | --- | --- |
/// | 0 | kinds: 1 Absolute, 2 Relative, 4 TrackingError, 8 Calendar, 16 Cost, 32 Forecast; 64 variances are needed (for 4, 32 or an exponent, and only then); 128 all must be met, not any | |
/// | 1-2 | absoluteBps: band of Absolute, and that of which Forecast foresees the breach | 1-10,000 |
/// | 3-4 | relativeBps: band as a part of each target | 1-10,000 |
/// | 5-6 | trackingBps: annual tracking error | 1-10,000 |
/// | 7-10 | periodSeconds of the calendar | 60-31,536,000 |
/// | 11-14 | phaseSeconds: where its periods start | below the period |
/// | 15 | exponentPercent, signed: bands follow volatility, band * (sigma / reference)^exponent | -100-100 |
/// | 16-17 | referenceBps: annual volatility at which a band is its base | 1-30,000 |
/// | 18 | clampTenths: bands scale at most by that, up and down | 10-100 |
/// | 19 | correlationPercent of any two assets, for 4 and 32 | 0-99 |
/// | 20-21 | costBps: one way, of the value traded | 0-1,000 |
/// | 22-23 | fixedMillionths: what a rebalance costs, as a part of NAV | any; one of both costs above 0 |
/// | 24 | aversionTenths: relative risk aversion | 1-255 |
/// | 25-27 | horizonSeconds of the forecast | 60-16,777,215 |
/// | 28-29 | confidenceBps: probability of a breach above which to act | 1-9,999 |
/// | 30 | jitterPercent: bands are wider or narrower, and periods later, by up to that: by vault and epoch, against herding | 0-25 |
/// | 31 | returnPercent: how far from the target, as a part of the narrowest band, a trade ends: 0 at the target; below the band by a tenth, or trades would never rest; 255 the cost-optimal point, with 16 | 0-90, 255 |
enum Trigger {
    Absolute,
    Relative,
    TrackingError,
    Calendar,
    Cost,
    Forecast
}

/// What flows of a single asset cost and how much of them there may be. Flows in kind know of it only the cap on shares.
struct FlowPolicy {
    /// Of the value that crosses; the feed's error of the asset that crosses comes on top.
    uint16 baseFeeBps;
    /// Of the turnover that a flow adds; what it saves is taken off. At most the base fee.
    uint16 driftFeeBps;
    /// Shares minted for a single asset neither move nor exit before that long.
    uint32 minHoldSeconds;
    /// Value that may cross, in and out together, as a part of NAV: at once at most this, and regained within a day.
    uint16 dailyFlowBps;
    /// No deposit, priced or in kind, makes more shares than that.
    uint112 shareCap;
}

/// The programs that a vault works with. The implementation is its core, which its clones run; `admin` and `priced` are rooms
/// of it, which the core delegates to for what it does not answer itself.
struct Suite {
    address implementation;
    address admin;
    address priced;
    address oracle;
    address engine;
    address router;
}

/// All that makes a vault, fixed at its creation.
struct VaultConfig {
    string name;
    string symbol;
    address owner;
    Sequencer sequencer;
    Venue venue;
    Policy policy;
    FlowPolicy flowPolicy;
    /// 2 to 32 constituents, the hub first.
    Asset[] assets;
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
    /// Whose portfolio it is, and how often it was rebalanced: what jitter is drawn from.
    address vault;
    uint64 epoch;
    /// Variance per second of each asset, 1e27; empty for a policy that needs none. Zero is one that nobody has observed.
    uint256[] variancesE27;
}

/// Why the engine says go (`BandBreached`, `Triggered`) or not.
enum Reason {
    /// Without triggers: the band is breached.
    BandBreached,
    /// The largest drift is within the policy's band, and no rebalance goes without that.
    BandNotBreached,
    /// All but time: the interval since the last rebalance.
    IntervalNotElapsed,
    /// The declared triggers are met.
    Triggered,
    /// The drift is beyond the band, and the declared triggers are not met.
    NotTriggered
}

/// The engine's answer, with the numbers it rests on. `trades` is empty unless the reason is a go.
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
    /// Three words for each declared trigger: which (`Trigger`), what it measures, its limit; met when measured > limit. Drifts
    /// and bands (Absolute, Relative, Cost: of the asset that is furthest beyond its own), annual tracking errors and
    /// probabilities in wad; for Calendar the last date that was due, and the last rebalance.
    uint256[] readings;
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
    /// The last answer of each feed, whatever its age and whatever the sequencer: to look at, never to settle.
    function readLast(Feed[] calldata feeds) external view returns (uint256[] memory pricesE36);
}

/// @title Decision: pure, holds nothing
interface IEngine {
    error LengthMismatch(uint256 got, uint256 expected);
    error AssetCountOutOfRange(uint256 got, uint256 minimum, uint256 maximum);
    error WeightsDoNotSumToOne(uint256 sumWad, uint256 expectedWad);
    error NavZero();
    error PriceZero(uint256 index);
    error PolicyOutOfRange(uint256 got, uint256 maximum);
    /// A field of `Policy.triggers`.
    error TriggersOutOfRange(string field, int256 got, int256 minimum, int256 maximum);

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
/// the functions of its rooms (`IVaultAdmin`, `IVaultPriced`) are called on it like these. The generated IVault.json has them all.
interface IVault {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Initialized(address indexed owner, Suite suite);
    event Seeded(address indexed receiver, uint256 shares, uint256[] amounts);
    event DepositedInKind(address indexed sender, address indexed receiver, uint256 shares, uint256[] amounts);
    event RedeemedInKind(
        address indexed sender, address indexed receiver, address indexed owner, uint256 shares, uint256[] amounts
    );
    /// A token refused to pay; `owner` may have it claimed.
    event Owed(address indexed token, address indexed owner, uint256 amount);
    event Claimed(address indexed token, address indexed owner, uint256 amount);
    /// ERC-4626: the hub came in.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    /// ERC-4626: the hub went out.
    event Withdraw(
        address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares
    );
    /// Another asset than the hub came in, priced.
    event AssetDeposited(
        address indexed sender, address indexed receiver, address indexed token, uint256 amount, uint256 shares
    );
    /// Another asset than the hub went out, priced.
    event AssetRedeemed(
        address sender, address indexed receiver, address indexed owner, address indexed token, uint256 amount, uint256 shares
    );
    /// All shares of the account that are held back, after a priced deposit.
    event SharesHeld(address indexed account, uint256 shares, uint256 until);
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
    event Paused(address account);
    event Unpaused(address account);

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
    error OwnerZero();
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
    error PolicyOutOfRange(uint256 got, uint256 maximum);
    error TriggersOutOfRange(string field, int256 got, int256 minimum, int256 maximum);
    error SuiteWithoutCode(address program);
    /// A room is not the very program that the core was built with.
    error RoomMismatch(address program, bytes32 codeHash, bytes32 expected);
    error FeedTokenMismatch(address token, uint8 feedTokenDecimals, uint8 tokenDecimals);
    error TextTooLong(uint256 got, uint256 maximum);
    error ConstitutionNotStored();

    error SupplyNotZero(uint256 supply);
    error SupplyZero();
    error SharesZero();
    error SharesAboveSupply(uint256 shares, uint256 supply);
    /// Held back since a priced deposit: `free` of the account's shares may move before `until`.
    error SharesLocked(address account, uint256 free, uint256 needed, uint256 until);
    /// While shares of an account are held back, only the account itself may add to them.
    error LotRunning(address account, uint256 until);
    error LotOutOfRange(uint256 shares, uint256 maximum);
    error SupplyOutOfRange(uint256 supply, uint256 maximum);
    error ShareCapExceeded(uint256 supply, uint256 cap);
    error FlowAboveDailyCap(uint256 flowWad, uint256 roomWad);
    error FlowAboveHolding(address token, uint256 valueWad, uint256 heldWad);
    error SharesBelowMinimum(uint256 shares, uint256 minimum);
    error FlowPolicyOutOfRange(uint256 got, uint256 maximum);
    error AmountZero(address token);
    error AmountAboveMaximum(address token, uint256 amount, uint256 maximum);
    error AmountBelowMinimum(address token, uint256 amount, uint256 minimum);
    error AmountNotReceived(address token, uint256 received, uint256 expected);
    error BalanceOutOfRange(address token, uint256 balance);
    error TokenWithoutCode(address token);
    error TokenCallReverted(address token, bytes reason);
    error TokenReturnedFalse(address token);
    /// A token that is given less gas could be made to fail; whoever sends more is served.
    error GasTooLow(uint256 got, uint256 needed);
    error NothingOwed(address token, address owner);

    error BandNotBreached(uint256 maxDriftWad, uint256 bandWad);
    error IntervalNotElapsed(uint256 timestamp, uint256 eligibleAt);
    error NotTriggered(uint256 maxDriftWad, uint256 bandWad);
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
    /// Always: what a token refuses to pay becomes a claim of the receiver, and the rest is paid. `amounts` and `minAmounts`
    /// are the pro-rata amounts, so a claim counts like a payment; the events `Owed` tell them apart.
    function redeemInKind(uint256 shares, uint256[] calldata minAmounts, address receiver, address owner, uint256 deadline) external returns (uint256[] memory amounts);
    function previewDepositInKind(uint256 shares) external view returns (uint256[] memory amounts);
    function previewRedeemInKind(uint256 shares) external view returns (uint256[] memory amounts);

    // What tokens refused to pay: in no balance and no share any more, whatever becomes of the vault.
    /// By anyone: pays the whole claim to its owner.
    function claim(address token, address owner) external returns (uint256 amount);
    function owed(address token, address owner) external view returns (uint256 amount);
    function owedTotal(address token) external view returns (uint256 amount);

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
    /// Stops deposits and rebalances; never a redemption in kind.
    function pause() external;
    function unpause() external;
    function paused() external view returns (bool);

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

/// @title A room of the vault: in and out with one asset, at the oracle's prices; the face of ERC-4626
/// @notice Called on the vault, whose core delegates here. `asset()` is the hub, the first constituent. Shares are minted at
/// the high end of what the portfolio may be worth and paid at the low end. What is minted is held back for a while.
interface IVaultPriced {
    // ERC-4626, in the hub.
    function asset() external view returns (address assetTokenAddress);
    /// The low end of NAV, in the hub, at the feeds' last answers.
    function totalAssets() external view returns (uint256 totalManagedAssets);
    function convertToShares(uint256 assets) external view returns (uint256 shares);
    function convertToAssets(uint256 shares) external view returns (uint256 assets);
    function maxDeposit(address receiver) external view returns (uint256 maxAssets);
    function previewDeposit(uint256 assets) external view returns (uint256 shares);
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);
    function maxMint(address receiver) external view returns (uint256 maxShares);
    function previewMint(uint256 shares) external view returns (uint256 assets);
    function mint(uint256 shares, address receiver) external returns (uint256 assets);
    function maxWithdraw(address owner) external view returns (uint256 maxAssets);
    function previewWithdraw(uint256 assets) external view returns (uint256 shares);
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares);
    function maxRedeem(address owner) external view returns (uint256 maxShares);
    function previewRedeem(uint256 shares) external view returns (uint256 assets);
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);

    // The same in any constituent.
    function previewDepositAsset(address token, uint256 amount) external view returns (uint256 shares);
    function depositAsset(address token, uint256 amount, uint256 minShares, address receiver, uint256 deadline) external returns (uint256 shares);
    function previewRedeemAsset(address token, uint256 shares) external view returns (uint256 amount);
    function redeemAsset(address token, uint256 shares, uint256 minAmount, address receiver, address owner, uint256 deadline) external returns (uint256 amount);

    // What limits them.
    function flowPolicy() external view returns (FlowPolicy memory);
    /// Value that may cross now, as a part of NAV.
    function flowRoom() external view returns (uint256 roomWad);
    /// The shares of an account that are held back, and until when; zeros when there are none.
    function lockedShares(address account) external view returns (uint256 shares, uint256 until);
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
