//! A price history: a CSV file whose first column is a time and whose others are closes in USD, one asset each.

use jiff::{
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::path::{Path, PathBuf};

/// What the first column may be called.
const TIME_COLUMNS: [&str; 4] = ["date", "hour", "time", "timestamp"];
/// A row takes some blocks, a second each.
const LEAST_STEP_S: u64 = 600;
/// Feeds have eight decimals.
const LEAST_PRICE: f64 = 1e-6;
const MOST_PRICE: f64 = 1e9;
const FEED_UNITS: f64 = 1e8;

/// Why a file is no price history.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum HistoryError {
    /// It could not be read.
    #[error("{path}: {source}")]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Something in it cannot be.
    #[error("{path}, line {line}: {what} is '{got}'; allowed is {allowed}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: u64,
        /// What is wrong.
        what: String,
        /// What is there.
        got: String,
        /// What may be there.
        allowed: String,
    },
    /// An asset that the file has no prices of.
    #[error("{path} has no column '{symbol}'; it has {known}")]
    AssetUnknown {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        symbol: String,
        /// What there is.
        known: String,
    },
    /// Too few rows are left of it.
    #[error("{path} has {got} rows, and rows {from} to {to} were asked for; at least 2 are needed")]
    RowsOutOfRange {
        /// The file.
        path: PathBuf,
        /// How many there are.
        got: usize,
        /// The first that was asked for, from 0.
        from: usize,
        /// The one behind the last.
        to: usize,
    },
}

/// A file's contents.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct History {
    pub(crate) symbols: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// Closes of one moment, in the order of the symbols, in USD with eight decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) at: u64,
    pub(crate) prices: Vec<u64>,
}

impl History {
    /// Reads a file.
    ///
    /// # Errors
    /// `FileUnusable`; `Malformed` for the first thing that is wrong, with its line.
    pub(crate) fn load(path: &Path) -> Result<Self, HistoryError> {
        let text = std::fs::read(path).map_err(|source| HistoryError::FileUnusable {
            path: path.to_owned(),
            source,
        })?;
        Self::read(path, &text)
    }

    fn read(path: &Path, text: &[u8]) -> Result<Self, HistoryError> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            // Its own words name no line of the file.
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text);
        let mut records = reader.records();
        let header = records
            .next()
            .map(|record| line_of(path, text, 1, record))
            .transpose()?;
        let symbols = match header {
            Some((_, fields)) => header_of(path, &fields)?,
            None => {
                let allowed = "a header and at least two rows";
                return Err(malformed(path, 1, "the file", "empty", allowed));
            }
        };
        let mut rows: Vec<Row> = Vec::new();
        let mut last_line = 1;
        for record in records {
            let (line, fields) = line_of(path, text, last_line, record)?;
            last_line = line;
            rows.push(row_of(path, line, &fields, &symbols, rows.last())?);
        }
        if rows.len() < 2 {
            let got = format!("{} rows", rows.len());
            return Err(malformed(
                path,
                last_line,
                "the file",
                &got,
                "at least two rows behind the header",
            ));
        }
        Ok(Self { symbols, rows })
    }

    /// The columns of some assets, in their order. WETH and WBTC read ETH and BTC where they have no columns of their own.
    ///
    /// # Errors
    /// `AssetUnknown`.
    pub(crate) fn of(&self, path: &Path, symbols: &[String]) -> Result<Self, HistoryError> {
        let find = |symbol: &String| {
            let column = |name: &str| self.symbols.iter().position(|known| known == name);
            let unwrapped = symbol.strip_prefix('W').and_then(column);
            column(symbol)
                .or(unwrapped)
                .ok_or_else(|| HistoryError::AssetUnknown {
                    path: path.to_owned(),
                    symbol: symbol.clone(),
                    known: self.symbols.join(", "),
                })
        };
        let columns = symbols.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let row = |row: &Row| Row {
            at: row.at,
            prices: columns
                .iter()
                .filter_map(|column| row.prices.get(*column).copied())
                .collect(),
        };
        Ok(Self {
            symbols: symbols.to_vec(),
            rows: self.rows.iter().map(row).collect(),
        })
    }

    /// Some of the rows, counted from 0.
    ///
    /// # Errors
    /// `RowsOutOfRange`.
    pub(crate) fn slice(
        mut self,
        path: &Path,
        from: usize,
        to: usize,
    ) -> Result<Self, HistoryError> {
        let got = self.rows.len();
        let rows = self.rows.get(from..to.min(got));
        match rows.filter(|rows| rows.len() >= 2) {
            Some(rows) => {
                self.rows = rows.to_vec();
                Ok(self)
            }
            None => Err(HistoryError::RowsOutOfRange {
                path: path.to_owned(),
                got,
                from,
                to,
            }),
        }
    }
}

