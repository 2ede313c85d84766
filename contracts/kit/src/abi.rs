//! The ABI of the suite, read from the one source `abi/Keel.sol`.
//!
//! Contracts match over the generated `I*Calls` enums without a wildcard, so a function that is in the ABI and not in
//! the program, or the other way round, does not compile. What follows the source here names the fields of each type
//! in order, for the [`codec`](crate::codec).
#![allow(
    missing_docs,
    clippy::too_many_arguments,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "generated code; the documentation is in abi/Keel.sol and comes along where `sol!` carries it"
)]

alloy_sol_types::sol!(
    #[sol(all_derives)]
    "../../abi/Keel.sol"
);

crate::fields! {
    Feed { aggregator, maxAgeSeconds, feedDecimals, tokenDecimals }
    Sequencer { feed, graceSeconds }
    SequencerStatus { check, since, graceLeftSeconds }
    FeedStatus {
        feedId, isRegistered, check, got, allowed, priceE36, answer, roundId, updatedAt, ageSeconds, description
    }
    Variance { varianceE27, coveredSeconds, roundId, updatedAt }
    Fact { priceE36, ageSeconds, varianceE27, coveredSeconds, varianceAgeSeconds }
    Guard { aggregator, minAnswer, maxAnswer, jumpBps, cooldownSeconds, shares, growthBpsPerYear }
    Pins { feedDecimals, shareDecimals, assetDecimals, rate, rateAt }
    Upkeep { forwarder, workflowId, workflowOwner, workflowName, vault }
    UpkeepReport { vault, selector, deadline }
    Asset { token, targetWad, poolFee, errorBps, feed }
    Venue { factory, poolInitCodeHash }
    Source { kind, factory, poolInitCodeHash, fee }
    Menu { program, hub, hubPerEther, sources }
    Part { pool, amountIn, amountOut }
    Policy { bandBps, minIntervalSeconds, toleranceBps, maxLossBps, triggers }
    LossLimits { windowBps, windowSeconds, fuseBps, fuseSeconds }
    FlowPolicy { baseFeeBps, driftFeeBps, minHoldSeconds, dailyFlowBps, shareCap }
    Suite { implementation, admin, priced, fees, permits, views, rebalance, oracle, engine, router }
    VaultConfig { name, symbol, owner, sequencer, venue, policy, lossLimits, flowPolicy, assets }
    Fees { managementBps, performanceBps, protocolBps, manager, protocol }
    Trade { sell, buy, amountIn, minOut }
    Snapshot {
        amounts, pricesE36, targetsWad, lastRebalancedAt, timestamp, vault, epoch
    }
    Decision { reason, navWad, maxDriftWad, bandWad, eligibleAt, weightsWad, trades, readings }
    RiskMeasure { absoluteBps, relativeBps, readings }
    Leg { tokenIn, tokenOut, poolFee, amountIn, minOut }
    Fill { tokenIn, tokenOut, pool, amountIn, amountOut, minOut }
    Fault { token, asked, selector, trouble, data }
    Constituent {
        asset, symbol, decimals, amount, held, owed, priceE36, isFresh, valueWad, weightWad, driftWad
    }
    Portfolio {
        vault, timestamp, verdict, name, symbol, decimals, supply, owner, isPaused, epoch, lastRebalancedAt, suite,
        sequencer, venue, policy, flowPolicy, flowRoomWad, navWad, totalAssets, isFresh, constituents, faults
    }
    Explanation { obstacle, decision, portfolio }
    Holding { token, symbol, decimals, amount, valueWad, priceE36, isFresh, owed }
    Position {
        vault, user, timestamp, shares, lockedShares, lockedUntil, assets, valueWad, isFresh, maxWithdraw, maxRedeem,
        holdings, faults
    }
}

crate::zeros! { Decision Fault Portfolio Explanation }

