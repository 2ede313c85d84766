//! The suite's own codec against the one that comes with `sol!`: same bytes, same values, same refusals, for every
//! call, error and event of the ABI.

use alloy_primitives::aliases::{I256, U24, U80, U112};
use alloy_primitives::{Address, B256, Bytes, FixedBytes, Log, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent, SolInterface, SolType, SolValue};
use kit::abi::*;
use kit::codec::{self, Abi, Fields, Reader};
use kit::dispatch;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// One word for each field, all different and within the range of every type: fields in the wrong order cannot agree.
fn counting_words<T: Fields>() -> Vec<u8> {
    (1..=u8::try_from(T::HEAD).unwrap())
        .flat_map(|word| [[0; 31].as_slice(), &[word]].concat())
        .collect()
}

fn read<T: Fields>(data: &[u8]) -> Option<T> {
    let mut reader = Reader::new(data);
    let value = T::read_fields(&mut reader);
    reader.is_sound().then_some(value)
}

/// Holds a call of static arguments against the other codec.
fn call_agrees<C: SolCall + Fields + PartialEq + core::fmt::Debug>() {
    let data = counting_words::<C>();
    let expected = C::abi_decode_raw_validate(&data).unwrap();
    let call = read::<C>(&data).unwrap();
    assert_eq!(call, expected, "{}", C::SIGNATURE);
    assert_eq!(
        codec::encode_call(&call),
        expected.abi_encode(),
        "{}",
        C::SIGNATURE
    );
    for length in 0..data.len() {
        assert_eq!(read::<C>(&data[..length]), None, "{}", C::SIGNATURE);
    }
}

/// Holds an error of static arguments against the other codec.
fn error_agrees<E: SolError + Fields + PartialEq + core::fmt::Debug>() {
    let data = counting_words::<E>();
    let expected = E::abi_decode_raw_validate(&data).unwrap();
    let error = read::<E>(&data).unwrap();
    assert_eq!(error, expected, "{}", E::SIGNATURE);
    assert_eq!(
        codec::encode_error(&error),
        expected.abi_encode(),
        "{}",
        E::SIGNATURE
    );
}

/// Holds calldata of any kind against the other codec.
fn calldata_agrees<C: SolInterface + codec::Calls + PartialEq + core::fmt::Debug>(calldata: &[u8]) {
    assert_eq!(
        dispatch::decode::<C>(calldata).ok(),
        C::abi_decode_validate(calldata).ok(),
        "{calldata:02x?}"
    );
}

fn event_agrees<E: SolEvent + codec::Log>(event: &E) {
    let expected = event.encode_log_data();
    let topics = expected
        .topics()
        .iter()
        .flat_map(|topic| topic.0)
        .collect::<Vec<_>>();
    assert_eq!(
        event.encode(),
        [topics, expected.data.to_vec()].concat(),
        "{}",
        E::SIGNATURE
    );
    assert_eq!(E::TOPICS, expected.topics().len(), "{}", E::SIGNATURE);
    assert!(
        E::decode_log(&Log {
            address: Address::ZERO,
            data: expected
        })
        .is_ok()
    );
}

#[test]
fn every_call_of_static_arguments_agrees() {
    call_agrees::<IOracle::registerCall>();
    call_agrees::<IOracle::feedIdOfCall>();
    call_agrees::<IOracle::isRegisteredCall>();
    call_agrees::<IOracle::descriptionHashOfCall>();
    call_agrees::<IObserver::varianceCall>();
    call_agrees::<IEngine::checkCall>();
    call_agrees::<IRiskEngine::createCall>();
    call_agrees::<IRiskEngine::partsCall>();
    call_agrees::<IRiskEngine::checkCall>();
    call_agrees::<IGuard::createCall>();
    call_agrees::<IGuard::guardCall>();
    call_agrees::<IGuard::decimalsCall>();
    call_agrees::<IGuard::descriptionCall>();
    call_agrees::<IGuard::versionCall>();
    call_agrees::<IGuard::latestRoundDataCall>();
    call_agrees::<IGuard::getRoundDataCall>();
    call_agrees::<IUpkeep::checkerCall>();
    call_agrees::<IUpkeep::pokeCall>();
    call_agrees::<IUpkeep::upkeepCall>();
    call_agrees::<IRouter::poolOfCall>();
    call_agrees::<IRouterMenu::quoteCall>();
    call_agrees::<IFactory::menuAtCall>();
    call_agrees::<IVault::nameCall>();
    call_agrees::<IVault::symbolCall>();
    call_agrees::<IVault::decimalsCall>();
    call_agrees::<IVault::totalSupplyCall>();
    call_agrees::<IVault::balanceOfCall>();
    call_agrees::<IVault::allowanceCall>();
    call_agrees::<IVault::transferCall>();
    call_agrees::<IVault::approveCall>();
    call_agrees::<IVault::transferFromCall>();
    call_agrees::<IVaultAdmin::permitCall>();
    call_agrees::<IVaultAdmin::noncesCall>();
    call_agrees::<IVaultAdmin::DOMAIN_SEPARATORCall>();
    call_agrees::<IVaultAdmin::versionCall>();
    call_agrees::<IVaultAdmin::eip712DomainCall>();
    call_agrees::<IVaultViews::previewDepositInKindCall>();
    call_agrees::<IVaultViews::previewRedeemInKindCall>();
    call_agrees::<IVault::claimCall>();
    call_agrees::<IVaultViews::owedCall>();
    call_agrees::<IVaultViews::owedTotalCall>();
    call_agrees::<IVaultRebalance::rebalanceCall>();
    call_agrees::<IVaultViews::previewRebalanceCall>();
    call_agrees::<IVault::payCall>();
    call_agrees::<IVaultAdmin::ownerCall>();
    call_agrees::<IVaultAdmin::pendingOwnerCall>();
    call_agrees::<IVaultAdmin::transferOwnershipCall>();
    call_agrees::<IVaultAdmin::acceptOwnershipCall>();
    call_agrees::<IVaultAdmin::pauseCall>();
    call_agrees::<IVaultAdmin::unpauseCall>();
    call_agrees::<IVaultAdmin::pausedCall>();
    call_agrees::<IVaultPriced::assetCall>();
    call_agrees::<IVaultPriced::totalAssetsCall>();
    call_agrees::<IVaultPriced::convertToSharesCall>();
    call_agrees::<IVaultPriced::convertToAssetsCall>();
    call_agrees::<IVaultPriced::maxDepositCall>();
    call_agrees::<IVaultPriced::previewDepositCall>();
    call_agrees::<IVaultPriced::depositCall>();
    call_agrees::<IVaultPriced::maxMintCall>();
    call_agrees::<IVaultPriced::previewMintCall>();
    call_agrees::<IVaultPriced::mintCall>();
    call_agrees::<IVaultPriced::maxWithdrawCall>();
    call_agrees::<IVaultPriced::previewWithdrawCall>();
    call_agrees::<IVaultPriced::withdrawCall>();
    call_agrees::<IVaultPriced::maxRedeemCall>();
    call_agrees::<IVaultPriced::previewRedeemCall>();
    call_agrees::<IVaultPriced::redeemCall>();
    call_agrees::<IVaultPriced::previewDepositAssetCall>();
    call_agrees::<IVaultPriced::depositAssetCall>();
    call_agrees::<IVaultPriced::previewRedeemAssetCall>();
    call_agrees::<IVaultPriced::redeemAssetCall>();
    call_agrees::<IVaultAdmin::flowPolicyCall>();
    call_agrees::<IVaultPriced::flowRoomCall>();
    call_agrees::<IVaultAdmin::lockedSharesCall>();
    call_agrees::<IVaultAdmin::pausedUntilCall>();
    call_agrees::<IVaultAdmin::setCuratorCall>();
    call_agrees::<IVaultAdmin::setGuardianCall>();
    call_agrees::<IVaultAdmin::curatorCall>();
    call_agrees::<IVaultAdmin::guardianCall>();
    call_agrees::<IVaultAdmin::setPolicyCall>();
    call_agrees::<IVaultAdmin::setFlowPolicyCall>();
    call_agrees::<IVaultAdmin::setLossLimitsCall>();
    call_agrees::<IVaultAdmin::lowerCapsCall>();
    call_agrees::<IVaultAdmin::setVenueCall>();
    call_agrees::<IVaultAdmin::setPoolFeeCall>();
    call_agrees::<IVaultAdmin::setFeedCall>();
    call_agrees::<IVaultAdmin::retireAssetCall>();
    call_agrees::<IVaultAdmin::removeAssetCall>();
    call_agrees::<IVaultAdmin::isKeeperCall>();
    call_agrees::<IVaultAdmin::setFeesCall>();
    call_agrees::<IVaultPermits::selfPermitCall>();
    call_agrees::<IVaultPermits::permitUnlessAllowedCall>();
    call_agrees::<IVaultFees::applyFeesCall>();
    call_agrees::<IVaultFees::performanceDueCall>();
    call_agrees::<IVaultFees::feesCall>();
    call_agrees::<IVaultFees::unclaimedFeesCall>();
    call_agrees::<IVaultFees::highWaterMarkCall>();
    call_agrees::<IVaultFees::collectFeesCall>();
    call_agrees::<IVaultFees::accruePerformanceCall>();
    call_agrees::<IVaultAdmin::keepersOnlyCall>();
    call_agrees::<IVaultAdmin::dismissKeeperCall>();
    call_agrees::<IVaultViews::assetsCall>();
    call_agrees::<IVaultAdmin::policyCall>();
    call_agrees::<IVaultViews::suiteCall>();
    call_agrees::<IVaultViews::lossLimitsCall>();
    call_agrees::<IVaultViews::lossRoomCall>();
    call_agrees::<IVaultAdmin::sequencerCall>();
    call_agrees::<IVaultAdmin::venueCall>();
    call_agrees::<IVaultViews::balancesCall>();
    call_agrees::<IVaultViews::assetBalanceCall>();
    call_agrees::<IVaultViews::pricesCall>();
    call_agrees::<IVaultViews::epochCall>();
    call_agrees::<IVaultViews::lastRebalancedAtCall>();
    call_agrees::<IFactory::implementationOfCall>();
    call_agrees::<IFactory::vaultCountCall>();
    call_agrees::<IFactory::vaultAtCall>();
    call_agrees::<ILens::portfolioCall>();
    call_agrees::<ILens::explainCall>();
    call_agrees::<ILens::userPositionCall>();
}

