//! What ArbOS' precompiles answer, what it costs, and how they refuse. Charges are Nitro's: 800 to open the state, 3 a word of
//! arguments and results, 800 a read, 20,000 a write, 5,000 to write zero.

use alloy_sol_types::{SolCall, SolError, SolEvent, sol};
use devnet::evm::Outcome;
use revm::context::result::ExecutionResult;
use revm::primitives::{Address, B256, Bytes, TxKind, U256, address, b256, hex, keccak256};

use crate::world::{self, GAS, SENDER, World, evm_forwarder, forward};

sol! {
    error NoTicketWithID();
    error NotCallable();
    error Custom(uint64 number, string message, bool flag);
    event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
    event L2ToL1Tx(address caller, address indexed destination, uint256 indexed hash, uint256 indexed position, uint256 arbBlockNum, uint256 ethBlockNum, uint256 timestamp, uint256 callvalue, bytes data);
    event SendMerkleUpdate(uint256 indexed reserved, bytes32 indexed hash, uint256 indexed position);
    event Mixed(bool indexed flag, bool not, bytes32 indexed value, address conn, address indexed caller);

    function becomeChainOwner() external;
    function events(bool flag, bytes32 value) external payable returns (address, uint256);
    function eventsView() external view;
    function customRevert(uint64 number) external pure;
    function legacyError() external pure;
    function panic() external;
    function overwriteContractCode(address target, bytes newCode) external returns (bytes);

    function isChainOwner(address addr) external view returns (bool);
    function removeChainOwner(address owner) external;
    function setInkPrice(uint32 price) external;
    function setSpeedLimit(uint64 limit) external;
    function setMinimumL2BaseFee(uint256 price) external;
    function setPerBatchGasCharge(int64 cost) external;
    function setInfraFeeAccount(address account) external;
    function setGasPricingConstraints(uint64[3][] constraints) external;
    function setChainConfig(string config) external;
    function setMaxStylusContractFragments(uint8 count) external;
    function scheduleArbOSUpgrade(uint64 version, uint64 timestamp) external;

    function getScheduledUpgrade() external view returns (uint64, uint64);
    function getInfraFeeAccount() external view returns (address);
    function getNetworkFeeAccount() external view returns (address);
    function rectifyChainOwner(address owner) external;

    function getPricesInWei() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
    function getGasAccountingParams() external view returns (uint256, uint256, uint256);
    function getMinimumGasPrice() external view returns (uint256);
    function getPerBatchGasCharge() external view returns (int64);
    function getGasPricingConstraints() external view returns (uint64[3][]);
    function getCurrentTxL1GasFees() external view returns (uint256);

    function isTopLevelCall() external view returns (bool);
    function myCallersAddressWithoutAliasing() external view returns (address);
    function sendTxToL1(address destination, bytes data) external payable returns (uint256);
    function withdrawEth(address destination) external payable returns (uint256);

    function redeem(bytes32 ticket) external returns (bytes32);
    function getTimeout(bytes32 ticket) external view returns (uint256);
    function getLifetime() external view returns (uint256);
    function submitRetryable(bytes32 requestId, uint256 l1BaseFee, uint256 deposit, uint256 callvalue, uint256 gasFeeCap, uint64 gasLimit, uint256 maxSubmissionFee, address feeRefundAddress, address beneficiary, address retryTo, bytes retryData) external;

    function register(address addr) external returns (uint256);
    function lookup(address addr) external view returns (uint256);
    function compress(address addr) external returns (bytes);
    function decompress(bytes buf, uint256 offset) external view returns (address, uint256);

    function getFeeCollector(address poster) external view returns (address);
    function getBatchPosters() external view returns (address[]);
    function addBatchPoster(address poster) external;
    function getStats() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
    function getCode(address account) external view returns (bytes);
}

const fn precompile(last: u8) -> Address {
    Address::with_last_byte(last)
}

