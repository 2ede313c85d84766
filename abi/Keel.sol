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

/// Which check keeps a feed from having a price. `Passed` is none; the last two do not stop a read, which has no time for them.
enum FeedCheck {
    Passed,
    /// Of the parameters: decimals beyond what is read; a maximum age of zero.
    DecimalsOutOfRange,
    MaxAgeZero,
    /// Nothing, or nothing that is a round, came back.
    Missing,
    FromFuture,
    Stale,
    CarriedOver,
    NotPositive,
    OutOfRange,
    /// The aggregator's decimals, or its description, are not those that were pinned at registration.
    DecimalsChanged,
    DescriptionChanged
}

/// Which check of the sequencer fails; a network without a sequencer feed passes.
enum SequencerCheck {
    Passed,
    Missing,
    Down,
    InGrace
}

struct SequencerStatus {
    SequencerCheck check;
    /// When its status last changed; 0 for a feed that never reported one.
    uint256 since;
    /// How long prices are still refused for, once it is up.
    uint256 graceLeftSeconds;
}

struct FeedStatus {
    bytes32 feedId;
    bool isRegistered;
    FeedCheck check;
    /// The number that fails the check, and what it is held against: an age and the maximum age, decimals and those pinned,
    /// hashes of descriptions. For an answer that is not positive, its bits and 1.
    uint256 got;
    uint256 allowed;
    /// The price at this moment; 0 when a check of a read fails.
    uint256 priceE36;
    int256 answer;
    uint80 roundId;
    uint256 updatedAt;
    uint256 ageSeconds;
    /// What the aggregator says now that it prices.
    string description;
}

/// How much a feed's answers move: an exponentially weighted variance per second, 1e27, with a time constant of five days.
struct Variance {
    uint256 varianceE27;
    /// Time that the estimate covers; what covers less than a few days is a guess.
    uint256 coveredSeconds;
    /// The last round that was looked at, and the time of the last one that counted.
    uint80 roundId;
    uint256 updatedAt;
}

struct Fact {
    uint256 priceE36;
    uint256 ageSeconds;
    uint256 varianceE27;
    uint256 coveredSeconds;
    /// Since the last round that counted for the variance.
    uint256 varianceAgeSeconds;
}

/// A Chainlink-compatible feed behind checks that a plain one lacks. Zero turns a check off.
struct Guard {
    /// Whose rounds are passed on.
    address aggregator;
    /// Answers at these and beyond are refused. They lie within the bounds that the aggregator itself has.
    uint128 minAnswer;
    uint128 maxAnswer;
    /// A round that is further than this from the one before it is refused until it has cooled down.
    uint16 jumpBps;
    /// From the round's own time.
    uint32 cooldownSeconds;
    /// An ERC-4626 vault: its shares are priced, of which the aggregator prices the asset.
    address shares;
    /// How fast the shares' rate may grow, from what it was when the feed was made.
    uint16 growthBpsPerYear;
}

/// What was pinned when a guarded feed was made.
struct Pins {
    uint8 feedDecimals;
    uint8 shareDecimals;
    uint8 assetDecimals;
    /// Assets of one whole share, and when.
    uint128 rate;
    uint64 rateAt;
}

/// What a receiver of Chainlink's CRE is pinned to: whose reports, of which workflow, about which vault.
struct Upkeep {
    /// Whose calls are reports: Chainlink's forwarder on this chain.
    address forwarder;
    /// Hash of one version of a workflow; zero for any, when the owner is pinned.
    bytes32 workflowId;
    /// Who registered the workflow; zero for anybody, when the id is pinned.
    address workflowOwner;
    /// As the forwarder shortens it; zero for any. Names are nobody's own, so only with the owner.
    bytes10 workflowName;
    /// The only vault that is ever called.
    address vault;
}

/// What a report to a receiver says, ABI-encoded: the vault, the selector of `rebalance(uint256)`, and when it is too old.
struct UpkeepReport {
    address vault;
    bytes4 selector;
    uint256 deadline;
}

/// One constituent of a vault. The first one is the hub: the numeraire side of every trade.
struct Asset {
    address token;
    /// Target weight; all targets sum to exactly 1e18.
    uint256 targetWad;
    /// Fee tier (hundredths of a bip) of the pool that trades this asset against the hub; 0 for the hub itself. Where the
    /// venue is a menu: the set of its sources that may trade it, bit `i` for source `i`.
    uint24 poolFee;
    /// How far a fresh answer of the feed may be from the market: what priced flows assume against who crosses.
    uint16 errorBps;
    Feed feed;
}

/// A Uniswap V3 deployment: pools are derived by CREATE2 from it, never looked up. With a hash of zero, a menu of several
/// sources of pools instead, and `factory` is where the menu is (`IFactory.publish`).
struct Venue {
    address factory;
    bytes32 poolInitCodeHash;
}