#[test]
fn every_error_of_static_arguments_agrees() {
    error_agrees::<IProgram::ValueNotAccepted>();
    error_agrees::<IProgram::MathOverflow>();
    error_agrees::<IOracle::PriceMissing>();
    error_agrees::<IOracle::PriceNotPositive>();
    error_agrees::<IOracle::PriceStale>();
    error_agrees::<IOracle::PriceFromFuture>();
    error_agrees::<IOracle::PriceOutOfRange>();
    error_agrees::<IOracle::SequencerMissing>();
    error_agrees::<IOracle::SequencerDown>();
    error_agrees::<IOracle::SequencerInGrace>();
    error_agrees::<IOracle::FeedDecimalsMismatch>();
    error_agrees::<IOracle::DecimalsOutOfRange>();
    error_agrees::<IOracle::MaxAgeZero>();
    error_agrees::<IOracle::PriceCarriedOver>();
    error_agrees::<IObserver::GasTooLow>();
    error_agrees::<IRiskEngine::NotARiskEngine>();
    error_agrees::<IRiskEngine::NotTheImplementation>();
    error_agrees::<IRiskEngine::ProgramWithoutCode>();
    error_agrees::<IRiskEngine::RiskEngineNotMade>();
    error_agrees::<IRiskEngine::VarianceMissing>();
    error_agrees::<IRiskEngine::VarianceStale>();
    error_agrees::<IGuard::NotAGuard>();
    error_agrees::<IGuard::NotTheImplementation>();
    error_agrees::<IGuard::GuardNotMade>();
    error_agrees::<IGuard::BoundsEmpty>();
    error_agrees::<IGuard::BoundsWiderThanAggregator>();
    error_agrees::<IGuard::JumpOutOfRange>();
    error_agrees::<IGuard::CooldownOutOfRange>();
    error_agrees::<IGuard::GrowthOutOfRange>();
    error_agrees::<IGuard::AnswerOutOfBounds>();
    error_agrees::<IGuard::AnswerJumped>();
    error_agrees::<IGuard::RoundUnconfirmed>();
    error_agrees::<IGuard::RateMissing>();
    error_agrees::<IUpkeep::NotDue>();
    error_agrees::<IUpkeep::VaultMalformed>();
    error_agrees::<IUpkeep::NotAReceiver>();
    error_agrees::<IUpkeep::NotTheImplementation>();
    error_agrees::<IUpkeep::ReceiverNotMade>();
    error_agrees::<IUpkeep::ForwarderZero>();
    error_agrees::<IUpkeep::VaultZero>();
    error_agrees::<IUpkeep::WorkflowNotPinned>();
    error_agrees::<IUpkeep::NotForwarder>();
    error_agrees::<IUpkeep::MetadataTooShort>();
    error_agrees::<IUpkeep::WorkflowMismatch>();
    error_agrees::<IUpkeep::WorkflowOwnerMismatch>();
    error_agrees::<IUpkeep::ReportMalformed>();
    error_agrees::<IUpkeep::TargetMismatch>();
    error_agrees::<IEngine::LengthMismatch>();
    error_agrees::<IEngine::AssetCountOutOfRange>();
    error_agrees::<IEngine::WeightsDoNotSumToOne>();
    error_agrees::<IEngine::NavZero>();
    error_agrees::<IEngine::PriceZero>();
    error_agrees::<IEngine::PolicyOutOfRange>();
    error_agrees::<IFactory::MenuMissing>();
    error_agrees::<IRouter::MenuMissing>();
    error_agrees::<IFactory::MenuNotStored>();
    error_agrees::<IFactory::SourcesOutOfRange>();
    error_agrees::<IFactory::SourceFeeOutOfRange>();
    error_agrees::<IRouterMenu::MenuMissing>();
    error_agrees::<IRouter::RoomMismatch>();
    error_agrees::<IRouterMenu::RouteUnknown>();
    error_agrees::<IRouterMenu::PoolsCannotTake>();
    error_agrees::<IRouter::LegsEmpty>();
    error_agrees::<IRouter::PoolMissing>();
    error_agrees::<IRouter::PoolCallFailed>();
    error_agrees::<IRouter::AmountInZero>();
    error_agrees::<IRouter::AmountInNotTaken>();
    error_agrees::<IRouter::AmountOutBelowMinimum>();
    error_agrees::<IRouter::CallbackNotFromPool>();
    error_agrees::<IRouter::PaymentUnexpected>();
    error_agrees::<IRouter::SwapInProgress>();
    error_agrees::<IVault::ERC20InsufficientBalance>();
    error_agrees::<IVault::ERC20InsufficientAllowance>();
    error_agrees::<IVault::ERC20InvalidSender>();
    error_agrees::<IVault::ERC20InvalidReceiver>();
    error_agrees::<IVault::ERC20InvalidApprover>();
    error_agrees::<IVault::ERC2612ExpiredSignature>();
    error_agrees::<IVault::ERC2612InvalidSigner>();
    error_agrees::<IVault::ECDSAInvalidSignature>();
    error_agrees::<IVault::ECDSAInvalidSignatureS>();
    error_agrees::<IVault::ERC20InvalidSpender>();
    error_agrees::<IVault::ImplementationLocked>();
    error_agrees::<IVault::AlreadyInitialized>();
    error_agrees::<IVault::NotInitialized>();
    error_agrees::<IVault::NotOwner>();
    error_agrees::<IVault::NotPendingOwner>();
    error_agrees::<IVault::NotCurator>();
    error_agrees::<IVault::NotGuardian>();
    error_agrees::<IVault::NotKeeper>();
    error_agrees::<IVault::OwnerZero>();
    error_agrees::<IVault::TimelockOutOfRange>();
    error_agrees::<IVault::OperationPending>();
    error_agrees::<IVault::OperationUnknown>();
    error_agrees::<IVault::TimelockNotElapsed>();
    error_agrees::<IVault::OperationExpired>();
    error_agrees::<IVault::TargetNotZero>();
    error_agrees::<IVault::FeeOutOfRange>();
    error_agrees::<IVault::FeeRecipientZero>();
    error_agrees::<IVault::HubNotRemovable>();
    error_agrees::<IVault::AssetBalanceNotZero>();
    error_agrees::<IVault::PriceTooFar>();
    error_agrees::<IVault::EnforcedPause>();
    error_agrees::<IVault::ExpectedPause>();
    error_agrees::<IVault::Locked>();
    error_agrees::<IVault::DeadlineExpired>();
    error_agrees::<IVault::AssetCountOutOfRange>();
    error_agrees::<IVault::AssetDuplicate>();
    error_agrees::<IVault::AssetUnknown>();
    error_agrees::<IVault::LengthMismatch>();
    error_agrees::<IVault::WeightsDoNotSumToOne>();
    error_agrees::<IVault::TargetZero>();
    error_agrees::<IVault::PolicyOutOfRange>();
    error_agrees::<IVault::LossLimitsOutOfRange>();
    error_agrees::<IVault::SuiteWithoutCode>();
    error_agrees::<IVault::RoomMismatch>();
    error_agrees::<IVault::FeedTokenMismatch>();
    error_agrees::<IVault::TextTooLong>();
    error_agrees::<IVault::ConstitutionNotStored>();
    error_agrees::<IVault::SupplyNotZero>();
    error_agrees::<IVault::SupplyZero>();
    error_agrees::<IVault::SharesZero>();
    error_agrees::<IVault::SharesAboveSupply>();
    error_agrees::<IVault::SharesLocked>();
    error_agrees::<IVault::LotRunning>();
    error_agrees::<IVault::LotOutOfRange>();
    error_agrees::<IVault::SupplyOutOfRange>();
    error_agrees::<IVault::ShareCapExceeded>();
    error_agrees::<IVault::FlowAboveDailyCap>();
    error_agrees::<IVault::FlowAboveHolding>();
    error_agrees::<IVault::SharesBelowMinimum>();
    error_agrees::<IVault::FlowPolicyOutOfRange>();
    error_agrees::<IVault::AmountZero>();
    error_agrees::<IVault::AmountAboveMaximum>();
    error_agrees::<IVault::AmountBelowMinimum>();
    error_agrees::<IVault::AmountNotReceived>();
    error_agrees::<IVault::BalanceOutOfRange>();
    error_agrees::<IVault::TokenWithoutCode>();
    error_agrees::<IVault::TokenReturnedFalse>();
    error_agrees::<IVault::GasTooLow>();
    error_agrees::<IVault::NothingOwed>();
    error_agrees::<IVault::BandNotBreached>();
    error_agrees::<IVault::IntervalNotElapsed>();
    error_agrees::<IVault::NothingToTrade>();
    error_agrees::<IVault::NotPaying>();
    error_agrees::<IVault::PaymentAboveTrade>();
    error_agrees::<IVault::ProgramCallFailed>();
    error_agrees::<IVault::TradeOutOfRange>();
    error_agrees::<IVault::FillNotPlanned>();
    error_agrees::<IVault::FillNotMeasured>();
    error_agrees::<IVault::FillBelowFloor>();
    error_agrees::<IVault::LossAboveBudget>();
    error_agrees::<IVault::LossAboveWindow>();
    error_agrees::<IVault::DriftNotReduced>();
    error_agrees::<IFactory::VaultExists>();
    error_agrees::<IFactory::SuiteWithoutCode>();
    error_agrees::<IFactory::CloneFailed>();
    error_agrees::<IFactory::IndexOutOfRange>();
    error_agrees::<ILens::ListTooLong>();
}