crate::calls! { IOracle::IOracleCalls {
    register = registerCall { feed }
    feedIdOf = feedIdOfCall { feed }
    isRegistered = isRegisteredCall { feedId }
    descriptionHashOf = descriptionHashOfCall { feedId }
    read = readCall { feeds, sequencer }
    readLast = readLastCall { feeds }
}}

crate::calls! { IObserver::IObserverCalls {
    observe = observeCall { feeds }
    variance = varianceCall { feed }
    variances = variancesCall { feeds }
    facts = factsCall { feeds, sequencer }
    status = statusCall { oracle, feeds, sequencer }
}}

crate::calls! { IGuard::IGuardCalls {
    create = createCall { guard }
    guard = guardCall {}
    decimals = decimalsCall {}
    description = descriptionCall {}
    version = versionCall {}
    latestRoundData = latestRoundDataCall {}
    getRoundData = getRoundDataCall { id }
}}

crate::calls! { IUpkeep::IUpkeepCalls {
    checkUpkeep = checkUpkeepCall { checkData }
    performUpkeep = performUpkeepCall { performData }
    checker = checkerCall { vault }
    poke = pokeCall { vault }
    create = createCall { upkeep }
    upkeep = upkeepCall {}
    onReport = onReportCall { metadata, report }
    supportsInterface = supportsInterfaceCall { interfaceId }
}}

crate::calls! { IEngine::IEngineCalls {
    decide = decideCall { policy, snapshot }
    check = checkCall { policy }
}}

crate::calls! { IRisk::IRiskCalls {
    measure = measureCall { triggers, amounts, pricesE36, targetsWad, variancesE27 }
}}

crate::calls! { IRiskEngine::IRiskEngineCalls {
    create = createCall { engine, risk, observer }
    parts = partsCall {}
    decide = decideCall { policy, snapshot }
    check = checkCall { policy }
}}

crate::calls! { IRouter::IRouterCalls {
    swap = swapCall { venue, legs }
    uniswapV3SwapCallback = uniswapV3SwapCallbackCall { amount0Delta, amount1Delta, data }
    poolOf = poolOfCall { venue, tokenA, tokenB, poolFee }
}}

crate::calls! { IRouterMenu::IRouterMenuCalls {
    swap = swapCall { venue, legs }
    quote = quoteCall { venue, leg }
}}

crate::calls! { IVault::IVaultCalls {
    name = nameCall {}
    symbol = symbolCall {}
    decimals = decimalsCall {}
    totalSupply = totalSupplyCall {}
    balanceOf = balanceOfCall { account }
    allowance = allowanceCall { owner, spender }
    transfer = transferCall { to, value }
    approve = approveCall { spender, value }
    transferFrom = transferFromCall { from, to, value }
    supportsInterface = supportsInterfaceCall { interfaceId }
    depositInKind = depositInKindCall { shares, maxAmounts, receiver, deadline }
    redeemInKind = redeemInKindCall { shares, minAmounts, receiver, owner, deadline }
    claim = claimCall { token, owner }
    pay = payCall { token, amount, to }
    uniswapV3SwapCallback = uniswapV3SwapCallbackCall { amount0Delta, amount1Delta, data }
}}