/// How the pools of a source trade.
enum VenueKind {
    UniswapV2,
    UniswapV3
}

/// A factory of pools, and what it takes to compute where they are.
struct Source {
    VenueKind kind;
    address factory;
    bytes32 poolInitCodeHash;
    /// Hundredths of a bip: the tier of Uniswap V3; of Uniswap V2 what its pairs take, 3,000 for the original.
    uint24 fee;
}

/// The pools that a vault may trade in. Immutable, and named by its content.
struct Menu {
    /// What trades by it: the room of the router for menus.
    address program;
    /// On one side of every leg: what gas is worth is said in it.
    address hub;
    /// Base units of the hub that an ether of gas counts as; zero for gas that costs nothing.
    uint112 hubPerEther;
    /// One to eight.
    Source[] sources;
}

/// What one pool of a leg takes and gives.
struct Part {
    address pool;
    uint256 amountIn;
    uint256 amountOut;
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
/// | 0 | kinds: 1 Absolute, 2 Relative, 4 Calendar, 8 Cost; 128 all of them must be met, not any | |
/// | 1-2 | absoluteBps: band of Absolute | 1-10,000 |
/// | 3-4 | relativeBps: band of Relative, a part of each target | 1-10,000 |
/// | 5-8 | periodSeconds of Calendar | 60-31,536,000 |
/// | 9-12 | phaseSeconds: where its periods start | below the period |
/// | 13-14 | costBps, for Cost: of the value traded, one way | 0-1,000 |
/// | 15-16 | fixedMillionths: what a rebalance costs, as a part of NAV | any; one of both costs above 0 |
/// | 17 | aversionTenths: relative risk aversion | 1-255 |
/// | 18 | jitterPercent: bands are wider or narrower, and dates later, by up to that, by vault and epoch: against herding | 0-25 |
/// | 19 | returnPercent: where trades end that a band calls for, as a part of the narrowest band of any epoch: 0 at the target; at most a tenth below the band, or they would never rest; 255 where it costs least, with Cost | 0-90, 255 |
/// | 20-31 | reserved | 0 |
///
/// An engine of risk (`IRiskEngine`) knows three kinds more, and what follows; the plain one refuses them. Variances are the
/// observer's, of logarithmic returns, in years of 365 days.
///
/// | bytes | field | range, when it is used; else 0 |
/// | --- | --- | --- |
/// | 0 | kinds: 16 TrackingError, 32 Forecast; 64 bands follow volatility, for which there is one | |
/// | 1-2 | absoluteBps: band of Absolute, and that of which Forecast foresees the breach | 1-10,000 |
/// | 18 | jitterPercent, with one of 1, 2, 4, 8 | 0-25 |
/// | 20-21 | trackingErrorBps, for TrackingError: a year | 1-10,000 |
/// | 22-23 | horizonMinutes, for Forecast | 1-65,535 |
/// | 24 | confidencePercent, for Forecast: the probability above which to trade | 1-99 |
/// | 25 | exponentTenths, signed: bands of Absolute, Relative and Forecast times (volatility / reference) ^ exponent | -10-10 |
/// | 26-27 | referenceBps: volatility of the targets, a year, at which bands are as declared | 1-30,000 |
/// | 28 | narrowestPercent of what is declared | 10-100 |
/// | 29 | widestTenths of what is declared | 10-100 |
/// | 30 | correlationPercent of any two assets | 0-99 |
/// | 31 | varianceAgeHours: how long a feed may go unobserved while it has rounds | 1-255 |
enum Trigger {
    /// The largest drift is above a band.
    Absolute,
    /// The same with a band that is a part of each target.
    Relative,
    /// A date has passed since the last rebalance.
    Calendar,
    /// A drift is worth what it costs to trade it back.
    Cost,
    /// The annual tracking error of the drifts is above a limit.
    TrackingError,
    /// Some asset leaves its absolute band within the horizon, more probably than the confidence.
    Forecast,
    /// Calls for nothing: how volatile the targets are, and how wide that makes the bands.
    Volatility
}

/// What trading may lose over time, as parts of NAV.
struct LossLimits {
    /// At the worst prices within the feeds' `errorBps`: a rebalance whose loss does not fit is refused.
    uint16 windowBps;
    /// In which a full window empties.
    uint32 windowSeconds;
    /// At the prices themselves: while it is more than half full the window empties slower, at an eighth of its pace when it is full.
    uint16 fuseBps;
    /// In which a full fuse empties.
    uint32 fuseSeconds;
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

/// The programs that a vault works with. The implementation is its core, which its account runs; `admin`, `priced`, `fees`,
/// `permits`, `views` and `rebalance` are rooms of it, which the core delegates to for what it does not answer itself.
struct Suite {
    address implementation;
    address admin;
    address priced;
    address fees;
    address permits;
    address views;
    address rebalance;
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
    LossLimits lossLimits;
    FlowPolicy flowPolicy;
    /// 2 to 32 constituents, the hub first.
    Asset[] assets;
}

/// What a vault pays for being managed, in shares.
struct Fees {
    /// Of all shares, a year, streamed: at most 500.
    uint16 managementBps;
    /// Of what a share gains above the high-water mark: at most 3,000.
    uint16 performanceBps;
    /// Of both fees, to `protocol`: at most 5,000. The rest is the manager's.
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
    /// Whose portfolio it is, and how often it was rebalanced: what jitter is drawn from.
    address vault;
    uint64 epoch;
}

/// Why to go (`BandBreached`, `Triggered`) or not. No engine says `LossWindowFull`: a vault does, of what its engine has planned.
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
    NotTriggered,
    /// What is planned does not fit the loss window.
    LossWindowFull
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
    /// Three words for each declared trigger: which (`Trigger`), what it measures, its limit; met when measured > limit. A drift
    /// and a band in wad, of the asset that is furthest beyond its own; for Calendar its last date, and the last rebalance; for
    /// TrackingError and Forecast, of `weightsWad`, and their limits in wad. Volatility, which is no trigger: a year, and the
    /// factor of the bands, in wad.
    uint256[] readings;
}

/// One swap to make: exact input, floor on the output. `poolFee` is as in `Asset`.
struct Leg {
    address tokenIn;
    address tokenOut;
    uint24 poolFee;
    uint256 amountIn;
    uint256 minOut;
}

/// One leg made, with amounts measured by the vault. Of several pools, `pool` is the one that took most.
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
    error PriceCarriedOver(address aggregator, uint80 roundId, uint80 answeredInRound);
    error SequencerMissing(address feed);
    error SequencerDown(address feed, uint256 since);
    error SequencerInGrace(address feed, uint256 startedAt, uint256 graceSeconds);
    error FeedDecimalsMismatch(address aggregator, uint8 got, uint8 expected);
    error DecimalsOutOfRange(uint8 got, uint8 maximum);
    error MaxAgeZero(address aggregator);