const ARB_SYS: Address = precompile(0x64);
const ARB_INFO: Address = precompile(0x65);
const ADDRESS_TABLE: Address = precompile(0x66);
const OWNER_PUBLIC: Address = precompile(0x6b);
const GAS_INFO: Address = precompile(0x6c);
const AGGREGATOR: Address = precompile(0x6d);
const RETRYABLE: Address = precompile(0x6e);
const STATISTICS: Address = precompile(0x6f);
const ARB_OWNER: Address = precompile(0x70);
const ARB_DEBUG: Address = precompile(0xff);
const ALL: [u8; 12] = [
    0x64, 0x65, 0x66, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, 0xff,
];
const SEQUENCER: Address = address!("a4b000000000000000000073657175656e636572");
const EVM: Address = address!("e0e0000000000000000000000000000000000001");

/// Gas that was used beyond what any transaction with this calldata costs.
fn gas_inside(outcome: &Outcome, data: &[u8]) -> u64 {
    let calldata: u64 = data
        .iter()
        .map(|byte| if *byte == 0 { 4 } else { 16 })
        .sum();
    outcome.result.tx_gas_used() - 21_000 - calldata
}

/// What a call returns, after checking what it cost inside.
fn asked<C: SolCall>(world: &mut World, to: Address, call: C, gas: u64) -> C::Return {
    let data = call.abi_encode();
    let outcome = world.call(to, data.clone());
    assert_eq!(gas_inside(&outcome, &data), gas, "{}", C::SIGNATURE);
    C::abi_decode_returns(&world::output(&outcome)).expect("decodable results")
}

/// The revert data of a call, after checking what it cost inside.
fn refused(world: &mut World, to: Address, call: impl SolCall, gas: u64) -> Bytes {
    let data = call.abi_encode();
    let outcome = world.call(to, data.clone());
    assert_eq!(gas_inside(&outcome, &data), gas);
    match outcome.result {
        ExecutionResult::Revert { output, .. } => output,
        other => panic!("expected a revert, got {other:?}"),
    }
}

fn owned() -> World {
    let mut world = World::new();
    let outcome = world.call(ARB_DEBUG, becomeChainOwnerCall {}.abi_encode());
    assert!(outcome.result.is_success());
    world
}

#[test]
fn every_precompile_consumes_everything_when_the_call_is_none_it_knows() {
    let mut world = World::new();
    for last in ALL {
        for data in [&hex!("deadbeef")[..], &hex!("dead"), &[]] {
            let outcome = world.call(precompile(last), data.to_vec());
            assert!(!outcome.result.is_success());
            assert_eq!(outcome.result.tx_gas_used(), GAS, "{last:x} {data:?}");
            assert_eq!(outcome.result.output().map_or(0, |data| data.len()), 0);
        }
    }
}

#[test]
fn a_view_consumes_everything_when_it_is_paid_or_its_arguments_are_short() {
    let mut world = World::new();
    let paid = world.send(
        TxKind::Call(GAS_INFO),
        U256::ONE,
        getMinimumGasPriceCall {}.abi_encode(),
        GAS,
    );
    assert_eq!(
        (paid.result.is_success(), paid.result.tx_gas_used()),
        (false, GAS)
    );
    let short = world.call(ADDRESS_TABLE, lookupCall::SELECTOR.to_vec());
    assert_eq!(
        (short.result.is_success(), short.result.tx_gas_used()),
        (false, GAS)
    );
}

#[test]
fn becoming_an_owner_costs_three_reads_and_three_writes_once() {
    let mut world = World::new();
    // The state; whether it is an owner, the size, the size again; the place, the member, the size.
    asked(
        &mut world,
        ARB_DEBUG,
        becomeChainOwnerCall {},
        800 + 3 * 800 + 3 * 20_000,
    );
    asked(&mut world, ARB_DEBUG, becomeChainOwnerCall {}, 800 + 800);
    let addr = SENDER;
    // An argument and a result word.
    assert!(asked(
        &mut world,
        OWNER_PUBLIC,
        isChainOwnerCall { addr },
        800 + 800 + 6
    ));
}

