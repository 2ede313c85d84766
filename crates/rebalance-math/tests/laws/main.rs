//! The laws of the crate, against exact rationals.
//!
//! Expected values never come from the formula under test: they are computed in unbounded rationals, or by hand.
//! Each property runs `PROPTEST_CASES` cases, 512 when the variable is unset; `KEEL_HITS=FOLDER` has the runner's counts written down.

mod analytic;
mod any_input;
mod arithmetic;
mod arithmetic_errors;
mod arithmetic_functions;
mod arithmetic_signed;
mod bands_plan;
mod closed_forms;
mod covariances;
mod decision;
mod drift_measures;
mod errors;
mod errors_pools;
mod errors_portfolio;
mod errors_schedules;
mod errors_strategy;
mod errors_volatility;
mod examples;
mod execution_curves;
mod execution_pools;
mod execution_schedule;
mod execution_split;
mod execution_ticks;
mod fees;
mod flow_fee;
mod hits;
mod inputs;
mod interval;
mod limits;
mod loss_bucket;
mod loss_budgets;
mod own_impact;
mod plan;
mod priced_shares;
mod rare_branches;
mod rare_risk_budgets;
mod rare_words;
mod reference;
mod shares;
mod single_period;
mod split_choice;
mod strategy_rules;
mod strategy_solvers;
mod targets;
mod triggers;
mod vectors;
mod volatility;