    /// Registers a feed after checking its decimals against the live aggregator, and pins its description. Idempotent.
    function register(Feed calldata feed) external returns (bytes32 feedId);
    function feedIdOf(Feed calldata feed) external pure returns (bytes32 feedId);
    function isRegistered(bytes32 feedId) external view returns (bool);
    /// keccak256 of what the aggregator said at registration that it prices; zero for a feed that is not registered.
    function descriptionHashOf(bytes32 feedId) external view returns (bytes32);
    /// One price per feed. Unpriced means revert, never zero.
    function read(Feed[] calldata feeds, Sequencer calldata sequencer) external view returns (uint256[] memory pricesE36);
    /// The last answer of each feed, whatever its age and whatever the sequencer: to look at, never to settle.
    function readLast(Feed[] calldata feeds) external view returns (uint256[] memory pricesE36);
}

/// @title What has been seen of feeds: why one has no price, and how much its answers move
/// @notice Nobody owns it, and nothing settles by it. Variances are named by the content of their feeds.
interface IObserver {
    /// The variance after all rounds up to `roundId`, of which `rounds` counted for the first time.
    event Observed(bytes32 indexed feedId, uint80 roundId, uint256 updatedAt, uint256 varianceE27, uint256 rounds);

    error GasTooLow(uint256 got, uint256 needed);

    /// Counts the rounds that each feed has had since it was last observed, oldest first; anyone may call, and nobody chooses
    /// which rounds count. Returns for each feed how many rounds of the latest phase are still to be looked at.
    function observe(Feed[] calldata feeds) external returns (uint256[] memory roundsLeft);
    /// The variance of a feed as of its last observed round; all zero for one that was never observed.
    function variance(Feed calldata feed) external view returns (Variance memory variance);
    /// The same of several.
    function variances(Feed[] calldata feeds) external view returns (Variance[] memory variances);
    /// Price, age and variance of each feed. Unpriced means revert.
    function facts(Feed[] calldata feeds, Sequencer calldata sequencer) external view returns (Fact[] memory facts);
    /// Which check keeps the sequencer and each feed from giving a price, with the numbers. One that is dead hides no other.
    /// `oracle` is asked what was pinned at registration.
    function status(address oracle, Feed[] calldata feeds, Sequencer calldata sequencer)
        external
        view
        returns (SequencerStatus memory sequencerStatus, FeedStatus[] memory feedStatuses);
}

/// @title Guarded feeds: a Chainlink-compatible aggregator that refuses where a plain feed would answer
/// @notice Nobody owns one. Its parameters are part of its code and of its address. To guard a feed, name this one instead.
interface IGuard {
    event Guarded(address indexed feed, address indexed aggregator, Guard guard);