#[test]
fn an_owner_pays_nothing_even_for_mistakes_and_a_stranger_loses_all() {
    let mut world = World::new();
    let price = setInkPriceCall { price: 20_000 };
    let outcome = world.call(ARB_OWNER, price.abi_encode());
    assert_eq!(
        (outcome.result.is_success(), outcome.result.tx_gas_used()),
        (false, GAS)
    );
    let mut world = owned();
    asked(&mut world, ARB_OWNER, setInkPriceCall { price: 20_000 }, 0);
    for mistake in [
        setInkPriceCall { price: 0 }.abi_encode(),
        setInkPriceCall { price: 1 << 24 }.abi_encode(),
        setSpeedLimitCall { limit: 0 }.abi_encode(),
        setMinimumL2BaseFeeCall { price: U256::ZERO }.abi_encode(),
        removeChainOwnerCall { owner: EVM }.abi_encode(),
        setChainConfigCall {
            config: "{}".to_owned(),
        }
        .abi_encode(),
        // Not before ArbOS 60.
        setMaxStylusContractFragmentsCall { count: 3 }.abi_encode(),
        hex!("deadbeef").to_vec(),
    ] {
        let outcome = world.call(ARB_OWNER, mistake.clone());
        assert!(
            matches!(&outcome.result, ExecutionResult::Revert { output, .. } if output.is_empty())
        );
        assert_eq!(
            gas_inside(&outcome, &mistake),
            0,
            "{}",
            hex::encode(&mistake)
        );
    }
}

#[test]
fn what_an_owner_does_is_announced_and_what_a_view_shows_of_it_is_what_was_set() {
    let mut world = owned();
    let account = EVM;
    let data = setInfraFeeAccountCall { account }.abi_encode();
    let outcome = world.call(ARB_OWNER, data.clone());
    let event = OwnerActs::decode_log(&outcome.result.logs()[0]).expect("the event");
    assert_eq!(event.method, setInfraFeeAccountCall::SELECTOR);
    assert_eq!((event.owner, event.data.data.to_vec()), (SENDER, data));
    assert_eq!(
        asked(
            &mut world,
            OWNER_PUBLIC,
            getInfraFeeAccountCall {},
            800 + 800 + 3
        ),
        EVM
    );

    world::output(&world.call(
        ARB_OWNER,
        setPerBatchGasChargeCall { cost: -5 }.abi_encode(),
    ));
    assert_eq!(
        asked(&mut world, GAS_INFO, getPerBatchGasChargeCall {}, 1_603),
        -5
    );

    world::output(
        &world.call(
            ARB_OWNER,
            scheduleArbOSUpgradeCall {
                version: 60,
                timestamp: 9,
            }
            .abi_encode(),
        ),
    );
    let planned = asked(
        &mut world,
        OWNER_PUBLIC,
        getScheduledUpgradeCall {},
        800 + 1_600 + 6,
    );
    assert_eq!((planned._0, planned._1), (60, 9));
    // One that has been reached is none.
    world::output(
        &world.call(
            ARB_OWNER,
            scheduleArbOSUpgradeCall {
                version: 51,
                timestamp: 9,
            }
            .abi_encode(),
        ),
    );
    let none = asked(
        &mut world,
        OWNER_PUBLIC,
        getScheduledUpgradeCall {},
        800 + 1_600 + 6,
    );
    assert_eq!((none._0, none._1), (0, 0));

    let constraints = vec![[7_000_000, 12, 5], [1, 2, 3]];
    let set = setGasPricingConstraintsCall {
        constraints: constraints.clone(),
    };
    world::output(&world.call(ARB_OWNER, set.abi_encode()));
    // The count and two constraints; offset, length and six numbers.
    let shown = asked(
        &mut world,
        GAS_INFO,
        getGasPricingConstraintsCall {},
        800 + 3 * 800 + 8 * 3,
    );
    assert_eq!(shown, constraints);
    // An owner whose place is right cannot be repaired.
    refused(
        &mut world,
        OWNER_PUBLIC,
        rectifyChainOwnerCall { owner: SENDER },
        803 + 4 * 800,
    );
}