crate::calls! { IVaultAdmin::IVaultAdminCalls {
    initialize = initializeCall { suite, config, seeder, amounts }
    seed = seedCall { amounts, receiver }
    owner = ownerCall {}
    pendingOwner = pendingOwnerCall {}
    transferOwnership = transferOwnershipCall { newOwner }
    acceptOwnership = acceptOwnershipCall {}
    setCurator = setCuratorCall { newCurator }
    setGuardian = setGuardianCall { newGuardian }
    pause = pauseCall {}
    unpause = unpauseCall {}
    paused = pausedCall {}
    permit = permitCall { owner, spender, value, deadline, v, r, s }
    nonces = noncesCall { owner }
    DOMAIN_SEPARATOR = DOMAIN_SEPARATORCall {}
    version = versionCall {}
    eip712Domain = eip712DomainCall {}
    pausedUntil = pausedUntilCall {}
    lowerCaps = lowerCapsCall { dailyFlowBps, shareCap }
    curator = curatorCall {}
    guardian = guardianCall {}
    timelock = timelockCall { selector }
    isAbdicated = isAbdicatedCall { selector }
    executableAt = executableAtCall { data }
    submit = submitCall { data }
    revoke = revokeCall { data }
    execute = executeCall { data }
    setTimelock = setTimelockCall { selector, delaySeconds }
    abdicate = abdicateCall { selector }
    setPolicy = setPolicyCall { newPolicy }
    setFlowPolicy = setFlowPolicyCall { newFlowPolicy }
    setLossLimits = setLossLimitsCall { newLossLimits }
    setTargets = setTargetsCall { targetsWad }
    setVenue = setVenueCall { newVenue }
    setPoolFee = setPoolFeeCall { token, poolFee }
    setFeed = setFeedCall { token, feed, errorBps }
    addAsset = addAssetCall { asset, targetsWad }
    retireAsset = retireAssetCall { token }
    removeAsset = removeAssetCall { token }
    setKeepers = setKeepersCall { added, removed, newKeepersOnly }
    setFees = setFeesCall { newFees }
    isKeeper = isKeeperCall { account }
    keepersOnly = keepersOnlyCall {}
    dismissKeeper = dismissKeeperCall { keeper }
    lockedShares = lockedSharesCall { account }
    policy = policyCall {}
    flowPolicy = flowPolicyCall {}
    sequencer = sequencerCall {}
    venue = venueCall {}
}}

crate::calls! { IVaultRebalance::IVaultRebalanceCalls {
    rebalance = rebalanceCall { deadline }
}}

crate::calls! { IVaultViews::IVaultViewsCalls {
    previewRebalance = previewRebalanceCall {}
    prices = pricesCall {}
    assets = assetsCall {}
    previewDepositInKind = previewDepositInKindCall { shares }
    previewRedeemInKind = previewRedeemInKindCall { shares }
    suite = suiteCall {}
    lossLimits = lossLimitsCall {}
    lossRoom = lossRoomCall {}
    epoch = epochCall {}
    balances = balancesCall {}
    lastRebalancedAt = lastRebalancedAtCall {}
    assetBalance = assetBalanceCall { token }
    owed = owedCall { token, owner }
    owedTotal = owedTotalCall { token }
}}

crate::calls! { IVaultPriced::IVaultPricedCalls {
    asset = assetCall {}
    totalAssets = totalAssetsCall {}
    convertToShares = convertToSharesCall { assets }
    convertToAssets = convertToAssetsCall { shares }
    maxDeposit = maxDepositCall { receiver }
    previewDeposit = previewDepositCall { assets }
    deposit = depositCall { assets, receiver }
    maxMint = maxMintCall { receiver }
    previewMint = previewMintCall { shares }
    mint = mintCall { shares, receiver }
    maxWithdraw = maxWithdrawCall { owner }
    previewWithdraw = previewWithdrawCall { assets }
    withdraw = withdrawCall { assets, receiver, owner }
    maxRedeem = maxRedeemCall { owner }
    previewRedeem = previewRedeemCall { shares }
    redeem = redeemCall { shares, receiver, owner }
    previewDepositAsset = previewDepositAssetCall { token, amount }
    depositAsset = depositAssetCall { token, amount, minShares, receiver, deadline }
    previewRedeemAsset = previewRedeemAssetCall { token, shares }
    redeemAsset = redeemAssetCall { token, shares, minAmount, receiver, owner, deadline }
    flowRoom = flowRoomCall {}
}}

crate::calls! { IVaultFees::IVaultFeesCalls {
    fees = feesCall {}
    unclaimedFees = unclaimedFeesCall {}
    highWaterMark = highWaterMarkCall {}
    collectFees = collectFeesCall {}
    accruePerformance = accruePerformanceCall {}
    performanceDue = performanceDueCall {}
    applyFees = applyFeesCall { newFees }
}}