    error NotAGuard();
    error NotTheImplementation();
    error GuardNotMade(address feed);
    error BoundsEmpty(uint128 minAnswer, uint128 maxAnswer);
    error BoundsWiderThanAggregator(uint128 minAnswer, uint128 maxAnswer, int256 ownMinimum, int256 ownMaximum);
    error JumpOutOfRange(uint16 got, uint16 maximum);
    error CooldownOutOfRange(uint32 got, uint32 maximum);
    error GrowthOutOfRange(uint16 got, uint16 maximum);
    error AnswerOutOfBounds(address aggregator, int256 answer, uint128 minAnswer, uint128 maxAnswer);
    error AnswerJumped(address aggregator, int256 earlier, int256 answer, uint256 until);
    error RoundUnconfirmed(address aggregator, uint80 roundId, uint256 until);
    error RateMissing(address shares);

    /// Makes a guarded feed; the same parameters at the same rate and time make the same feed.
    function create(Guard calldata guard) external returns (address feed);
    function guard() external view returns (Guard memory parameters, Pins memory pins);
    function decimals() external view returns (uint8);
    function description() external view returns (string memory);
    function version() external view returns (uint256);
    /// The latest round, when every check passes.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
    /// A round of the past as it was, for shares at the rate of now.
    function getRoundData(uint80 id)
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}

/// @title Upkeep: a vault's `rebalance` in the words of those who keep it
/// @notice Nobody owns it, it holds nothing and decides nothing: the vault proves everything itself. To a vault the caller is this
/// contract; where only keepers may rebalance, it has to be one of them. The program itself calls for whoever asks. A receiver, made
/// by `create`, calls for its forwarder and its workflow alone: its parameters are part of its code and of its address.
interface IUpkeep {
    event Poked(address indexed vault, address indexed caller);
    event ReceiverMade(address indexed receiver, address indexed vault, Upkeep upkeep);

    error NotDue(Reason reason, uint256 maxDriftWad, uint256 bandWad, uint256 eligibleAt);
    /// Data that should be one address, ABI-encoded.
    error VaultMalformed(uint256 gotBytes, uint256 expectedBytes);
    error NotAReceiver();
    /// A receiver acts on reports alone.
    error NotTheImplementation();
    error ReceiverNotMade(address receiver);
    error ForwarderZero();
    error VaultZero();
    /// Neither a version nor an owner: anybody's workflow could call.
    error WorkflowNotPinned();
    error NameWithoutOwner(bytes10 workflowName);
    error NotForwarder(address caller, address forwarder);
    error MetadataTooShort(uint256 gotBytes, uint256 minimumBytes);
    error WorkflowMismatch(bytes32 got, bytes32 expected);
    error WorkflowOwnerMismatch(address got, address expected);
    error WorkflowNameMismatch(bytes10 got, bytes10 expected);
    /// Not an `UpkeepReport`, ABI-encoded.
    error ReportMalformed(uint256 gotBytes, uint256 expectedBytes);
    error TargetMismatch(address got, address expected);
    error SelectorMismatch(bytes4 got, bytes4 expected);

    /// Chainlink Automation. `checkData` and `performData` are a vault, ABI-encoded. While nothing is due, `performData` is the error
    /// that `performUpkeep` would come to.
    function checkUpkeep(bytes calldata checkData) external view returns (bool upkeepNeeded, bytes memory performData);
    function performUpkeep(bytes calldata performData) external;
    /// Gelato. The payload is the call of `poke`, or while nothing is due the error that it would come to.
    function checker(address vault) external view returns (bool canExec, bytes memory execPayload);
    /// Rebalances the vault, or reverts with the vault's own reason.
    function poke(address vault) external;

    /// Makes a receiver, or finds the one that the same parameters have made before.
    function create(Upkeep calldata upkeep) external returns (address receiver);
    /// What a receiver is pinned to.
    function upkeep() external view returns (Upkeep memory);
    /// Chainlink's CRE: `report` is an `UpkeepReport`. Reports that are too old are the vault's to refuse, and one that is sent again
    /// finds the vault rebalanced.
    function onReport(bytes calldata metadata, bytes calldata report) external;
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
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

    function decide(Policy calldata policy, Snapshot calldata snapshot) external view returns (Decision memory decision);
    /// Passes for a policy that this engine decides by. A vault asks before it takes one that has triggers.
    function check(Policy calldata policy) external view;
}

/// What triggers of risk measure.
struct RiskMeasure {
    /// How wide the bands of Absolute and Forecast, and of Relative, are now; zero when the policy has none.
    uint16 absoluteBps;
    uint16 relativeBps;
    /// As in a decision.
    uint256[] readings;
}

/// @title Risk: what variances make of a portfolio; pure, holds nothing
interface IRisk {
    /// What the triggers of risk of a policy measure; nothing when it has none. Fails as `IEngine` does.
    function measure(
        bytes32 triggers,
        uint256[] calldata amounts,
        uint256[] calldata pricesE36,
        uint256[] calldata targetsWad,
        uint256[] calldata variancesE27
    ) external pure returns (RiskMeasure memory measure);
}