/// Blank lines are passed over, and a record's position is in front of them.
fn blank_lines(text: &[u8], from: u64) -> u64 {
    let rest = usize::try_from(from).ok().and_then(|from| text.get(from..));
    let blank = rest.unwrap_or_default().iter();
    let blank = blank.take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let lines = blank.filter(|byte| **byte == b'\n').count();
    u64::try_from(lines).unwrap_or(u64::MAX)
}

/// A record with the line that it starts on.
fn line_of(
    path: &Path,
    text: &[u8],
    after: u64,
    record: csv::Result<csv::StringRecord>,
) -> Result<(u64, Vec<String>), HistoryError> {
    match record {
        Ok(record) => {
            let line = record.position().map_or(after, |at| {
                at.line().saturating_add(blank_lines(text, at.byte()))
            });
            Ok((line, record.iter().map(str::to_owned).collect()))
        }
        Err(error) => {
            let line = error.position().map_or(after, csv::Position::line);
            Err(malformed(
                path,
                line,
                "the line",
                &error.to_string(),
                "fields of UTF-8 text between commas",
            ))
        }
    }
}

fn header_of(path: &Path, fields: &[String]) -> Result<Vec<String>, HistoryError> {
    let Some((first, symbols)) = fields.split_first() else {
        return Err(malformed(
            path,
            1,
            "the header",
            "empty",
            "a time and at least one asset",
        ));
    };
    if !TIME_COLUMNS.contains(&first.as_str()) {
        return Err(malformed(
            path,
            1,
            "the first column",
            first,
            &TIME_COLUMNS.join(", "),
        ));
    }
    if symbols.is_empty() {
        return Err(malformed(
            path,
            1,
            "the header",
            &fields.join(","),
            "a time and at least one asset",
        ));
    }
    for (index, symbol) in symbols.iter().enumerate() {
        let what = format!("the name of column {}", index.saturating_add(2));
        let is_word = (1..=11).contains(&symbol.len())
            && symbol.chars().all(|letter| letter.is_ascii_alphanumeric());
        if !is_word {
            return Err(malformed(
                path,
                1,
                &what,
                symbol,
                "1 to 11 letters and digits",
            ));
        }
        if symbols.iter().take(index).any(|earlier| earlier == symbol) {
            return Err(malformed(
                path,
                1,
                &what,
                symbol,
                "a name that no other column has",
            ));
        }
    }
    Ok(symbols.to_vec())
}