#[test]
fn gas_info_shows_a_chain_without_congestion_and_without_l1() {
    let mut world = World::new();
    let price = U256::from(100_000_000);
    let prices = asked(
        &mut world,
        GAS_INFO,
        getPricesInWeiCall {},
        800 + 1_600 + 18,
    );
    assert_eq!(
        [
            prices._0, prices._1, prices._2, prices._3, prices._4, prices._5
        ],
        [
            U256::ZERO,
            U256::ZERO,
            price * U256::from(20_000),
            price,
            U256::ZERO,
            price
        ]
    );
    let limits = asked(
        &mut world,
        GAS_INFO,
        getGasAccountingParamsCall {},
        800 + 1_600 + 9,
    );
    assert_eq!(limits._0, U256::from(7_000_000));
    assert_eq!(
        (limits._1, limits._2),
        (U256::from(32_000_000), U256::from(32_000_000))
    );
    assert_eq!(
        asked(&mut world, GAS_INFO, getMinimumGasPriceCall {}, 1_603),
        price
    );
    assert_eq!(
        asked(&mut world, GAS_INFO, getCurrentTxL1GasFeesCall {}, 803),
        U256::ZERO
    );
}

#[test]
fn debug_methods_fail_as_they_are_named() {
    let mut world = World::new();
    let data = refused(
        &mut world,
        ARB_DEBUG,
        customRevertCall { number: 9 },
        3 + 3 * words(&custom(9)),
    );
    assert_eq!(data, custom(9));
    assert!(refused(&mut world, ARB_DEBUG, legacyErrorCall {}, 0).is_empty());
    assert!(refused(&mut world, ARB_DEBUG, eventsViewCall {}, 800).is_empty());
    let outcome = world.call(ARB_DEBUG, panicCall {}.abi_encode());
    assert_eq!(
        (outcome.result.is_success(), outcome.result.tx_gas_used()),
        (false, GAS)
    );

    let value = keccak256("value");
    let call = eventsCall { flag: true, value }.abi_encode();
    let outcome = world.send(TxKind::Call(ARB_DEBUG), U256::from(7), call.clone(), GAS);
    let returned = eventsCall::abi_decode_returns(&world::output(&outcome)).expect("two results");
    assert_eq!((returned._0, returned._1), (SENDER, U256::from(7)));
    let mixed = Mixed::decode_log(&outcome.result.logs()[1]).expect("the event");
    assert_eq!(
        (mixed.flag, mixed.not, mixed.conn, mixed.caller),
        (true, false, ARB_DEBUG, SENDER)
    );
    // Two topics and a word; four topics and two words.
    let logs = (375 * 3 + 8 * 32) + (375 * 5 + 8 * 64);
    assert_eq!(gas_inside(&outcome, &call), 800 + 6 + logs + 6);

    world.place(EVM, &evm_forwarder());
    let call = overwriteContractCodeCall {
        target: EVM,
        newCode: hex!("6001").into(),
    };
    let outcome = world.call(ARB_DEBUG, call.abi_encode());
    let old =
        overwriteContractCodeCall::abi_decode_returns(&world::output(&outcome)).expect("code");
    assert_eq!(old.to_vec(), evm_forwarder());
    // The price of a cold slot, and of the code's one word.
    let code = asked(
        &mut world,
        ARB_INFO,
        getCodeCall { account: EVM },
        803 + 2_100 + 3 + 9,
    );
    assert_eq!(code.to_vec(), hex!("6001"));
}

fn custom(number: u64) -> Bytes {
    let message = "a custom error of ArbDebug".to_owned();
    Custom {
        number,
        message,
        flag: true,
    }
    .abi_encode()
    .into()
}

fn words(data: &[u8]) -> u64 {
    data.len().div_ceil(32) as u64
}