/// @title Decision by risk: an engine of triggers that need variances
/// @notice Nobody owns one. Which engine it asks for the rest, which program what risk there is, and which observer for variances
/// is part of its code and of its address. A vault that wants these triggers names one as the engine of its suite.
interface IRiskEngine {
    event RiskEngineMade(address indexed riskEngine, address indexed engine, address indexed observer, address risk);

    error NotARiskEngine();
    error NotTheImplementation();
    error ProgramWithoutCode(address program);
    error RiskEngineNotMade(address riskEngine);
    /// Nobody has observed this feed yet. Anyone may: `observer.observe`.
    error VarianceMissing(address observer, address aggregator);
    /// Rounds of this feed are older than the policy allows and not observed. Anyone may: `observer.observe`.
    error VarianceStale(address observer, address aggregator, uint80 roundId, uint80 latestRoundId);

    /// Makes a risk engine; the same programs make the same one.
    function create(address engine, address risk, address observer) external returns (address riskEngine);
    /// What it asks.
    function parts() external view returns (address engine, address risk, address observer);
    /// As `IEngine` has it: the feeds are those that `snapshot.vault` says it has.
    function decide(Policy calldata policy, Snapshot calldata snapshot) external view returns (Decision memory decision);
    function check(Policy calldata policy) external view;
}

/// @title Execution: exact-in swaps on Uniswap V3, or by a menu of pools
/// @notice Holds no token, no allowance and no storage between calls.
interface IRouter {
    error MenuMissing(address menu);
    /// A menu names another program than the one that the router was built with.
    error RoomMismatch(address program, bytes32 codeHash, bytes32 expected);
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

/// @title A room of the router: the best price over the pools of a menu
/// @notice The router has it answer in its place (`swap`). `quote` is asked here, at the program that a menu names.
interface IRouterMenu {
    error MenuMissing(address menu);
    /// A route is a set of at least one of the menu's sources, and of no others.
    error RouteUnknown(uint24 route, uint256 sources);
    /// None of the route's pools is there, open and liquid enough, nor are all together.
    error PoolsCannotTake(address tokenIn, address tokenOut, uint256 amountIn);