#[test]
fn errors_of_other_arguments_agree() {
    let selector = [1, 2, 3, 4].into();
    let unknown = IProgram::SelectorUnknown { selector };
    assert_eq!(codec::encode_error(&unknown), unknown.abi_encode());
    let malformed = IProgram::CalldataMalformed { selector };
    assert_eq!(codec::encode_error(&malformed), malformed.abi_encode());
    for length in [0, 1, 31, 32, 33, 256] {
        let reverted = IVault::TokenCallReverted {
            token: Address::repeat_byte(1),
            reason: vec![7; length].into(),
        };
        assert_eq!(codec::encode_error(&reverted), reverted.abi_encode());
    }
}

#[test]
fn decode_names_selectors_that_are_unknown_or_too_short() {
    let unknown = |selector: [u8; 4]| {
        Err(IProgram::SelectorUnknown {
            selector: selector.into(),
        }
        .abi_encode())
    };
    assert_eq!(
        dispatch::decode::<IVault::IVaultCalls>(&[]),
        unknown([0; 4])
    );
    assert_eq!(
        dispatch::decode::<IVault::IVaultCalls>(&[1, 2, 3]),
        unknown([1, 2, 3, 0])
    );
    // The selector that the SDK reserves for constructors, which anyone could call through a proxy.
    assert_eq!(
        dispatch::decode::<IVault::IVaultCalls>(&[0x55, 0x85, 0x25, 0x8d]),
        unknown([0x55, 0x85, 0x25, 0x8d])
    );
    let selector = IVault::transferCall::SELECTOR;
    let malformed = Err(IProgram::CalldataMalformed {
        selector: selector.into(),
    }
    .abi_encode());
    assert_eq!(
        dispatch::decode::<IVault::IVaultCalls>(&selector),
        malformed
    );
}

