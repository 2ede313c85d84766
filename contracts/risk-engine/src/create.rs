//! Making a risk engine of programs that are there.

use alloy_primitives::{Address, B256, keccak256};
use kit::abi::IRiskEngine::{
    NotTheImplementation, ProgramWithoutCode, RiskEngineMade, RiskEngineNotMade,
};
use kit::{Revert, VM, account, event::emit, policy};
use stylus_sdk::prelude::*;

use crate::parameters::{self, Parts};
use crate::refused;

/// Makes it, or finds it where the same have made it before.
///
/// # Errors
/// `NotTheImplementation`; `ProgramWithoutCode`; `RiskEngineNotMade`.
pub(crate) fn create(vm: &VM, parts: Parts) -> Result<Address, Revert> {
    if parameters::own(vm).is_ok() {
        return Err(refused(NotTheImplementation {}));
    }
    let Parts {
        engine,
        risk,
        observer,
    } = parts;
    for program in [engine, risk, observer] {
        if vm.code_size(program) == 0 {
            return Err(refused(ProgramWithoutCode { program }));
        }
    }
    let implementation = vm.contract_address();
    let code = parameters::encode(implementation, parts);
    let Some(init_code) = policy::init_code(&code) else {
        return Err(refused(RiskEngineNotMade {
            riskEngine: Address::ZERO,
        }));
    };
    let risk_engine = implementation.create2(B256::ZERO, keccak256(&init_code));
    if vm.code_size(risk_engine) != 0 {
        return Ok(risk_engine);
    }
    if account::create2(&init_code, B256::ZERO) != Some(risk_engine) {
        return Err(refused(RiskEngineNotMade {
            riskEngine: risk_engine,
        }));
    }
    emit(
        vm,
        &RiskEngineMade {
            riskEngine: risk_engine,
            engine,
            risk,
            observer,
        },
    );
    Ok(risk_engine)
}