    /// As `IRouter.swap`, with each leg divided among the pools of its route.
    function swap(Venue calldata venue, Leg[] calldata legs) external returns (Fill[] memory fills);
    /// What `swap` would make of a leg now: pool by pool, by their live state. Sums to the leg's input exactly. Also of a leg by
    /// a venue with a hash, which then has one part.
    function quote(Venue calldata venue, Leg calldata leg) external view returns (Part[] memory parts);
}

/// @title Custody and law: ERC-20 shares of a portfolio that keeps itself at its target weights
/// @notice What the core of a vault answers itself, and the events and errors of all its rooms. A vault is one address:
/// the functions of its rooms (`IVaultAdmin`, `IVaultPriced`, `IVaultFees`, `IVaultPermits`, `IVaultViews`, `IVaultRebalance`) are called on it like these. The generated IVault.json has them all.
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
    /// With what it lost, as parts of NAV, at the worst prices and at the prices themselves, and how full the loss budgets are
    /// with it.
    event Rebalanced(
        uint256 indexed epoch,
        address indexed keeper,
        uint256 navBeforeWad,
        uint256 navAfterWad,
        uint256 maxDriftBeforeWad,
        uint256 maxDriftAfterWad,
        uint256 worstLossWad,
        uint256 midLossWad,
        uint256 windowWad,
        uint256 fuseWad,
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
    event FlowPolicySet(FlowPolicy previousFlowPolicy, FlowPolicy newFlowPolicy);
    event LossLimitsSet(LossLimits previousLossLimits, LossLimits newLossLimits);
    event TargetsSet(uint256[] previousTargetsWad, uint256[] newTargetsWad);
    event VenueSet(Venue previousVenue, Venue newVenue);
    event PoolFeeSet(address indexed token, uint24 previousPoolFee, uint24 newPoolFee);
    /// `previousPriceE36` is zero when the previous feed did not answer.
    event FeedSet(
        address indexed token,
        Feed previousFeed,
        Feed newFeed,
        uint16 previousErrorBps,
        uint16 newErrorBps,
        uint256 previousPriceE36,
        uint256 newPriceE36
    );
    event AssetAdded(address indexed token, Asset asset);
    /// Its target went to the hub.
    event AssetRetired(address indexed token, uint256 targetWad);
    event AssetRemoved(address indexed token);
    /// What had accrued was collected for the previous recipients.
    event FeesSet(Fees previousFees, Fees newFees);
    event FeesCollected(address indexed manager, address indexed protocol, uint256 managerShares, uint256 protocolShares);
    /// What a share gained was charged, or the first mark was set. The shares are unclaimed until someone collects them.
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
    error TriggersOutOfRange(string field, int256 got, int256 minimum, int256 maximum);
    error LossLimitsOutOfRange(uint256 got, uint256 minimum, uint256 maximum);
    error SuiteWithoutCode(address program);
    /// A room is not the very program that the core was built with.
    error RoomMismatch(address program, bytes32 codeHash, bytes32 expected);
    error FeedTokenMismatch(address token, uint8 feedTokenDecimals, uint8 tokenDecimals);
    error TextTooLong(uint256 got, uint256 maximum);
    error ConstitutionNotStored();

    error FeeOutOfRange(uint256 gotBps, uint256 maximumBps);
    error FeeRecipientZero();

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
    /// After a permit the vault may still take too little. `reason` is what the token said of it, possibly nothing.
    error PermitRefused(address token, uint256 allowance, uint256 needed, bytes reason);
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
    /// What the rebalance may have lost at the worst prices, and what is left of the window, as parts of NAV.
    error LossAboveWindow(uint256 lossWad, uint256 roomWad);
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

    // What tokens refused to pay: in no balance and no share any more, whatever becomes of the vault.
    /// By anyone: pays the whole claim to its owner.
    function claim(address token, address owner) external returns (uint256 amount);

    /// For the router, inside a rebalance only: transfers what the running swap owes to its pool.
    function pay(address token, uint256 amount, address to) external;
    /// For the pool of the running swap, inside a rebalance only: transfers what the swap owes to it. `data` is the word of
    /// the token, which the vault has sent along.
    function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata data) external;

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
    /// Owner or guardian: stops flows of one asset and rebalances, never a flow in kind, for 14 days from now at most.
    function pause() external;
    /// Owner.
    function unpause() external;
    function paused() external view returns (bool);
    /// When the last pause ends or ended by itself; zero before the first.
    function pausedUntil() external view returns (uint256 timestamp);
    /// Guardian, curator or owner, at once: less may cross at a price, fewer shares may be made. Higher only by `setFlowPolicy`.
    function lowerCaps(uint16 dailyFlowBps, uint112 shareCap) external;

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
    function setFlowPolicy(FlowPolicy calldata newFlowPolicy) external;
    /// What was lost stays charged; until this moment the budgets refilled as they were.
    function setLossLimits(LossLimits calldata newLossLimits) external;
    /// In the order of `assets()`; zero for retired assets only.
    function setTargets(uint256[] calldata targetsWad) external;
    function setVenue(Venue calldata newVenue) external;
    function setPoolFee(address token, uint24 poolFee) external;
    /// The new price is within 5 % of the previous one at that moment, if that one answers.
    function setFeed(address token, Feed calldata feed, uint16 errorBps) external;
    /// Behind the others, with an accounted balance of zero; the targets are those of all assets, the added one last.
    function addAsset(Asset calldata asset, uint256[] calldata targetsWad) external;
    /// Its target becomes zero and goes to the hub; rebalances sell it off.
    function retireAsset(address token) external;
    /// A retired asset whose accounted balance is zero.
    function removeAsset(address token) external;
    /// Lets only keepers rebalance, or everyone.
    function setKeepers(address[] calldata added, address[] calldata removed, bool newKeepersOnly) external;
    /// Charges and collects at the previous rates first. A vault is born without fees.
    function setFees(Fees calldata newFees) external;

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

    // Shares that a priced deposit made.
    /// The shares of an account that are held back, and until when; zeros when there are none.
    function lockedShares(address account) external view returns (uint256 shares, uint256 until);

    // How it is configured.
    function policy() external view returns (Policy memory);
    function flowPolicy() external view returns (FlowPolicy memory);
    function sequencer() external view returns (Sequencer memory);
    function venue() external view returns (Venue memory);
}

/// @title A room of the vault: its rebalance
/// @notice Called on the vault, whose account delegates here, past its core; at its own address the program refuses everything.
interface IVaultRebalance {
    /// By anyone, or by the vault's keepers where it has some: snapshot, prices, decision, execution, proof, commit; all or nothing.
    function rebalance(uint256 deadline) external returns (Fill[] memory fills);
}