#[test]
fn there_is_never_a_ticket() {
    let mut world = World::new();
    let ticket = keccak256("ticket");
    let none: Bytes = NoTicketWithID {}.abi_encode().into();
    assert_eq!(
        refused(
            &mut world,
            RETRYABLE,
            getTimeoutCall { ticket },
            803 + 800 + 3
        ),
        none
    );
    assert_eq!(
        refused(
            &mut world,
            RETRYABLE,
            redeemCall { ticket },
            803 + 1_600 + 3
        ),
        none
    );
    let week = U256::from(604_800);
    assert_eq!(asked(&mut world, RETRYABLE, getLifetimeCall {}, 803), week);
    let submit = submitRetryableCall {
        requestId: ticket,
        l1BaseFee: U256::ZERO,
        deposit: U256::ZERO,
        callvalue: U256::ZERO,
        gasFeeCap: U256::ZERO,
        gasLimit: 0,
        maxSubmissionFee: U256::ZERO,
        feeRefundAddress: EVM,
        beneficiary: EVM,
        retryTo: EVM,
        retryData: Bytes::new(),
    };
    let data = refused(&mut world, RETRYABLE, submit, 800 + 12 * 3 + 3);
    assert_eq!(data, Bytes::from(NotCallable {}.abi_encode()));
}

#[test]
fn address_table_codes_what_it_knows_as_a_number() {
    let mut world = World::new();
    assert!(
        refused(
            &mut world,
            ADDRESS_TABLE,
            lookupCall { addr: EVM },
            803 + 800
        )
        .is_empty()
    );
    let long = asked(
        &mut world,
        ADDRESS_TABLE,
        compressCall { addr: EVM },
        803 + 800 + 9,
    );
    // RLP of twenty bytes.
    assert_eq!(long.to_vec(), [&[0x94][..], EVM.as_slice()].concat());
    // Looked up; counted up, written, numbered.
    let gas = 803 + 800 + (800 + 20_000) + 20_000 + 20_000 + 3;
    assert_eq!(
        asked(&mut world, ADDRESS_TABLE, registerCall { addr: EVM }, gas),
        U256::ZERO
    );
    assert_eq!(
        asked(
            &mut world,
            ADDRESS_TABLE,
            registerCall { addr: EVM },
            803 + 800 + 3
        ),
        U256::ZERO
    );
    let short = asked(
        &mut world,
        ADDRESS_TABLE,
        compressCall { addr: EVM },
        803 + 800 + 9,
    );
    assert_eq!(short.to_vec(), [0x80]);
    for coded in [long, short] {
        let bytes = U256::from(coded.len());
        let call = decompressCall {
            buf: coded,
            offset: U256::ZERO,
        }
        .abi_encode();
        let back =
            decompressCall::abi_decode_returns(&world::output(&world.call(ADDRESS_TABLE, call)))
                .expect("two results");
        assert_eq!((back._0, back._1), (EVM, bytes));
    }
    let past = decompressCall {
        buf: Bytes::new(),
        offset: U256::ONE,
    };
    assert!(refused(&mut world, ADDRESS_TABLE, past, 800 + 3 * 3).is_empty());
}

#[test]
fn batch_posters_are_kept_by_owners() {
    let mut world = World::new();
    let posters = asked(
        &mut world,
        AGGREGATOR,
        getBatchPostersCall {},
        800 + 1_600 + 9,
    );
    assert_eq!(posters, [SEQUENCER]);
    let collector = getFeeCollectorCall { poster: SEQUENCER };
    assert_eq!(
        asked(&mut world, AGGREGATOR, collector, 803 + 1_600 + 3),
        SEQUENCER
    );
    refused(
        &mut world,
        AGGREGATOR,
        getFeeCollectorCall { poster: EVM },
        803 + 800,
    );
    refused(
        &mut world,
        AGGREGATOR,
        addBatchPosterCall { poster: EVM },
        803 + 800,
    );
    let mut world = owned();
    // Owner, poster, poster; no funds, who collects; poster, size, place, member, size and size again.
    let gas = 803 + 3 * 800 + 5_000 + 20_000 + 3 * 800 + 3 * 20_000;
    asked(
        &mut world,
        AGGREGATOR,
        addBatchPosterCall { poster: EVM },
        gas,
    );
    assert_eq!(
        asked(
            &mut world,
            AGGREGATOR,
            getFeeCollectorCall { poster: EVM },
            803 + 1_600 + 3
        ),
        EVM
    );
}