fn row_of(
    path: &Path,
    line: u64,
    fields: &[String],
    symbols: &[String],
    before: Option<&Row>,
) -> Result<Row, HistoryError> {
    let expected = symbols.len().saturating_add(1);
    if fields.len() != expected {
        let got = fields.len().to_string();
        return Err(malformed(
            path,
            line,
            "the number of columns",
            &got,
            &expected.to_string(),
        ));
    }
    let Some((time, closes)) = fields.split_first() else {
        return Err(malformed(
            path,
            line,
            "the line",
            "empty",
            "a time and a price for each asset",
        ));
    };
    let Some(at) = time_of(time) else {
        let allowed = "a date (2021-01-31), a date with a time (2021-01-31T08:00) or unix seconds, from 1970 on";
        return Err(malformed(path, line, "the time", time, allowed));
    };
    if before.is_some_and(|row| at < row.at.saturating_add(LEAST_STEP_S)) {
        let allowed = format!("at least {LEAST_STEP_S} s after the line before it");
        return Err(malformed(path, line, "the time", time, &allowed));
    }
    let mut prices = Vec::with_capacity(closes.len());
    for (close, symbol) in closes.iter().zip(symbols) {
        let price: Option<f64> = close.parse().ok();
        let price = price.filter(|price| (LEAST_PRICE..=MOST_PRICE).contains(price));
        let Some(price) = price else {
            let what = format!("the price of {symbol}");
            let allowed = format!("a number from {LEAST_PRICE} to {MOST_PRICE}");
            return Err(malformed(path, line, &what, close, &allowed));
        };
        // Below 2^57, so exact in its units but for what eight decimals cut off.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 100 to 10^17"
        )]
        prices.push((price * FEED_UNITS).round() as u64);
    }
    Ok(Row { at, prices })
}

fn time_of(text: &str) -> Option<u64> {
    let civil = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(|date| date.at(0, 0, 0, 0)));
    let seconds = match civil {
        Ok(civil) => civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second(),
        Err(_) => text.parse().ok()?,
    };
    // Beyond that no calendar of ours goes.
    u64::try_from(seconds)
        .ok()
        .filter(|seconds| *seconds < 1 << 37)
}