/// @title A room of the vault: what a rebalance would do now, and what trading may still lose
/// @notice Called on the vault, whose core delegates here. It only reads.
interface IVaultViews {
    /// What `rebalance` would decide at this moment, and why; also whether the loss window has room for what is planned.
    function previewRebalance() external view returns (Decision memory decision);
    function prices() external view returns (uint256[] memory pricesE36);
    function assets() external view returns (Asset[] memory);
    function previewDepositInKind(uint256 shares) external view returns (uint256[] memory amounts);
    function previewRedeemInKind(uint256 shares) external view returns (uint256[] memory amounts);
    function suite() external view returns (Suite memory);
    function lossLimits() external view returns (LossLimits memory);
    /// What trading may still lose now, as parts of NAV: at the worst prices before a rebalance is refused, and at the prices
    /// themselves before the fuse is full; and the part of its pace at which the window empties.
    function lossRoom() external view returns (uint256 windowWad, uint256 fuseWad, uint256 paceWad);
    /// How often it was rebalanced.
    function epoch() external view returns (uint256);
    function lastRebalancedAt() external view returns (uint256);
    /// Accounted amounts in the order of `assets()`; donations are not in it.
    function balances() external view returns (uint256[] memory amounts);
    function assetBalance(address token) external view returns (uint256 amount);
    /// What a token refused to pay to an owner, until someone claims it.
    function owed(address token, address owner) external view returns (uint256 amount);
    function owedTotal(address token) external view returns (uint256 amount);
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
    /// Value that may cross now, as a part of NAV.
    function flowRoom() external view returns (uint256 roomWad);
}

/// @title A room of the vault: what it pays for being managed, in shares
/// @notice Called on the vault, whose core delegates here. A vault is born without fees; its timelock sets them (`setFees`).
interface IVaultFees {
    function fees() external view returns (Fees memory);
    /// Fee shares that are in `totalSupply()` and in no balance yet; the management fee grows in them by the second.
    function unclaimedFees() external view returns (uint256 shares);
    /// The price of a share, at the low end of NAV, above which a performance fee is charged; zero when there never was one.
    function highWaterMark() external view returns (uint256 priceE36);
    /// By anyone: gives the unclaimed fee shares to their recipients.
    function collectFees() external returns (uint256 shares);
    /// By anyone: charges what a share gained above the mark, at the low end of NAV. Every priced flow does so first.
    function accruePerformance() external returns (uint256 shares);
    /// What `accruePerformance` would charge now.
    function performanceDue() external view returns (uint256 shares);
    /// For the vault itself, when `setFees` is executed: charges and collects at the previous rates, then changes them.
    function applyFees(Fees calldata newFees) external;
}

