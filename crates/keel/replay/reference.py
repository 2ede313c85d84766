"""What replays should come to, by a model of its own: prices, weights and fees, and neither chain nor impact nor integers.

Prints the figures that `expected.json` holds; `cargo test -p keel --test replay` compares the command's own with them.
"""

import csv
import datetime
import json
import math
import pathlib

HERE = pathlib.Path(__file__).parent
DEEP = {"BTC", "ETH", "WBTC", "WETH"}
WEEK = 7 * 86_400
HOUR = 3_600
RUNS = [
    ("spot_daily_2021_coingecko.csv", "LUNA,UST,ETH", 100, 160),
    ("perp_hourly_close_2025_09_10.csv", "DOGE,ADA,AVAX,UNI", 690, 740),
]


def seconds(text):
    time = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)
    return int(time.timestamp())


def history(name, symbols, start, end):
    with open(HERE / name, newline="") as file:
        rows = list(csv.DictReader(file))[start:end]
    time = "date" if "date" in rows[0] else "hour"
    hub = (lambda row: float(row["USDC"])) if "USDC" in rows[0] else (lambda row: 1.0)
    return [(seconds(row[time]), [hub(row)] + [float(row[it]) for it in symbols]) for row in rows]


def calls(policy, drifts, target, at, last):
    """Whether the policy's triggers call, and the gate that every rebalance needs."""
    worst = max(abs(it) for it in drifts)
    weekly = at // WEEK * WEEK > (last or 0)
    return {
        "threshold": worst > 0.05,
        "calendar": worst > 0.001 and weekly,
        "relative": worst > 0.005 and worst > 0.1 * target,
        "both": worst > 0.001 and (worst > 0.1 or weekly),
    }[policy]


def replay(policy, rows, symbols):
    target = 1 / (len(symbols) + 1)
    fees = [0.0] + [0.0005 if it in DEEP else 0.003 for it in symbols]
    amounts = [1e6 * target / price for price in rows[0][1]]
    held = list(amounts)
    nav = 1e6
    last = None
    turnover = cost = worst = 0.0
    rebalances = swaps = breach = 0
    since = None
    gate = {"threshold": 0.05, "calendar": 0.001, "relative": 0.005, "both": 0.001}[policy]
    differences, span = [], 0
    for (before_at, before), (at, prices) in zip(rows, rows[1:]):
        values = [amount * price for amount, price in zip(amounts, prices)]
        now = sum(values)
        ideal = sum(target * (p / q - 1) for p, q in zip(prices, before))
        differences.append(now / nav - 1 - ideal)
        span += at - before_at
        nav = now
        drifts = [value / nav - target for value in values]
        worst = max(worst, max(abs(it) for it in drifts))
        is_breached = max(abs(it) for it in drifts) > gate
        if calls(policy, drifts, target, at, last) and (last is None or at - last >= HOUR):
            for index in range(1, len(values)):
                moved = target * now - values[index]
                spent = abs(moved)
                turnover += spent / now
                swaps += spent > 0
                cost += spent * fees[index] / now
                # Sells bring their worth less the fee; buys spend theirs.
                values[0] -= moved if moved > 0 else moved * (1 - fees[index])
                values[index] += moved * (1 - fees[index]) if moved > 0 else moved
            amounts = [value / price for value, price in zip(values, prices)]
            nav = sum(values)
            last = at
            rebalances += 1
            if is_breached:
                breach = max(breach, at - (since or at))
            since = None
        elif is_breached:
            since = since or at
            breach = max(breach, at - since)
        else:
            since = None
    mean = sum(differences) / len(differences)
    variance = sum((it - mean) ** 2 for it in differences) / (len(differences) - 1)
    return {
        "policy": policy,
        "rebalances": rebalances,
        "turnover": round(turnover, 4),
        "fees_bps": round(cost * 1e4, 2),
        "tracking_error_bps": round(math.sqrt(variance * len(differences) / span * 31_536_000) * 1e4, 1),
        "worst_drift_bps": round(worst * 1e4, 1),
        # What a trade leaves over may be beyond a band of 10 bps; the model leaves nothing over.
        "worst_breach_s": breach if gate >= 0.005 else None,
        "nav_end": round(nav, 0),
        "held_end": round(sum(amount * price for amount, price in zip(held, rows[-1][1])), 0),
    }


def main():
    runs = []
    for name, assets, start, end in RUNS:
        symbols = assets.split(",")
        rows = history(name, symbols, start, end)
        policies = [replay(it, rows, symbols) for it in ("threshold", "calendar", "relative", "both")]
        runs.append({"csv": name, "assets": assets, "rows": f"{start}..{end}", "policies": policies})
    print(json.dumps(runs, indent=2))


if __name__ == "__main__":
    main()