crate::calls! { IVaultPermits::IVaultPermitsCalls {
    multicall = multicallCall { data }
    selfPermit = selfPermitCall { token, value, deadline, v, r, s }
    permitUnlessAllowed = permitUnlessAllowedCall { owner, spender, value, deadline, v, r, s }
    depositInKindWithPermit2 = depositInKindWithPermit2Call {
        shares, maxAmounts, receiver, owner, nonce, deadline, signature
    }
    depositAssetWithPermit2 = depositAssetWithPermit2Call {
        token, amount, minShares, receiver, owner, nonce, deadline, signature
    }
}}

crate::calls! { IFactory::IFactoryCalls {
    create = createCall { suite, config, amounts }
    predict = predictCall { creator, suite, config }
    implementationOf = implementationOfCall { vault }
    vaultCount = vaultCountCall {}
    vaultAt = vaultAtCall { index }
    publish = publishCall { menu }
    menuAt = menuAtCall { menu }
}}

crate::calls! { ILens::ILensCalls {
    portfolio = portfolioCall { vault }
    portfolios = portfoliosCall { vaults }
    explain = explainCall { vault }
    userPosition = userPositionCall { vault, user }
}}

crate::fields! {
    IVault::payReturn {}
    IUpkeep::checkUpkeepReturn { upkeepNeeded, performData }
    IUpkeep::checkerReturn { canExec, execPayload }
    IEngine::checkReturn {}
    IRiskEngine::partsReturn { engine, risk, observer }
    IGuard::guardReturn { parameters, pins }
    IGuard::latestRoundDataReturn { roundId, answer, startedAt, updatedAt, answeredInRound }
    IGuard::getRoundDataReturn { roundId, answer, startedAt, updatedAt, answeredInRound }
    IObserver::statusReturn { sequencerStatus, feedStatuses }
    IVaultAdmin::eip712DomainReturn { fields, name, version, chainId, verifyingContract, salt, extensions }
    IVaultAdmin::lockedSharesReturn { shares, until }
    IVaultViews::lossRoomReturn { windowWad, fuseWad, paceWad }
}