/// @title A room of the vault: approvals by signature, and several calls in one
/// @notice Called on the vault, whose core delegates here. Permit2 is the one at 0x000000000022D473030F116dDEE9F6B43aC78BA3.
interface IVaultPermits {
    /// Each of `data` in turn, as if the caller had sent it to the vault; all of them or none.
    function multicall(bytes[] calldata data) external returns (bytes[] memory results);
    /// Brings the caller's permit (EIP-2612) for a constituent. What counts is that the vault may take `value` afterwards:
    /// a permit that somebody sent before is no error.
    function selfPermit(address token, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// `permit` of shares, which is no error either when `spender` may spend `value` without it.
    function permitUnlessAllowed(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// `depositInKind` out of what `owner` has approved Permit2 for. The owner signs, for the vault as spender, a
    /// `PermitBatchWitnessTransferFrom` of every constituent in order with its maximum, and as the witness
    /// `InKindDeposit(uint256 shares,address receiver)`. By anyone: whoever brings it changes nothing about it.
    function depositInKindWithPermit2(uint256 shares, uint256[] calldata maxAmounts, address receiver, address owner, uint256 nonce, uint256 deadline, bytes calldata signature) external returns (uint256[] memory amounts);
    /// `depositAsset` in the same way: a batch of one token with exactly `amount`, and as the witness
    /// `AssetDeposit(uint256 minShares,address receiver)`.
    function depositAssetWithPermit2(address token, uint256 amount, uint256 minShares, address receiver, address owner, uint256 nonce, uint256 deadline, bytes calldata signature) external returns (uint256 shares);
}

/// @title Birth: clone, initialise and seed in one transaction; a registry
/// @notice Nobody owns it. A vault's address commits to its creator and to every parameter.
interface IFactory {
    event VaultCreated(address indexed vault, address indexed creator, address indexed implementation, bytes32 salt);

    event MenuPublished(address indexed menu);

    error MenuMissing(address menu);
    error MenuNotStored();
    error SourcesOutOfRange(uint256 got, uint256 maximum);
    error SourceFeeOutOfRange(uint256 got, uint256 maximum);
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
    /// By anyone: writes a menu into code, or finds it there. Its address follows from what it says.
    function publish(Menu calldata menu) external returns (address at);
    function menuAt(address menu) external view returns (Menu memory);
}

/// What stands between a vault and its next rebalance: the first thing that `rebalance` would stop at, or nothing.
enum Verdict {
    /// The address answers nothing that a vault answers.
    NotAVault,
    /// Go.
    Due,
    /// The band is breached, and what is above target is too small to sell.
    NothingToTrade,
    BandNotBreached,
    IntervalNotElapsed,
    Paused,
    /// Nobody has shares: the vault waits for its owner to seed it.
    SupplyZero,
    /// The sequencer is down, has just come back, or does not say.
    SequencerNotReady,
    /// An asset has no price that is good enough.
    PriceNotReady,
    /// The vault or its engine cannot say.
    DecisionMissing,
    /// The drift is beyond the band, and the declared triggers are not met.
    NotTriggered,
    /// What is planned costs more than trading may still lose.
    LossWindowFull
}

/// Why a question has no answer.
enum Trouble {
    /// It reverted with the data that is given, possibly none.
    Reverted,
    /// It answered something that the function does not return; the data is how that begins.
    Unreadable,
    /// The account has no code.
    WithoutCode,
    /// It reverted, and there was less gas for it than it deserves, which may be why: ask with more, or for less at once.
    Starved
}

/// A question that a lens asked in vain.
struct Fault {
    /// The constituent that it was about; zero when it was about the vault as a whole.
    address token;
    address asked;
    bytes4 selector;
    Trouble trouble;
    /// At most 256 bytes of it.
    bytes data;
}

/// One constituent as it is now. What could not be asked is zero, and among the faults.
struct Constituent {
    Asset asset;
    string symbol;
    /// The token's own; the pinned ones where it does not say.
    uint8 decimals;
    /// What the vault accounts for.
    uint256 amount;
    /// What the token says that the vault holds: with donations, and with what is owed.
    uint256 held;
    /// What the vault owes of it to those whom the token refused to pay.
    uint256 owed;
    uint256 priceE36;
    /// Whether the price is good enough to trade at. If not, it is the feed's last answer, or zero when there is none.
    bool isFresh;
    uint256 valueWad;
    /// Weight and drift are zero while any constituent has no price at all.
    uint256 weightWad;
    /// Above target is positive. Rounded away from zero, as the engine does.
    int256 driftWad;
}

/// A vault as it is now. What could not be asked is zero or empty, and among the faults.
struct Portfolio {
    address vault;
    /// When it was looked at.
    uint64 timestamp;
    Verdict verdict;
    string name;
    string symbol;
    uint8 decimals;
    uint256 supply;
    address owner;
    bool isPaused;
    uint256 epoch;
    uint256 lastRebalancedAt;
    Suite suite;
    Sequencer sequencer;
    Venue venue;
    Policy policy;
    FlowPolicy flowPolicy;
    /// Value that may cross now, as a part of NAV.
    uint256 flowRoomWad;
    /// At the prices that are shown; zero while any constituent has no price at all.
    uint256 navWad;
    /// The low end of NAV in the hub, at the feeds' last answers: the vault's own.
    uint256 totalAssets;
    /// Whether every price is good enough to trade at, and the sequencer is up.
    bool isFresh;
    Constituent[] constituents;
    Fault[] faults;
}

/// Why a vault rebalances now or does not, in the words of the programs that decide.
struct Explanation {
    /// What the verdict rests on when it is a question without an answer; empty otherwise.
    Fault obstacle;
    /// The engine's; zeros when there is none.
    Decision decision;
    Portfolio portfolio;
}

/// What an account has of one constituent.
struct Holding {
    address token;
    string symbol;
    uint8 decimals;
    /// What all its shares are redeemed for in kind.
    uint256 amount;
    /// Of that amount.
    uint256 valueWad;
    uint256 priceE36;
    bool isFresh;
    /// Refused by the token when it was paid, and claimable.
    uint256 owed;
}

/// What an account has in a vault. What could not be asked is zero or empty, and among the faults.
struct Position {
    address vault;
    address user;
    uint64 timestamp;
    uint256 shares;
    /// Held back since a priced deposit, until then.
    uint256 lockedShares;
    uint256 lockedUntil;
    /// What the shares are worth in the hub at the low end of NAV: the vault's own.
    uint256 assets;
    /// What they are redeemed for in kind, at the prices that are shown; zero while any constituent has no price at all.
    uint256 valueWad;
    bool isFresh;
    /// The most that ERC-4626 pays now, in the hub and in shares.
    uint256 maxWithdraw;
    uint256 maxRedeem;
    Holding[] holdings;
    Fault[] faults;
}

/// @title To look through: everything about a vault in one call
/// @notice Holds nothing and decides nothing. Every question that it asks is a static call with bounded gas and a bounded
/// answer, and one without an answer is a fault in the result, never a revert: a vault whose oracle is dead is still shown.
interface ILens {
    error ListTooLong(uint256 got, uint256 maximum);

    function portfolio(address vault) external view returns (Portfolio memory);
    /// Several at once, each with its share of the gas; one that spends it all is shown as such, and spoils no other.
    function portfolios(address[] calldata vaults) external view returns (Portfolio[] memory);
    /// Why the vault would rebalance now, or would not.
    function explain(address vault) external view returns (Explanation memory);
    function userPosition(address vault, address user) external view returns (Position memory);
}