#[test]
fn decode_knows_every_selector_and_no_other() {
    fn check<C: SolInterface + codec::Calls + core::fmt::Debug>() {
        for selector in C::selectors() {
            // Plenty of zeros are valid arguments of any call: offsets of zero lead to lengths of zero.
            let call = dispatch::decode::<C>(&[selector.as_slice(), &[0; 1024]].concat()).unwrap();
            assert_eq!(call.selector(), selector);
            let mut other = selector;
            other[3] ^= 1;
            assert!(C::valid_selector(other) || dispatch::decode::<C>(&other).is_err());
        }
    }
    check::<IVault::IVaultCalls>();
    check::<IVaultAdmin::IVaultAdminCalls>();
    check::<IVaultPriced::IVaultPricedCalls>();
    check::<IVaultFees::IVaultFeesCalls>();
    check::<IVaultPermits::IVaultPermitsCalls>();
    check::<IFactory::IFactoryCalls>();
    check::<ILens::ILensCalls>();
    check::<IOracle::IOracleCalls>();
    check::<IObserver::IObserverCalls>();
    check::<IGuard::IGuardCalls>();
    check::<IUpkeep::IUpkeepCalls>();
    check::<IEngine::IEngineCalls>();
    check::<IRisk::IRiskCalls>();
    check::<IRiskEngine::IRiskEngineCalls>();
    check::<IRouter::IRouterCalls>();
    check::<IRouterMenu::IRouterMenuCalls>();
}

/// Short bytes stand at the other end of their word.
#[test]
fn every_short_word_of_an_upkeep_agrees() {
    let upkeep = Upkeep {
        forwarder: Address::repeat_byte(1),
        workflowId: B256::repeat_byte(2),
        workflowOwner: Address::repeat_byte(3),
        workflowName: FixedBytes([4; 10]),
        vault: Address::repeat_byte(5),
    };
    let call = IUpkeep::createCall {
        upkeep: upkeep.clone(),
    };
    let encoded = call.abi_encode();
    assert_eq!(codec::encode_call(&call), encoded);
    calldata_agrees::<IUpkeep::IUpkeepCalls>(&encoded);
    for at in 4..encoded.len() {
        let mut dirty = encoded.clone();
        dirty[at] ^= 0x80;
        calldata_agrees::<IUpkeep::IUpkeepCalls>(&dirty);
    }
    event_agrees(&IUpkeep::ReceiverMade {
        receiver: Address::repeat_byte(6),
        vault: upkeep.vault,
        upkeep,
    });
    event_agrees(&IUpkeep::Poked {
        vault: Address::repeat_byte(7),
        caller: Address::repeat_byte(8),
    });
    let (name, other) = (FixedBytes([1; 10]), FixedBytes([2; 10]));
    let error = IUpkeep::NameWithoutOwner { workflowName: name };
    assert_eq!(codec::encode_error(&error), error.abi_encode());
    let error = IUpkeep::WorkflowNameMismatch {
        got: name,
        expected: other,
    };
    assert_eq!(codec::encode_error(&error), error.abi_encode());
    let error = IUpkeep::SelectorMismatch {
        got: FixedBytes([3; 4]),
        expected: FixedBytes([4; 4]),
    };
    assert_eq!(codec::encode_error(&error), error.abi_encode());
    let report = UpkeepReport {
        vault: Address::repeat_byte(9),
        selector: FixedBytes([5; 4]),
        deadline: U256::from(6),
    };
    assert_eq!(codec::encode_result(&report), report.abi_encode());
    let checked = IUpkeep::checkUpkeepReturn {
        upkeepNeeded: true,
        performData: vec![7; 40].into(),
    };
    assert_eq!(
        codec::encode_results(&checked),
        IUpkeep::checkUpkeepCall::abi_encode_returns(&checked)
    );
    let checked = IUpkeep::checkerReturn {
        canExec: false,
        execPayload: vec![8; 3].into(),
    };
    assert_eq!(
        codec::encode_results(&checked),
        IUpkeep::checkerCall::abi_encode_returns(&checked)
    );
}

/// What only a lens answers: everything different from its neighbours, so that no two fields can be swapped.
#[test]
fn every_struct_of_the_lens_agrees() {
    let mut next = 0_u64;
    let mut number = || {
        next += 1;
        U256::from(next)
    };
    let who = Address::repeat_byte;
    for (trouble, verdict) in [
        (Trouble::Reverted, Verdict::NotAVault),
        (Trouble::Unreadable, Verdict::Due),
        (Trouble::WithoutCode, Verdict::NothingToTrade),
        (Trouble::Starved, Verdict::BandNotBreached),
        (Trouble::Starved, Verdict::IntervalNotElapsed),
        (Trouble::Starved, Verdict::Paused),
        (Trouble::Starved, Verdict::SupplyZero),
        (Trouble::Starved, Verdict::SequencerNotReady),
        (Trouble::Starved, Verdict::PriceNotReady),
        (Trouble::Starved, Verdict::DecisionMissing),
        (Trouble::Starved, Verdict::NotTriggered),
        (Trouble::Starved, Verdict::LossWindowFull),
    ] {
        let fault = Fault {
            token: who(1),
            asked: who(2),
            selector: [3, 4, 5, 6].into(),
            trouble,
            data: Bytes::from_static(&[7; 33]),
        };
        let constituent = Constituent {
            symbol: "WETH".into(),
            decimals: 18,
            amount: number(),
            held: number(),
            owed: number(),
            priceE36: number(),
            isFresh: true,
            valueWad: number(),
            weightWad: number(),
            driftWad: -I256::from_raw(number()),
            ..Constituent::default()
        };
        let portfolio = Portfolio {
            vault: who(3),
            timestamp: 4,
            verdict,
            name: "A name that is longer than one word of thirty-two bytes".into(),
            symbol: "S".into(),
            decimals: 12,
            supply: number(),
            owner: who(4),
            isPaused: true,
            epoch: number(),
            lastRebalancedAt: number(),
            flowRoomWad: number(),
            navWad: number(),
            totalAssets: number(),
            isFresh: true,
            constituents: vec![constituent; 3],
            faults: vec![fault.clone(); 2],
            ..Portfolio::default()
        };
        let explanation = Explanation {
            obstacle: fault.clone(),
            portfolio,
            ..Explanation::default()
        };
        let encoded = codec::encode_result(&explanation);
        assert_eq!(encoded, explanation.abi_encode());
        assert_eq!(codec::decode_result(&encoded), Some(explanation));
        let position = Position {
            vault: who(5),
            user: who(6),
            timestamp: 7,
            shares: number(),
            lockedShares: number(),
            lockedUntil: number(),
            assets: number(),
            valueWad: number(),
            isFresh: true,
            maxWithdraw: number(),
            maxRedeem: number(),
            holdings: vec![
                Holding {
                    token: who(8),
                    symbol: "W".into(),
                    decimals: 9,
                    amount: number(),
                    valueWad: number(),
                    priceE36: number(),
                    isFresh: true,
                    owed: number(),
                };
                2
            ],
            faults: vec![fault],
        };
        let encoded = codec::encode_result(&position);
        assert_eq!(encoded, position.abi_encode());
        assert_eq!(codec::decode_result(&encoded), Some(position));
    }
}