#[cold]
fn malformed(path: &Path, line: u64, what: &str, got: &str, allowed: &str) -> HistoryError {
    HistoryError::Malformed {
        path: path.to_owned(),
        line,
        what: what.to_owned(),
        got: got.to_owned(),
        allowed: allowed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<History, HistoryError> {
        History::read(Path::new("f.csv"), text.as_bytes())
    }

    #[test]
    fn a_history_is_times_and_prices_in_feed_units() {
        let history =
            read("date,BTC,UST\n2021-01-01,29022.4183953,1\n2021-01-02, 0.5 ,0.99601661\n")
                .expect("a history");
        assert_eq!(history.symbols, ["BTC", "UST"]);
        let row = |at, prices: [u64; 2]| Row {
            at,
            prices: prices.to_vec(),
        };
        assert_eq!(
            history.rows,
            [
                row(1_609_459_200, [2_902_241_839_530, 100_000_000]),
                row(1_609_545_600, [50_000_000, 99_601_661]),
            ]
        );
        let hourly = read("hour,A\n2025-09-11T08:00,1\n2025-09-11T09:00,2\n").expect("a history");
        assert_eq!(hourly.rows[0].at, 1_757_577_600);
        assert_eq!(hourly.rows[1].at - hourly.rows[0].at, 3_600);
        assert_eq!(
            read("time,A\n60,1\n660,2\n").expect("a history").rows[1].at,
            660
        );
    }

    #[test]
    fn what_is_no_history_is_named_with_its_line_what_is_there_and_what_may_be() {
        let fine = "date,BTC,ETH\n2021-01-01,1,2\n2021-01-02,3,4\n";
        assert!(read(fine).is_ok());
        let price = "a number from 0.000001 to 1000000000";
        for (text, line, what, got, allowed) in [
            ("", 1, "the file", "empty", "a header and at least two rows"),
            (
                "date,BTC\n",
                1,
                "the file",
                "0 rows",
                "at least two rows behind the header",
            ),
            (
                "date,BTC\n2021-01-01,1\n",
                2,
                "the file",
                "1 rows",
                "at least two rows behind the header",
            ),
            (
                "day,BTC\n",
                1,
                "the first column",
                "day",
                "date, hour, time, timestamp",
            ),
            (
                "date\n",
                1,
                "the header",
                "date",
                "a time and at least one asset",
            ),
            (
                "date,BTC,BTC\n",
                1,
                "the name of column 3",
                "BTC",
                "a name that no other column has",
            ),
            (
                "date,B TC\n",
                1,
                "the name of column 2",
                "B TC",
                "1 to 11 letters and digits",
            ),
            (
                "date,<script>\n",
                1,
                "the name of column 2",
                "<script>",
                "1 to 11 letters and digits",
            ),
            (
                "date,BTC,ETH\n2021-01-01,1\n",
                2,
                "the number of columns",
                "2",
                "3",
            ),
            (
                "date,BTC\n2021-01-01,1\n2021-01-02,1,5\n",
                3,
                "the number of columns",
                "3",
                "2",
            ),
            (
                "date,BTC\n2021-01-01,1\n2021-01-01,1\n",
                3,
                "the time",
                "2021-01-01",
                "at least 600 s after the line before it",
            ),
            (
                "date,BTC\n2021-01-02,1\n\n2021-01-01,1\n",
                4,
                "the time",
                "2021-01-01",
                "at least 600 s after the line before it",
            ),
            (
                "date,BTC\nyesterday,1\n",
                2,
                "the time",
                "yesterday",
                "a date (2021-01-31), a date with a time (2021-01-31T08:00) or unix seconds, from 1970 on",
            ),
            (
                "date,BTC\n2021-01-01,NaN\n",
                2,
                "the price of BTC",
                "NaN",
                price,
            ),
            (
                "date,BTC\n2021-01-01,inf\n",
                2,
                "the price of BTC",
                "inf",
                price,
            ),
            (
                "date,BTC\n2021-01-01,-1\n",
                2,
                "the price of BTC",
                "-1",
                price,
            ),
            (
                "date,BTC\n2021-01-01,0\n",
                2,
                "the price of BTC",
                "0",
                price,
            ),
            ("date,BTC\n2021-01-01,\n", 2, "the price of BTC", "", price),
            (
                "date,BTC\n2021-01-01,1e10\n",
                2,
                "the price of BTC",
                "1e10",
                price,
            ),
            (
                "date,BTC\n2021-01-01,1\n2021-01-02,one\n",
                3,
                "the price of BTC",
                "one",
                price,
            ),
        ] {
            match read(text) {
                Err(HistoryError::Malformed {
                    line: at,
                    what: is,
                    got: was,
                    allowed: may,
                    ..
                }) => {
                    assert_eq!(
                        (at, is.as_str(), was.as_str(), may.as_str()),
                        (line, what, got, allowed),
                        "{text:?}"
                    );
                }
                other => panic!("{text:?}: {other:?}"),
            }
        }
        match History::read(Path::new("f.csv"), b"date,BTC\n2021-01-01,\xff\n") {
            Err(HistoryError::Malformed { line, .. }) => assert_eq!(line, 2),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn of_takes_columns_by_name_and_wrapped_ones_by_what_they_wrap() {
        let history =
            read("date,BTC,ETH,WBTC\n1970-01-01,1,2,3\n1970-01-02,4,5,6\n").expect("a history");
        let words = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let path = Path::new("f.csv");
        let some = history
            .of(path, &words(&["WETH", "WBTC"]))
            .expect("both are there");
        assert_eq!(some.rows[1].prices, [500_000_000, 600_000_000]);
        match history.of(path, &words(&["DOGE"])) {
            Err(HistoryError::AssetUnknown { symbol, known, .. }) => {
                assert_eq!(
                    (symbol.as_str(), known.as_str()),
                    ("DOGE", "BTC, ETH, WBTC")
                );
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(
            history
                .clone()
                .slice(path, 1, 9)
                .map(|_| ())
                .map_err(|error| error.to_string()),
            Err(
                "f.csv has 2 rows, and rows 1 to 9 were asked for; at least 2 are needed"
                    .to_owned()
            )
        );
        assert_eq!(history.slice(path, 0, 2).expect("both").rows.len(), 2);
    }
}
