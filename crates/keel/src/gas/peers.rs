//! What others take: their own code, from their npm packages, on the same chain and with the same tokens. A family is a file.

mod enzyme;
mod erc4626;
mod set;

use super::{portfolio::Portfolio, rows::Measured, stage::Stage};
use crate::progress::Progress;

/// Every peer, on every portfolio that it can hold.
pub(crate) async fn measure(
    stage: &Stage,
    portfolios: &[Portfolio],
    progress: &Progress,
) -> anyhow::Result<Vec<Measured>> {
    let mut measured = Vec::new();
    // What a family does to pools and tokens is undone for the next one.
    let moment = stage.remember().await?;
    if let Some(portfolio) = portfolios.first() {
        progress.step("measuring ERC-4626 vaults of one asset");
        measured.extend(erc4626::measure(stage, portfolio).await?);
    }
    stage.go_back(moment).await?;
    let moment = stage.remember().await?;
    progress.step("measuring Set v2");
    measured.extend(set::measure(stage, portfolios).await?);
    stage.go_back(moment).await?;
    let moment = stage.remember().await?;
    progress.step("measuring Enzyme v4");
    measured.extend(enzyme::measure(stage, portfolios).await?);
    stage.go_back(moment).await?;
    Ok(measured)
}