#[test]
fn zero_is_a_value_of_every_struct_that_has_no_other_default() {
    assert_eq!(Decision::default().reason, Reason::BandBreached);
    assert_eq!(Fault::default().trouble, Trouble::Reverted);
    let explanation = Explanation::default();
    assert_eq!(explanation.portfolio, Portfolio::default());
    assert_eq!(explanation.portfolio.verdict, Verdict::NotAVault);
    assert!(explanation.portfolio.constituents.is_empty());
}

fn number() -> impl Strategy<Value = U256> {
    any::<[u64; 4]>().prop_map(U256::from_limbs)
}

fn address() -> impl Strategy<Value = Address> {
    any::<[u8; 20]>().prop_map(Address::new)
}

fn numbers() -> impl Strategy<Value = Vec<U256>> {
    vec(number(), 0..5)
}

fn fee() -> impl Strategy<Value = U24> {
    any::<[u8; 3]>().prop_map(U24::from_be_bytes)
}

prop_compose! {
    fn feed()(aggregator in address(), (age, feed, token) in any::<(u32, u8, u8)>()) -> Feed {
        Feed { aggregator, maxAgeSeconds: age, feedDecimals: feed, tokenDecimals: token }
    }
}

prop_compose! {
    fn policy()((band, interval, tolerance, loss) in any::<(u16, u32, u16, u16)>(), triggers in any::<[u8; 32]>()) -> Policy {
        Policy {
            bandBps: band, minIntervalSeconds: interval, toleranceBps: tolerance, maxLossBps: loss,
            triggers: triggers.into(),
        }
    }
}

prop_compose! {
    fn loss_limits()((window, period, fuse, years) in any::<(u16, u32, u16, u32)>()) -> LossLimits {
        LossLimits { windowBps: window, windowSeconds: period, fuseBps: fuse, fuseSeconds: years }
    }
}

prop_compose! {
    fn flow_policy()((base, drift, hold, daily) in any::<(u16, u16, u32, u16)>(), cap in any::<[u8; 14]>()) -> FlowPolicy {
        FlowPolicy {
            baseFeeBps: base, driftFeeBps: drift, minHoldSeconds: hold, dailyFlowBps: daily,
            shareCap: U112::from_be_bytes(cap),
        }
    }
}

prop_compose! {
    fn sequencer()(feed in address(), grace in any::<u32>()) -> Sequencer {
        Sequencer { feed, graceSeconds: grace }
    }
}

prop_compose! {
    fn venue()(factory in address(), hash in any::<[u8; 32]>()) -> Venue {
        Venue { factory, poolInitCodeHash: hash.into() }
    }
}

prop_compose! {
    fn suite()(programs in any::<[[u8; 20]; kit::suite::PROGRAMS]>()) -> Suite {
        kit::suite::of_programs(programs.map(Address::new))
    }
}

prop_compose! {
    fn asset()(token in address(), target in number(), fee in fee(), error in any::<u16>(), feed in feed()) -> Asset {
        Asset { token, targetWad: target, poolFee: fee, errorBps: error, feed }
    }
}

prop_compose! {
    fn config()(
        name in "\\PC{0,40}", symbol in "\\PC{0,10}", owner in address(), sequencer in sequencer(), venue in venue(),
        policy in policy(), loss_limits in loss_limits(), flow_policy in flow_policy(), assets in vec(asset(), 0..5),
    ) -> VaultConfig {
        VaultConfig { name, symbol, owner, sequencer, venue, policy, lossLimits: loss_limits, flowPolicy: flow_policy, assets }
    }
}

prop_compose! {
    fn leg()(ends in any::<[[u8; 20]; 2]>(), fee in fee(), amount in number(), minimum in number()) -> Leg {
        let [token_in, token_out] = ends.map(Address::new);
        Leg { tokenIn: token_in, tokenOut: token_out, poolFee: fee, amountIn: amount, minOut: minimum }
    }
}

prop_compose! {
    fn source()(is_v3: bool, factory in address(), hash in any::<[u8; 32]>(), fee in fee()) -> Source {
        let kind = if is_v3 { VenueKind::UniswapV3 } else { VenueKind::UniswapV2 };
        Source { kind, factory, poolInitCodeHash: B256::new(hash), fee }
    }
}

prop_compose! {
    fn menu()(program in address(), hub in address(), per_ether in any::<[u8; 14]>(), sources in vec(source(), 0..4)) -> Menu {
        Menu { program, hub, hubPerEther: U112::from_be_bytes(per_ether), sources }
    }
}

prop_compose! {
    fn fill()(ends in any::<[[u8; 20]; 3]>(), amounts in any::<[[u64; 4]; 3]>()) -> Fill {
        let ([token_in, token_out, pool], [amount_in, amount_out, minimum]) =
            (ends.map(Address::new), amounts.map(U256::from_limbs));
        Fill { tokenIn: token_in, tokenOut: token_out, pool, amountIn: amount_in, amountOut: amount_out, minOut: minimum }
    }
}

prop_compose! {
    fn snapshot()(
        amounts in numbers(), prices in numbers(), targets in numbers(),
        (last, timestamp, epoch) in any::<(u64, u64, u64)>(), vault in address(),
    ) -> Snapshot {
        Snapshot {
            amounts, pricesE36: prices, targetsWad: targets, lastRebalancedAt: last, timestamp, vault, epoch,
        }
    }
}

prop_compose! {
    fn trade()((sell, buy) in any::<(u8, u8)>(), amount in number(), minimum in number()) -> Trade {
        Trade { sell, buy, amountIn: amount, minOut: minimum }
    }
}

prop_compose! {
    fn decision()(
        reason in 0_u8..6, numbers in any::<[[u64; 4]; 3]>(), eligible in any::<u64>(), weights in numbers(),
        trades in vec(trade(), 0..4), readings in self::numbers(),
    ) -> Decision {
        let [nav, drift, band] = numbers.map(U256::from_limbs);
        Decision {
            reason: Reason::try_from(reason).unwrap(), navWad: nav, maxDriftWad: drift, bandWad: band,
            eligibleAt: eligible, weightsWad: weights, trades, readings,
        }
    }
}

