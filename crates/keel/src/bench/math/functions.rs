//! The functions of `arithmetic`, each beside those that do the same in Solidity.

use super::{
    arguments::{Arguments, Question},
    figure::{Figure, Peer},
    stage::{Function, Stage},
};
use crate::progress::Progress;
use alloy::primitives::{Address, U256};
use protocols::npm::Harness;

/// The loops that all harnesses have around nothing.
const EMPTY: (&str, &str) = (
    "Empty.sol",
    include_str!("../../../bench/math/solidity/Empty.sol"),
);

/// One library.
struct Library {
    name: &'static str,
    sources: [(&'static str, &'static str); 2],
    package: &'static str,
}

const LIBRARIES: [Library; 4] = [
    Library {
        name: "Solady",
        sources: [
            (
                "Solady.sol",
                include_str!("../../../bench/math/solidity/Solady.sol"),
            ),
            EMPTY,
        ],
        package: "solady@0.1.26",
    },
    Library {
        name: "PRBMath",
        sources: [
            (
                "Prb.sol",
                include_str!("../../../bench/math/solidity/Prb.sol"),
            ),
            EMPTY,
        ],
        package: "@prb/math@4.2.0",
    },
    Library {
        name: "OpenZeppelin",
        sources: [
            (
                "OpenZeppelin.sol",
                include_str!("../../../bench/math/solidity/OpenZeppelin.sol"),
            ),
            EMPTY,
        ],
        package: "@openzeppelin/contracts@5.7.0",
    },
    Library {
        name: "Uniswap",
        sources: [
            (
                "Uniswap.sol",
                include_str!("../../../bench/math/solidity/Uniswap.sol"),
            ),
            EMPTY,
        ],
        package: "@uniswap/v3-core@1.0.2-solc-0.8-simulate",
    },
];

/// What one of our functions is measured on and against.
struct Row {
    name: &'static str,
    /// In the program `math-arithmetic`.
    number: u8,
    /// The number of the empty loop of the same shape there.
    empty: u8,
    sets: &'static [&'static str],
    /// Most of a peer's gas that ours may take: of the named library's, or of any.
    goal: Option<(&'static str, f64)>,
    /// Library and function, for one set only or for all.
    peers: &'static [(&'static str, &'static str, Option<&'static str>)],
}

const fn row(
    name: &'static str,
    number: u8,
    empty: u8,
    sets: &'static [&'static str],
    goal: Option<(&'static str, f64)>,
    peers: &'static [(&'static str, &'static str, Option<&'static str>)],
) -> Row {
    Row {
        name,
        number,
        empty,
        sets,
        goal,
        peers,
    }
}

/// Stands for any library.
const ANY: &str = "any";
const QUARTER: Option<(&str, f64)> = Some(("Solady", 0.25));

const ROWS: [Row; 10] = [
    row(
        "mul_div_floor",
        10,
        4,
        &["mul_div small", "mul_div large"],
        Some((ANY, 1.0)),
        &[
            ("Solady", "mulDivFloor", None),
            ("PRBMath", "mulDivFloor", None),
            ("OpenZeppelin", "mulDivFloor", None),
            ("Uniswap", "mulDivFloor", None),
        ],
    ),
    row(
        "mul_div_ceil",
        11,
        4,
        &["mul_div small", "mul_div large"],
        Some((ANY, 1.0)),
        &[
            ("Solady", "mulDivCeil", None),
            ("OpenZeppelin", "mulDivCeil", None),
            ("Uniswap", "mulDivCeil", None),
        ],
    ),
    row(
        "sqrt_floor",
        12,
        0,
        &["sqrt small", "sqrt large"],
        None,
        &[
            ("Solady", "sqrt", None),
            ("PRBMath", "sqrt", None),
            ("OpenZeppelin", "sqrt", None),
        ],
    ),
    row(
        "cbrt_floor",
        13,
        0,
        &["cbrt small", "cbrt large"],
        None,
        &[("Solady", "cbrt", None)],
    ),
    row(
        "exp_floor",
        14,
        2,
        &["exp small", "exp large", "exp negative"],
        QUARTER,
        &[
            ("Solady", "exp", None),
            ("PRBMath", "exp", Some("exp small")),
            ("PRBMath", "exp", Some("exp large")),
            ("PRBMath", "expOfNegative", Some("exp negative")),
        ],
    ),
    row(
        "exp2_floor",
        15,
        2,
        &["exp2 small", "exp2 large"],
        None,
        &[("PRBMath", "exp2", None)],
    ),
    row(
        "ln_floor",
        16,
        1,
        &["ln small", "ln large", "ln below one"],
        QUARTER,
        &[
            ("Solady", "ln", None),
            ("PRBMath", "ln", Some("ln small")),
            ("PRBMath", "ln", Some("ln large")),
            ("PRBMath", "lnBelowOne", Some("ln below one")),
        ],
    ),
    row(
        "log2_floor",
        17,
        1,
        &["log2 small", "log2 large", "log2 below one"],
        None,
        &[
            ("PRBMath", "log2", Some("log2 small")),
            ("PRBMath", "log2", Some("log2 large")),
            ("PRBMath", "log2BelowOne", Some("log2 below one")),
        ],
    ),
    row(
        "pow_floor",
        18,
        3,
        &["pow small", "pow large"],
        QUARTER,
        &[("Solady", "pow", None), ("PRBMath", "pow", None)],
    ),
    row("normal_cdf_floor", 19, 2, &["normal_cdf"], None, &[]),
];

