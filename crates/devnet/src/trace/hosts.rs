//! `stylusTracer`: every host call of every program, nested as they happened.

use alloy_primitives::{Address, Bytes};
use serde::Serialize;

use crate::vm::HostCall;

/// One host call as Nitro writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HostStep {
    name: &'static str,
    args: Bytes,
    outs: Bytes,
    start_ink: u64,
    end_ink: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address>,
    // There for every call, even for one that ran no program: cargo-stylus reads both or neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<HostStep>>,
}

/// `calls`, which are in the order they completed, as a tree: what a program called is below the call that called it.
pub(crate) fn host_steps(calls: Vec<HostCall>) -> Vec<HostStep> {
    // One list per depth; the lists above the shallowest hold what their call has not claimed yet.
    let mut open: Vec<Vec<HostStep>> = vec![Vec::new()];
    for call in calls {
        while open.len() <= call.depth.saturating_add(1) {
            open.push(Vec::new());
        }
        let address = callee(&call);
        let steps = address.map(|_| std::mem::take(&mut open[call.depth.saturating_add(1)]));
        open[call.depth].push(HostStep {
            name: call.name,
            args: call.args.into(),
            outs: call.outs.into(),
            start_ink: call.start_ink,
            end_ink: call.end_ink,
            address,
            steps,
        });
    }
    open.swap_remove(0)
}

/// Whom a host call called: the first argument of the calls, the first result of the creations.
fn callee(call: &HostCall) -> Option<Address> {
    let place = match call.name {
        "call_contract" | "delegate_call_contract" | "static_call_contract" => &call.args,
        "create1" | "create2" => &call.outs,
        _ => return None,
    };
    place.get(..20).map(Address::from_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &'static str, depth: usize) -> HostCall {
        HostCall {
            name,
            args: vec![0x11; 20],
            outs: Vec::new(),
            start_ink: 2,
            end_ink: 1,
            depth,
        }
    }

    #[test]
    fn host_steps_puts_a_callees_calls_below_the_call() {
        let steps = host_steps(vec![
            call("user_entrypoint", 0),
            call("user_entrypoint", 1),
            call("msg_sender", 2),
            call("call_contract", 1),
            call("call_contract", 0),
            call("static_call_contract", 0),
        ]);
        let names: Vec<_> = steps.iter().map(|step| step.name).collect();
        assert_eq!(
            names,
            ["user_entrypoint", "call_contract", "static_call_contract"]
        );
        assert_eq!(steps[1].address, Some(Address::repeat_byte(0x11)));
        assert_eq!(steps[0].steps, None);
        let below = steps[1].steps.as_ref().expect("a call has steps");
        assert_eq!(below.len(), 2);
        let deepest = below[1].steps.as_ref().expect("a call has steps");
        assert_eq!(deepest[0].name, "msg_sender");
        // Nothing ran there, and that is said.
        assert_eq!(steps[2].steps.as_deref(), Some([].as_slice()));
    }
}