/// Calldata of every setting that `call_agrees` does not try, and of what governs settings.
fn governed() -> impl Strategy<Value = Vec<u8>> {
    let selector = || any::<[u8; 4]>().prop_map(FixedBytes::<4>::new);
    let data = || vec(any::<u8>(), 0..100).prop_map(Bytes::from);
    let addresses = || vec(address(), 0..4);
    prop_oneof![
        data().prop_map(|data| IVaultAdmin::submitCall { data }.abi_encode()),
        data().prop_map(|data| IVaultAdmin::revokeCall { data }.abi_encode()),
        data().prop_map(|data| IVaultAdmin::executeCall { data }.abi_encode()),
        data().prop_map(|data| IVaultAdmin::executableAtCall { data }.abi_encode()),
        selector().prop_map(|selector| IVaultAdmin::timelockCall { selector }.abi_encode()),
        selector().prop_map(|selector| IVaultAdmin::isAbdicatedCall { selector }.abi_encode()),
        selector().prop_map(|selector| IVaultAdmin::abdicateCall { selector }.abi_encode()),
        (selector(), number()).prop_map(|(selector, delay)| {
            IVaultAdmin::setTimelockCall {
                selector,
                delaySeconds: delay,
            }
            .abi_encode()
        }),
        numbers().prop_map(|targets| IVaultAdmin::setTargetsCall {
            targetsWad: targets
        }
        .abi_encode()),
        (asset(), numbers()).prop_map(|(asset, targets)| {
            IVaultAdmin::addAssetCall {
                asset,
                targetsWad: targets,
            }
            .abi_encode()
        }),
        (addresses(), addresses(), any::<bool>()).prop_map(|(added, removed, only)| {
            IVaultAdmin::setKeepersCall {
                added,
                removed,
                newKeepersOnly: only,
            }
            .abi_encode()
        }),
    ]
}

/// Calldata of every call that has dynamic arguments.
fn calldata() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => governed(),
        6 => flows(),
        3 => signed(),
    ]
}

/// Several calls in one, and what a signature pays.
fn signed() -> impl Strategy<Value = Vec<u8>> {
    let data = || vec(any::<u8>(), 0..100).prop_map(Bytes::from);
    prop_oneof![
        vec(data(), 0..4).prop_map(|data| IVaultPermits::multicallCall { data }.abi_encode()),
        (
            number(),
            numbers(),
            address(),
            address(),
            number(),
            number(),
            data()
        )
            .prop_map(
                |(shares, maxima, receiver, owner, nonce, deadline, signature)| {
                    IVaultPermits::depositInKindWithPermit2Call {
                        shares,
                        maxAmounts: maxima,
                        receiver,
                        owner,
                        nonce,
                        deadline,
                        signature,
                    }
                    .abi_encode()
                }
            ),
        (
            address(),
            number(),
            number(),
            address(),
            address(),
            number(),
            number(),
            data()
        )
            .prop_map(
                |(token, amount, minimum, receiver, owner, nonce, deadline, signature)| {
                    IVaultPermits::depositAssetWithPermit2Call {
                        token,
                        amount,
                        minShares: minimum,
                        receiver,
                        owner,
                        nonce,
                        deadline,
                        signature,
                    }
                    .abi_encode()
                }
            ),
    ]
}

fn flows() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        (suite(), config(), address(), numbers()).prop_map(|(suite, config, seeder, amounts)| {
            IVaultAdmin::initializeCall {
                suite,
                config,
                seeder,
                amounts,
            }
            .abi_encode()
        }),
        (numbers(), address()).prop_map(|(amounts, receiver)| IVaultAdmin::seedCall {
            amounts,
            receiver
        }
        .abi_encode()),
        (number(), numbers(), address(), number()).prop_map(
            |(shares, maxima, receiver, deadline)| {
                IVault::depositInKindCall {
                    shares,
                    maxAmounts: maxima,
                    receiver,
                    deadline,
                }
                .abi_encode()
            }
        ),
        (number(), numbers(), address(), address(), number()).prop_map(
            |(shares, minima, receiver, owner, deadline)| {
                IVault::redeemInKindCall {
                    shares,
                    minAmounts: minima,
                    receiver,
                    owner,
                    deadline,
                }
                .abi_encode()
            }
        ),
        (suite(), config(), numbers()).prop_map(|(suite, config, amounts)| IFactory::createCall {
            suite,
            config,
            amounts
        }
        .abi_encode()),
        (address(), suite(), config()).prop_map(|(creator, suite, config)| IFactory::predictCall {
            creator,
            suite,
            config
        }
        .abi_encode()),
        (vec(feed(), 0..4), sequencer()).prop_map(|(feeds, sequencer)| IOracle::readCall {
            feeds,
            sequencer
        }
        .abi_encode()),
        (policy(), snapshot()).prop_map(|(policy, snapshot)| IEngine::decideCall {
            policy,
            snapshot
        }
        .abi_encode()),
        (venue(), vec(leg(), 0..4))
            .prop_map(|(venue, legs)| IRouter::swapCall { venue, legs }.abi_encode()),
        menu().prop_map(|menu| IFactory::publishCall { menu }.abi_encode()),
        (number(), number(), vec(any::<u8>(), 0..70)).prop_map(|(zero, one, data)| {
            IRouter::uniswapV3SwapCallbackCall {
                amount0Delta: I256::from_raw(zero),
                amount1Delta: I256::from_raw(one),
                data: data.into(),
            }
            .abi_encode()
        }),
    ]
}