crate::events! {
    IOracle::FeedRegistered [feedId, aggregator] { feed, description }
    IGuard::Guarded [feed, aggregator] { guard }
    IUpkeep::Poked [vault, caller] {}
    IUpkeep::ReceiverMade [receiver, vault] { upkeep }
    IRiskEngine::RiskEngineMade [riskEngine, engine, observer] { risk }
    IObserver::Observed [feedId] { roundId, updatedAt, varianceE27, rounds }
    IVault::Transfer [from, to] { value }
    IVault::Approval [owner, spender] { value }
    IVault::Initialized [owner] { suite }
    IVault::Seeded [receiver] { shares, amounts }
    IVault::DepositedInKind [sender, receiver] { shares, amounts }
    IVault::RedeemedInKind [sender, receiver, owner] { shares, amounts }
    IVault::Owed [token, owner] { amount }
    IVault::Claimed [token, owner] { amount }
    IVault::Deposit [sender, owner] { assets, shares }
    IVault::Withdraw [sender, receiver, owner] { assets, shares }
    IVault::AssetDeposited [sender, receiver, token] { amount, shares }
    IVault::AssetRedeemed [receiver, owner, token] { sender, amount, shares }
    IVault::SharesHeld [account] { shares, until }
    IVault::Rebalanced [epoch, keeper] {
        navBeforeWad, navAfterWad, maxDriftBeforeWad, maxDriftAfterWad, worstLossWad, midLossWad, windowWad, fuseWad, fills
    }
    IVault::OwnershipTransferStarted [previousOwner, newOwner] {}
    IVault::OwnershipTransferred [previousOwner, newOwner] {}
    IVault::CuratorSet [previousCurator, newCurator] {}
    IVault::GuardianSet [previousGuardian, newGuardian] {}
    IVault::Paused [] { account }
    IVault::Unpaused [] { account }
    IVault::Submitted [selector, curator] { data, executableAt }
    IVault::Revoked [selector, account] { data }
    IVault::Executed [selector, account] { data }
    IVault::TimelockSet [selector] { previousSeconds, newSeconds }
    IVault::Abdicated [selector] {}
    IVault::PolicySet [] { previousPolicy, newPolicy }
    IVault::FlowPolicySet [] { previousFlowPolicy, newFlowPolicy }
    IVault::LossLimitsSet [] { previousLossLimits, newLossLimits }
    IVault::TargetsSet [] { previousTargetsWad, newTargetsWad }
    IVault::VenueSet [] { previousVenue, newVenue }
    IVault::PoolFeeSet [token] { previousPoolFee, newPoolFee }
    IVault::FeedSet [token] { previousFeed, newFeed, previousErrorBps, newErrorBps, previousPriceE36, newPriceE36 }
    IVault::AssetAdded [token] { asset }
    IVault::AssetRetired [token] { targetWad }
    IVault::AssetRemoved [token] {}
    IVault::FeesSet [] { previousFees, newFees }
    IVault::FeesCollected [manager, protocol] { managerShares, protocolShares }
    IVault::PerformanceAccrued [] { shares, previousMarkE36, newMarkE36 }
    IVault::KeeperSet [keeper] { isKeeper }
    IVault::KeepersOnlySet [] { wasKeepersOnly, isKeepersOnly }
    IFactory::MenuPublished [menu] {}
    IFactory::VaultCreated [vault, creator, implementation] { salt }
}