/// Measures everything; without the libraries when they are not wanted.
pub(crate) async fn measure(
    stage: &Stage,
    arguments: &Arguments,
    with_peers: bool,
    progress: &Progress,
) -> anyhow::Result<Vec<Figure>> {
    let program = stage.program("math-arithmetic").await?;
    let libraries = if with_peers {
        deploy(stage, progress).await?
    } else {
        Vec::new()
    };
    progress.step("measuring the functions");
    let mut figures = Vec::new();
    for row in &ROWS {
        for set in row.sets {
            let questions = arguments.set(set)?;
            let ours = spent(
                stage,
                Function::Program(program, row.number),
                Function::Program(program, row.empty),
                questions,
            )
            .await?;
            let mut peers = Vec::new();
            for (library, addresses) in &libraries {
                for (_, function, _) in row.peers.iter().filter(|(name, _, only)| {
                    name == library && only.is_none_or(|only| only == *set)
                }) {
                    let spent = cheaper(stage, *addresses, function, questions).await?;
                    let goal = row
                        .goal
                        .filter(|(who, _)| who == library || *who == ANY)
                        .map(|(_, goal)| goal);
                    peers.push(Peer::new(
                        format!("{library} {function}"),
                        ours.gas,
                        spent.gas,
                        Some(spent.error),
                        goal,
                    ));
                }
            }
            figures.push(Figure {
                name: row.name.to_owned(),
                arguments: (*set).to_owned(),
                gas: ours.gas,
                error: Some(ours.error),
                peers,
            });
        }
    }
    Ok(figures)
}

/// Compiles and deploys every library by both of the compiler's pipelines.
async fn deploy(
    stage: &Stage,
    progress: &Progress,
) -> anyhow::Result<Vec<(&'static str, [Address; 2])>> {
    let mut deployed = Vec::new();
    for library in &LIBRARIES {
        progress.step(&format!("compiling {}", library.package));
        let mut addresses = [Address::ZERO; 2];
        for (via_ir, address) in [false, true].into_iter().zip(&mut addresses) {
            *address = stage
                .contract(&Harness {
                    sources: &library.sources,
                    contract: "Bench",
                    packages: &[library.package],
                    via_ir,
                })
                .await?;
        }
        deployed.push((library.name, addresses));
    }
    Ok(deployed)
}

/// What a function takes per call, and its largest error.
struct Spent {
    gas: f64,
    error: f64,
}

async fn spent(
    stage: &Stage,
    function: Function,
    empty: Function,
    questions: &[Question],
) -> anyhow::Result<Spent> {
    let words: Vec<U256> = questions
        .iter()
        .flat_map(|question| question.arguments.iter().copied())
        .collect();
    let answer = stage.ask(function, &words).await?;
    let loops = [
        stage.ask(function, &[]).await?.gas,
        stage.ask(empty, &words).await?.gas,
    ];
    let twice = stage.ask(empty, &[]).await?.gas;
    anyhow::ensure!(
        answer.words.len() == questions.len(),
        "{function:?} gave {} results for {} questions",
        answer.words.len(),
        questions.len()
    );
    let net = answer.gas.saturating_add(twice);
    let net = loops.iter().fold(net, |net, gas| net.saturating_sub(*gas));
    let errors = questions
        .iter()
        .zip(&answer.words)
        .map(|(question, result)| question.error_of(*result));
    Ok(Spent {
        gas: net as f64 / questions.len() as f64,
        // With its sign: below the truth, or above it.
        error: errors.fold(0.0, |worst: f64, error| {
            if error.abs() > worst.abs() {
                error
            } else {
                worst
            }
        }),
    })
}

/// By whichever pipeline takes less gas.
async fn cheaper(
    stage: &Stage,
    addresses: [Address; 2],
    function: &'static str,
    questions: &[Question],
) -> anyhow::Result<Spent> {
    let count = questions
        .first()
        .map_or(1, |question| question.arguments.len());
    let empty = match count {
        1 => "one",
        2 => "two",
        _ => "three",
    };
    let [legacy, via_ir] = addresses;
    let call = async |address| {
        spent(
            stage,
            Function::Contract(address, function),
            Function::Contract(address, empty),
            questions,
        )
        .await
    };
    let (legacy, via_ir) = (call(legacy).await?, call(via_ir).await?);
    Ok(if via_ir.gas < legacy.gas {
        via_ir
    } else {
        legacy
    })
}