fn all_agree(calldata: &[u8]) {
    calldata_agrees::<IVault::IVaultCalls>(calldata);
    calldata_agrees::<IVaultAdmin::IVaultAdminCalls>(calldata);
    calldata_agrees::<IVaultPriced::IVaultPricedCalls>(calldata);
    calldata_agrees::<IVaultFees::IVaultFeesCalls>(calldata);
    calldata_agrees::<IVaultPermits::IVaultPermitsCalls>(calldata);
    calldata_agrees::<IFactory::IFactoryCalls>(calldata);
    calldata_agrees::<IOracle::IOracleCalls>(calldata);
    calldata_agrees::<IObserver::IObserverCalls>(calldata);
    calldata_agrees::<IGuard::IGuardCalls>(calldata);
    calldata_agrees::<IUpkeep::IUpkeepCalls>(calldata);
    calldata_agrees::<IEngine::IEngineCalls>(calldata);
    calldata_agrees::<IRisk::IRiskCalls>(calldata);
    calldata_agrees::<IRiskEngine::IRiskEngineCalls>(calldata);
    calldata_agrees::<IRouter::IRouterCalls>(calldata);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn prop_calldata_reads_the_same(calldata in calldata()) {
        all_agree(&calldata);
    }

    #[test]
    fn prop_calldata_cut_short_is_refused_the_same(calldata in calldata(), cut in any::<Index>()) {
        all_agree(&calldata[..cut.index(calldata.len())]);
    }

    #[test]
    fn prop_damaged_calldata_reads_or_is_refused_the_same(
        calldata in calldata(), damage in vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        let mut calldata = calldata;
        for (at, byte) in damage {
            let at = at.index(calldata.len());
            calldata[at] = byte;
        }
        all_agree(&calldata);
    }

    #[test]
    fn prop_calldata_with_small_words_reads_or_is_refused_the_same(
        selector in any::<Index>(), words in vec(0_u16..400, 0..24),
    ) {
        let selectors = IVault::IVaultCalls::selectors().chain(IVaultAdmin::IVaultAdminCalls::selectors()).chain(IVaultPriced::IVaultPricedCalls::selectors()).chain(IVaultPermits::IVaultPermitsCalls::selectors()).chain(IFactory::IFactoryCalls::selectors()).collect::<Vec<_>>();
        let mut calldata = selector.get(&selectors).to_vec();
        for word in words {
            calldata.extend([0; 30]);
            calldata.extend(word.to_be_bytes());
        }
        all_agree(&calldata);
    }

    #[test]
    fn prop_calls_write_the_same(
        suite in suite(), config in config(), seeder in address(), amounts in numbers(), policy in policy(),
        snapshot in snapshot(), venue in venue(), legs in vec(leg(), 0..4), feeds in vec(feed(), 0..4),
        sequencer in sequencer(), menu in menu(),
    ) {
        let call = IFactory::publishCall { menu };
        prop_assert_eq!(codec::encode_call(&call), call.abi_encode());
        let call = IVaultAdmin::initializeCall { suite, config, seeder, amounts };
        prop_assert_eq!(codec::encode_call(&call), call.abi_encode());
        let call = IEngine::decideCall { policy, snapshot };
        prop_assert_eq!(codec::encode_call(&call), call.abi_encode());
        let call = IRouter::swapCall { venue, legs };
        prop_assert_eq!(codec::encode_call(&call), call.abi_encode());
        let call = IObserver::statusCall { oracle: seeder, feeds: feeds.clone(), sequencer: sequencer.clone() };
        prop_assert_eq!(codec::encode_call(&call), call.abi_encode());
        let call = IObserver::factsCall { feeds: feeds.clone(), sequencer: sequencer.clone() };
        prop_assert_eq!(codec::encode_call(&call), call.abi_encode());
        let call = IObserver::observeCall { feeds: feeds.clone() };
        prop_assert_eq!(codec::encode_call(&call), call.abi_encode());
        let call = IOracle::readLastCall { feeds: feeds.clone() };
        prop_assert_eq!(codec::encode_call(&call), call.abi_encode());
        let call = IOracle::readCall { feeds, sequencer };
        prop_assert_eq!(codec::encode_call(&call), call.abi_encode());
    }

    #[test]
    fn prop_results_read_and_write_the_same(
        decision in decision(), fills in vec(fill(), 0..4), numbers in numbers(), assets in vec(asset(), 0..4),
        policy in policy(), text in "\\PC{0,70}", flag: bool, account in address(),
    ) {
        fn agrees<T>(value: &T)
        where
            T: SolValue + Abi + PartialEq + core::fmt::Debug + From<<T::SolType as SolType>::RustType>,
        {
            let expected = value.abi_encode();
            assert_eq!(codec::encode_result(value), expected);
            assert_eq!(codec::decode_result::<T>(&expected).as_ref(), Some(value));
            for cut in 1..=expected.len().min(64) {
                let short = &expected[..expected.len() - cut];
                assert_eq!(codec::decode_result::<T>(short), T::abi_decode_validate(short).ok());
            }
        }
        let decoded = codec::encode_result(&decision);
        prop_assert_eq!(&decoded, &IEngine::decideCall::abi_encode_returns(&decision));
        prop_assert_eq!(codec::decode_result::<Decision>(&decoded), Some(decision));
        agrees(&fills);
        agrees(&numbers);
        agrees(&assets);
        agrees(&policy);
        agrees(&text);
        agrees(&flag);
        agrees(&account);
    }

    #[test]
    fn prop_what_the_oracle_says_reads_and_writes_the_same(
        n in any::<[[u64; 4]; 6]>(), hash in any::<[u8; 32]>(), round in any::<[u8; 10]>(), flag: bool,
        text in "\\PC{0,70}", (check, other) in (0_u8..14, 0_u8..6),
    ) {
        let [got, allowed, price, answer, since, left] = n.map(U256::from_limbs);
        let round = U80::from_be_bytes(round);
        let word = |number: u8| U256::from(number).abi_encode();
        let feed_check = FeedCheck::try_from(check).ok();
        prop_assert_eq!(codec::decode_result::<FeedCheck>(&word(check)), feed_check);
        let sequencer_check = SequencerCheck::try_from(other).ok();
        prop_assert_eq!(codec::decode_result::<SequencerCheck>(&word(other)), sequencer_check);
        prop_assert_eq!(codec::decode_result::<Reason>(&word(other)), Reason::try_from(other).ok());
        let status = IObserver::statusReturn {
            sequencerStatus: SequencerStatus {
                check: sequencer_check.unwrap_or(SequencerCheck::Passed), since, graceLeftSeconds: left,
            },
            feedStatuses: vec![FeedStatus {
                feedId: hash.into(), isRegistered: flag, check: feed_check.unwrap_or(FeedCheck::Passed), got, allowed,
                priceE36: price, answer: I256::from_raw(answer), roundId: round, updatedAt: since, ageSeconds: left,
                description: text,
            }; 2],
        };
        prop_assert_eq!(codec::encode_results(&status), IObserver::statusCall::abi_encode_returns(&status));
        let variance = Variance { varianceE27: got, coveredSeconds: allowed, roundId: round, updatedAt: since };
        prop_assert_eq!(codec::encode_result(&variance), IObserver::varianceCall::abi_encode_returns(&variance));
        let measure = RiskMeasure { absoluteBps: 7, relativeBps: 8, readings: vec![got, allowed, price] };
        prop_assert_eq!(codec::encode_result(&measure), IRisk::measureCall::abi_encode_returns(&measure));
        let variances = vec![variance; 3];
        prop_assert_eq!(codec::encode_result(&variances), IObserver::variancesCall::abi_encode_returns(&variances));
        let facts = vec![Fact {
            priceE36: price, ageSeconds: left, varianceE27: got, coveredSeconds: allowed, varianceAgeSeconds: since,
        }; 2];
        prop_assert_eq!(codec::encode_result(&facts), IObserver::factsCall::abi_encode_returns(&facts));
    }

    #[test]
    fn prop_several_results_write_the_same(
        name in "\\PC{0,70}", version in "\\PC{0,40}", chain in number(), account in address(), extensions in numbers(),
        salt in any::<[u8; 32]>(), fields: u8,
    ) {
        let domain = IVaultAdmin::eip712DomainReturn {
            fields: [fields].into(),
            name,
            version,
            chainId: chain,
            verifyingContract: account,
            salt: salt.into(),
            extensions,
        };
        let room = IVaultViews::lossRoomReturn { windowWad: domain.chainId, fuseWad: U256::from(fields), paceWad: U256::MAX };
        prop_assert_eq!(codec::encode_results(&room), IVaultViews::lossRoomCall::abi_encode_returns(&room));
        prop_assert_eq!(
            codec::encode_results(&domain),
            IVaultAdmin::eip712DomainCall::abi_encode_returns(&domain)
        );
    }

    #[test]
    fn prop_short_bytes_read_or_are_refused_the_same(id in any::<[u8; 4]>(), padding in vec(0_u8..2, 28)) {
        let selector = IVault::supportsInterfaceCall::SELECTOR;
        let padded = [selector.as_slice(), &id, &[0; 28]].concat();
        all_agree(&padded);
        prop_assert!(dispatch::decode::<IVault::IVaultCalls>(&padded).is_ok());
        all_agree(&[selector.as_slice(), &id, &padding].concat());
    }

    #[test]
    fn prop_events_write_the_same(
        (a, b, c) in (address(), address(), address()), n in any::<[[u64; 4]; 5]>(), amounts in numbers(),
        fills in vec(fill(), 0..4), feed in feed(), text in "\\PC{0,40}", hash in any::<[u8; 32]>(),
        policies in [policy(), policy()], limits in [loss_limits(), loss_limits()], flow_policies in [flow_policy(), flow_policy()], targets in [numbers(), numbers()], venues in [venue(), venue()],
        fees in [fee(), fee()], asset in asset(), flags in any::<(bool, bool)>(),
    ) {
        let [value, nav_before, nav_after, drift_before, drift_after] = n.map(U256::from_limbs);
        let salt = B256::from(hash);
        event_agrees(&IOracle::FeedRegistered { feedId: salt, aggregator: a, feed: feed.clone(), description: text.clone() });
        let guard = Guard {
            aggregator: b, minAnswer: 1 << 127, maxAnswer: u128::MAX, jumpBps: 7, cooldownSeconds: 8, shares: c, growthBpsPerYear: 9,
        };
        let pins = Pins { feedDecimals: 1, shareDecimals: 2, assetDecimals: 3, rate: u128::MAX - 1, rateAt: u64::MAX };
        let parameters = IGuard::guardReturn { parameters: guard.clone(), pins };
        prop_assert_eq!(codec::encode_results(&parameters), IGuard::guardCall::abi_encode_returns(&parameters));
        let parts = IRiskEngine::partsReturn { engine: a, risk: b, observer: c };
        prop_assert_eq!(codec::encode_results(&parts), IRiskEngine::partsCall::abi_encode_returns(&parts));
        event_agrees(&IRiskEngine::RiskEngineMade { riskEngine: a, engine: b, observer: c, risk: Address::repeat_byte(9) });
        event_agrees(&IGuard::Guarded { feed: a, aggregator: b, guard });
        event_agrees(&IObserver::Observed {
            feedId: salt, roundId: U80::from_be_bytes(*hash.first_chunk::<10>().unwrap()), updatedAt: nav_before, varianceE27: value,
            rounds: nav_after,
        });
        event_agrees(&IFactory::MenuPublished { menu: a });
        event_agrees(&IVault::Transfer { from: a, to: b, value });
        event_agrees(&IVault::Approval { owner: a, spender: b, value });
        event_agrees(&IVault::Initialized {
            owner: a,
            suite: Suite { implementation: b, admin: c, priced: a, fees: c, permits: b, views: a, rebalance: c, oracle: a, engine: b, router: c },
        });
        event_agrees(&IVault::Seeded { receiver: a, shares: value, amounts: amounts.clone() });
        event_agrees(&IVault::DepositedInKind { sender: a, receiver: b, shares: value, amounts: amounts.clone() });
        event_agrees(&IVault::RedeemedInKind { sender: a, receiver: b, owner: c, shares: value, amounts });
        event_agrees(&IVault::Owed { token: a, owner: b, amount: value });
        event_agrees(&IVault::Claimed { token: a, owner: b, amount: value });
        event_agrees(&IVault::Deposit { sender: a, owner: b, assets: value, shares: U256::ONE });
        event_agrees(&IVault::Withdraw { sender: a, receiver: b, owner: c, assets: value, shares: U256::ONE });
        event_agrees(&IVault::AssetDeposited { sender: a, receiver: b, token: c, amount: value, shares: U256::ONE });
        event_agrees(&IVault::AssetRedeemed {
            sender: a, receiver: b, owner: c, token: a, amount: value, shares: U256::ONE,
        });
        event_agrees(&IVault::SharesHeld { account: a, shares: value, until: U256::ONE });
        event_agrees(&IVault::Rebalanced {
            epoch: value, keeper: a, navBeforeWad: nav_before, navAfterWad: nav_after,
            maxDriftBeforeWad: drift_before, maxDriftAfterWad: drift_after, worstLossWad: nav_after,
            midLossWad: drift_before, windowWad: drift_after, fuseWad: nav_before, fills,
        });
        event_agrees(&IVault::OwnershipTransferStarted { previousOwner: a, newOwner: b });
        event_agrees(&IVault::OwnershipTransferred { previousOwner: a, newOwner: b });
        let selector = FixedBytes::<4>::from_slice(&hash[..4]);
        let data = Bytes::copy_from_slice(text.as_bytes());
        event_agrees(&IVault::CuratorSet { previousCurator: a, newCurator: b });
        event_agrees(&IVault::GuardianSet { previousGuardian: a, newGuardian: b });
        event_agrees(&IVault::Submitted { selector, curator: a, data: data.clone(), executableAt: value });
        event_agrees(&IVault::Revoked { selector, account: a, data: data.clone() });
        event_agrees(&IVault::Executed { selector, account: a, data });
        event_agrees(&IVault::TimelockSet { selector, previousSeconds: value, newSeconds: nav_before });
        event_agrees(&IVault::Abdicated { selector });
        event_agrees(&IVault::PolicySet { previousPolicy: policies[0].clone(), newPolicy: policies[1].clone() });
        event_agrees(&IVault::LossLimitsSet { previousLossLimits: limits[0].clone(), newLossLimits: limits[1].clone() });
        event_agrees(&IVault::FlowPolicySet { previousFlowPolicy: flow_policies[0].clone(), newFlowPolicy: flow_policies[1].clone() });
        event_agrees(&IVault::TargetsSet { previousTargetsWad: targets[0].clone(), newTargetsWad: targets[1].clone() });
        event_agrees(&IVault::VenueSet { previousVenue: venues[0].clone(), newVenue: venues[1].clone() });
        event_agrees(&IVault::PoolFeeSet { token: a, previousPoolFee: fees[0], newPoolFee: fees[1] });
        event_agrees(&IVault::FeedSet {
            token: a, previousFeed: feed.clone(), newFeed: asset.feed.clone(), previousErrorBps: asset.errorBps, newErrorBps: !asset.errorBps, previousPriceE36: value, newPriceE36: nav_after,
        });
        event_agrees(&IVault::AssetAdded { token: a, asset });
        event_agrees(&IVault::AssetRetired { token: a, targetWad: value });
        event_agrees(&IVault::AssetRemoved { token: a });
        let fees = |bps: u16| Fees {
            managementBps: bps, performanceBps: 1, protocolBps: 2, manager: a, protocol: b,
        };
        event_agrees(&IVault::FeesSet { previousFees: fees(3), newFees: fees(4) });
        event_agrees(&IVault::FeesCollected { manager: a, protocol: b, managerShares: value, protocolShares: nav_after });
        event_agrees(&IVault::PerformanceAccrued { shares: value, previousMarkE36: nav_before, newMarkE36: nav_after });
        event_agrees(&IVault::KeeperSet { keeper: a, isKeeper: flags.0 });
        event_agrees(&IVault::KeepersOnlySet { wasKeepersOnly: flags.0, isKeepersOnly: flags.1 });
        event_agrees(&IVault::Paused { account: a });
        event_agrees(&IVault::Unpaused { account: a });
        event_agrees(&IFactory::VaultCreated { vault: a, creator: b, implementation: c, salt });
    }

    #[test]
    fn prop_bytes_read_and_write_the_same(data in vec(any::<u8>(), 0..100)) {
        let data = Bytes::from(data);
        let expected = data.abi_encode();
        prop_assert_eq!(codec::encode_result(&data), expected.clone());
        prop_assert_eq!(codec::decode_result::<Bytes>(&expected), Some(data));
    }
}