#[test]
fn statistics_show_nothing_but_the_height() {
    let mut world = World::new();
    let stats = asked(&mut world, STATISTICS, getStatsCall {}, 800 + 18);
    assert_eq!(stats._0, U256::from(1_234));
    assert_eq!(
        [stats._1, stats._2, stats._3, stats._4, stats._5],
        [U256::ZERO; 5]
    );
}

#[test]
fn callers_are_those_above_the_contract_that_asks() {
    let mut world = World::new();
    let second = address!("e0e0000000000000000000000000000000000002");
    world.place(EVM, &evm_forwarder());
    world.place(second, &evm_forwarder());
    let top = isTopLevelCallCall {}.abi_encode();
    let above = myCallersAddressWithoutAliasingCall {}.abi_encode();
    let mut word = |to, data: &[u8]| {
        let outcome = world.call(to, data.to_vec());
        U256::from_be_slice(&world::output(&outcome))
    };
    let account = |address: Address| U256::from_be_slice(address.as_slice());
    assert_eq!(word(ARB_SYS, &above), U256::ZERO);
    assert_eq!(word(ARB_SYS, &top), U256::ONE);
    assert_eq!(word(EVM, &forward(ARB_SYS, &above)), account(SENDER));
    assert_eq!(word(EVM, &forward(ARB_SYS, &top)), U256::ONE);
    assert_eq!(
        word(EVM, &forward(second, &forward(ARB_SYS, &above))),
        account(EVM)
    );
    assert_eq!(
        word(EVM, &forward(second, &forward(ARB_SYS, &top))),
        U256::ZERO
    );
}

#[test]
fn messages_to_l1_destroy_their_value_and_grow_the_tree() {
    let mut world = World::new();
    let wei = U256::from(5);
    let call = sendTxToL1Call {
        destination: EVM,
        data: hex!("c0ffee").into(),
    }
    .abi_encode();
    let outcome = world.send(TxKind::Call(ARB_SYS), wei, call.clone(), GAS);
    let number = sendTxToL1Call::abi_decode_returns(&world::output(&outcome)).expect("a number");
    assert_eq!(number, U256::ZERO);
    assert_eq!(world.balance(ARB_SYS), U256::ZERO);

    let sent = L2ToL1Tx::decode_log(&outcome.result.logs()[0]).expect("the event");
    let mut preimage = [SENDER.to_vec(), EVM.to_vec()].concat();
    for number in [1_234, 77, 1_700_000_000, 5_u64] {
        preimage.extend(U256::from(number).to_be_bytes::<32>());
    }
    preimage.extend(hex!("c0ffee"));
    assert_eq!(B256::from(sent.hash), keccak256(&preimage));
    assert_eq!(
        (sent.arbBlockNum, sent.ethBlockNum),
        (U256::from(1_234), U256::from(77))
    );
    // Hash of 171 bytes; size up, first level written; size read; four topics and eight words.
    let inside = 30 + 6 * 6 + (800 + 20_000) + 20_000 + 800 + 375 * 5 + 8 * 256;
    assert_eq!(gas_inside(&outcome, &call), 800 + 4 * 3 + inside + 3);

    let second = withdrawEthCall { destination: EVM }.abi_encode();
    let outcome = world.send(TxKind::Call(ARB_SYS), wei, second, GAS);
    let update = SendMerkleUpdate::decode_log(&outcome.result.logs()[0]).expect("the event");
    let message = L2ToL1Tx::decode_log(&outcome.result.logs()[1]).expect("the event");
    assert_eq!(message.position, U256::ONE);
    let leaves = [sent.hash, message.hash].map(|hash| keccak256(B256::from(hash)));
    assert_eq!(update.hash, keccak256(leaves.concat()));
    // Level one, completed by message one.
    let place = b256!("0000000000000001000000000000000000000000000000000000000000000001");
    assert_eq!(B256::from(update.position), place);
}