crate::fields! {
    IProgram::SelectorUnknown { selector }
    IProgram::CalldataMalformed { selector }
    IProgram::ValueNotAccepted { value }
    IProgram::MathOverflow {}
    IOracle::PriceMissing { aggregator }
    IOracle::PriceNotPositive { aggregator, answer }
    IOracle::PriceStale { aggregator, updatedAt, maxAgeSeconds }
    IOracle::PriceFromFuture { aggregator, updatedAt, timestamp }
    IOracle::PriceOutOfRange { aggregator, answer }
    IOracle::PriceCarriedOver { aggregator, roundId, answeredInRound }
    IOracle::SequencerMissing { feed }
    IOracle::SequencerDown { feed, since }
    IOracle::SequencerInGrace { feed, startedAt, graceSeconds }
    IOracle::FeedDecimalsMismatch { aggregator, got, expected }
    IOracle::DecimalsOutOfRange { got, maximum }
    IOracle::MaxAgeZero { aggregator }
    IObserver::GasTooLow { got, needed }
    IRiskEngine::NotARiskEngine {}
    IRiskEngine::NotTheImplementation {}
    IRiskEngine::ProgramWithoutCode { program }
    IRiskEngine::RiskEngineNotMade { riskEngine }
    IRiskEngine::VarianceMissing { observer, aggregator }
    IRiskEngine::VarianceStale { observer, aggregator, roundId, latestRoundId }
    IGuard::NotAGuard {}
    IGuard::NotTheImplementation {}
    IGuard::GuardNotMade { feed }
    IGuard::BoundsEmpty { minAnswer, maxAnswer }
    IGuard::BoundsWiderThanAggregator { minAnswer, maxAnswer, ownMinimum, ownMaximum }
    IGuard::JumpOutOfRange { got, maximum }
    IGuard::CooldownOutOfRange { got, maximum }
    IGuard::GrowthOutOfRange { got, maximum }
    IGuard::AnswerOutOfBounds { aggregator, answer, minAnswer, maxAnswer }
    IGuard::AnswerJumped { aggregator, earlier, answer, until }
    IGuard::RoundUnconfirmed { aggregator, roundId, until }
    IGuard::RateMissing { shares }
    IUpkeep::NotDue { reason, maxDriftWad, bandWad, eligibleAt }
    IUpkeep::VaultMalformed { gotBytes, expectedBytes }
    IUpkeep::NotAReceiver {}
    IUpkeep::NotTheImplementation {}
    IUpkeep::ReceiverNotMade { receiver }
    IUpkeep::ForwarderZero {}
    IUpkeep::VaultZero {}
    IUpkeep::WorkflowNotPinned {}
    IUpkeep::NameWithoutOwner { workflowName }
    IUpkeep::NotForwarder { caller, forwarder }
    IUpkeep::MetadataTooShort { gotBytes, minimumBytes }
    IUpkeep::WorkflowMismatch { got, expected }
    IUpkeep::WorkflowOwnerMismatch { got, expected }
    IUpkeep::WorkflowNameMismatch { got, expected }
    IUpkeep::ReportMalformed { gotBytes, expectedBytes }
    IUpkeep::TargetMismatch { got, expected }
    IUpkeep::SelectorMismatch { got, expected }
    IEngine::LengthMismatch { got, expected }
    IEngine::AssetCountOutOfRange { got, minimum, maximum }
    IEngine::WeightsDoNotSumToOne { sumWad, expectedWad }
    IEngine::NavZero {}
    IEngine::PriceZero { index }
    IEngine::PolicyOutOfRange { got, maximum }
    IEngine::TriggersOutOfRange { field, got, minimum, maximum }
    IRouter::MenuMissing { menu }
    IRouter::RoomMismatch { program, codeHash, expected }
    IRouterMenu::MenuMissing { menu }
    IRouterMenu::RouteUnknown { route, sources }
    IRouterMenu::PoolsCannotTake { tokenIn, tokenOut, amountIn }
    IRouter::LegsEmpty {}
    IRouter::PoolMissing { pool }
    IRouter::PoolCallFailed { pool }
    IRouter::AmountInZero { index }
    IRouter::AmountInNotTaken { pool, taken, amountIn }
    IRouter::AmountOutBelowMinimum { pool, amountOut, minOut }
    IRouter::CallbackNotFromPool { caller, expected }
    IRouter::PaymentUnexpected { amount0Delta, amount1Delta, owed }
    IRouter::SwapInProgress {}
    IVault::ERC20InsufficientBalance { sender, balance, needed }
    IVault::ERC20InsufficientAllowance { spender, allowance, needed }
    IVault::ERC20InvalidSender { sender }
    IVault::ERC20InvalidReceiver { receiver }
    IVault::ERC20InvalidApprover { approver }
    IVault::ERC20InvalidSpender { spender }
    IVault::ERC2612ExpiredSignature { deadline }
    IVault::ERC2612InvalidSigner { signer, owner }
    IVault::ECDSAInvalidSignature {}
    IVault::ECDSAInvalidSignatureS { s }
    IVault::ImplementationLocked {}
    IVault::AlreadyInitialized {}
    IVault::NotInitialized {}
    IVault::NotOwner { caller, owner }
    IVault::NotPendingOwner { caller, pendingOwner }
    IVault::NotCurator { caller, curator }
    IVault::NotGuardian { caller, guardian }
    IVault::NotKeeper { caller }
    IVault::OwnerZero {}
    IVault::SettingUnknown { selector }
    IVault::TimelockSkipped { selector }
    IVault::TimelockOutOfRange { gotSeconds, minimumSeconds, maximumSeconds }
    IVault::TimelockShorter { selector, gotSeconds, currentSeconds }
    IVault::SelectorAbdicated { selector }
    IVault::OperationPending { operation, executableAt }
    IVault::OperationUnknown { operation }
    IVault::TimelockNotElapsed { timestamp, executableAt }
    IVault::OperationExpired { timestamp, expiredAt }
    IVault::EnforcedPause {}
    IVault::ExpectedPause {}
    IVault::Locked {}
    IVault::DeadlineExpired { deadline, timestamp }
    IVault::AssetCountOutOfRange { got, minimum, maximum }
    IVault::AssetDuplicate { token }
    IVault::AssetUnknown { token }
    IVault::LengthMismatch { got, expected }
    IVault::WeightsDoNotSumToOne { sumWad, expectedWad }
    IVault::TargetZero { token }
    IVault::TargetNotZero { token, targetWad }
    IVault::HubNotRemovable { token }
    IVault::AssetBalanceNotZero { token, balance }
    IVault::PriceTooFar { token, previousPriceE36, newPriceE36, maximumBps }
    IVault::PolicyOutOfRange { got, maximum }
    IVault::TriggersOutOfRange { field, got, minimum, maximum }
    IVault::LossLimitsOutOfRange { got, minimum, maximum }
    IVault::SuiteWithoutCode { program }
    IVault::RoomMismatch { program, codeHash, expected }
    IVault::FeedTokenMismatch { token, feedTokenDecimals, tokenDecimals }
    IVault::TextTooLong { got, maximum }
    IVault::ConstitutionNotStored {}
    IVault::FeeOutOfRange { gotBps, maximumBps }
    IVault::FeeRecipientZero {}
    IVault::SupplyNotZero { supply }
    IVault::SupplyZero {}
    IVault::SharesZero {}
    IVault::SharesAboveSupply { shares, supply }
    IVault::SharesLocked { account, free, needed, until }
    IVault::LotRunning { account, until }
    IVault::LotOutOfRange { shares, maximum }
    IVault::SupplyOutOfRange { supply, maximum }
    IVault::ShareCapExceeded { supply, cap }
    IVault::FlowAboveDailyCap { flowWad, roomWad }
    IVault::FlowAboveHolding { token, valueWad, heldWad }
    IVault::SharesBelowMinimum { shares, minimum }
    IVault::FlowPolicyOutOfRange { got, maximum }
    IVault::AmountZero { token }
    IVault::AmountAboveMaximum { token, amount, maximum }
    IVault::AmountBelowMinimum { token, amount, minimum }
    IVault::AmountNotReceived { token, received, expected }
    IVault::BalanceOutOfRange { token, balance }
    IVault::TokenWithoutCode { token }
    IVault::TokenCallReverted { token, reason }
    IVault::TokenReturnedFalse { token }
    IVault::PermitRefused { token, allowance, needed, reason }
    IVault::GasTooLow { got, needed }
    IVault::NothingOwed { token, owner }
    IVault::BandNotBreached { maxDriftWad, bandWad }
    IVault::IntervalNotElapsed { timestamp, eligibleAt }
    IVault::NotTriggered { maxDriftWad, bandWad }
    IVault::NothingToTrade { maxDriftWad, bandWad }
    IVault::NotPaying { caller }
    IVault::PaymentAboveTrade { token, amount, remaining }
    IVault::ProgramCallFailed { program }
    IVault::TradeOutOfRange { index }
    IVault::FillNotPlanned { index }
    IVault::FillNotMeasured { token, balance, expected }
    IVault::FillBelowFloor { tokenIn, tokenOut, amountOut, floor }
    IVault::LossAboveBudget { lossWad, budgetWad }
    IVault::LossAboveWindow { lossWad, roomWad }
    IVault::DriftNotReduced { beforeWad, afterWad }
    IFactory::MenuMissing { menu }
    IFactory::MenuNotStored {}
    IFactory::SourcesOutOfRange { got, maximum }
    IFactory::SourceFeeOutOfRange { got, maximum }
    IFactory::VaultExists { vault }
    IFactory::SuiteWithoutCode { program }
    IFactory::CloneFailed {}
    IFactory::IndexOutOfRange { index, count }
    ILens::ListTooLong { got, maximum }
}
