//! Traces of one transaction in the formats clients know: go-ethereum's `callTracer` and `prestateTracer`, and Nitro's
//! `stylusTracer`.

mod calls;
mod hosts;
mod prestate;

pub(crate) use calls::{CallFrame, CallTracer};
pub(crate) use hosts::{HostStep, host_steps};
pub(crate) use prestate::{Prestate, PrestateOptions, prestate};
