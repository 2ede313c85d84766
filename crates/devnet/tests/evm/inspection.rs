//! What an inspector sees of transactions that run programs.

use devnet::evm::{ArbContext, Mode};
use revm::Inspector;
use revm::context::TxEnv;
use revm::database::{CacheDB, EmptyDB};
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::{CallInputs, CallOutcome, CreateInputs, CreateOutcome};
use revm::primitives::{Address, Log, TxKind, address};

use crate::script::{Kind, Script};
use crate::world::{self, GAS, SENDER, World, evm_forwarder, forward, minimal_proxy};

const EVM: Address = address!("e0e0000000000000000000000000000000000001");
const PROXY: Address = address!("e0e0000000000000000000000000000000000002");

type Ctx<'a> = ArbContext<&'a mut CacheDB<EmptyDB>>;

/// Writes down calls, creations and logs as text.
#[derive(Default)]
struct Notes(Vec<String>);

impl<'a> Inspector<Ctx<'a>, EthInterpreter> for &mut Notes {
    fn call(&mut self, _: &mut Ctx<'a>, inputs: &mut CallInputs) -> Option<CallOutcome> {
        self.0
            .push(format!("{:?} {}", inputs.scheme, inputs.bytecode_address));
        None
    }

    fn call_end(&mut self, _: &mut Ctx<'a>, inputs: &CallInputs, outcome: &mut CallOutcome) {
        self.0.push(format!(
            "end {} {}",
            inputs.bytecode_address,
            outcome.result.is_ok()
        ));
    }

    fn create(&mut self, _: &mut Ctx<'a>, _: &mut CreateInputs) -> Option<CreateOutcome> {
        self.0.push("create".to_owned());
        None
    }

    fn create_end(&mut self, _: &mut Ctx<'a>, _: &CreateInputs, outcome: &mut CreateOutcome) {
        self.0.push(format!("created {:?}", outcome.result.result));
    }

    fn log(&mut self, _: &mut Ctx<'a>, log: Log) {
        self.0.push(format!("log of {}", log.address));
    }
}

#[test]
fn inspector_sees_calls_in_both_directions_creations_and_logs() {
    let mut world = World::new();
    let program = world.deploy_script();
    world.place(PROXY, &minimal_proxy(program));
    world.place(EVM, &evm_forwarder());
    let inner = Script::new().log(0, b"x").exit(1);
    let script = Script::new()
        .call(Kind::Call, EVM, 0, &forward(PROXY, &inner.bytes()))
        .create(None, 0, &[0xfe])
        .log(0, b"y");
    let tx = TxEnv::builder()
        .caller(SENDER)
        .kind(TxKind::Call(program))
        .gas_limit(GAS)
        .data(script.bytes().into())
        .build()
        .expect("a complete call");
    let plain = world
        .executor
        .transact(
            &mut world.state,
            &world.block,
            &mut world.recent,
            tx.clone(),
            Mode::Call,
        )
        .expect("valid");
    let mut notes = Notes::default();
    let inspected = world
        .executor
        .inspect(
            &mut world.state,
            &world.block,
            &mut world.recent,
            tx,
            Mode::Call,
            &mut notes,
        )
        .expect("valid");
    assert_eq!(world::output(&inspected), world::output(&plain));
    assert_eq!(inspected.result.tx_gas_used(), plain.result.tx_gas_used());
    let expected = [
        format!("Call {program}"),
        format!("Call {EVM}"),
        format!("Call {PROXY}"),
        format!("DelegateCall {program}"),
        format!("log of {PROXY}"),
        format!("end {program} false"),
        format!("end {PROXY} false"),
        format!("end {EVM} false"),
        "create".to_owned(),
        "created InvalidFEOpcode".to_owned(),
        format!("log of {program}"),
        format!("end {program} true"),
    ];
    assert_eq!(notes.0, expected);
}
