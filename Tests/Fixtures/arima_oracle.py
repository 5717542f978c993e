"""Make arima_expected.json: certified ARIMA models, likelihoods with gaps, and autoregressions.

The certified values were computed once with 1,500 bits (exact covariances in ball arithmetic, Newton's method), which takes minutes; here they
are data, checked against statsmodels' likelihood at the same parameters where that is the same function. Likelihoods of differenced series with
gaps, and autoregressions, are statsmodels'. The series are those of arima_series.json, which arima_oracle.R makes.
"""

import json
import math
import warnings
from pathlib import Path

import numpy
from statsmodels.tsa.ar_model import AutoReg, ar_select_order
from statsmodels.tsa.deterministic import DeterministicProcess, Fourier
from statsmodels.tsa.statespace.sarimax import SARIMAX

from fixture_files import FIXTURES, require, write_json

OUTPUT = "arima_expected.json"

# series, order, seasonal order, mean?, n, loglik, coefficients, mean, variance
CERTIFIED = [
    ("lh", (1, 0, 0), (0, 0, 0, 1), 48, -29.379162386264020, [0.573924388379293], 2.41328560775413, 0.197489551630284),
    ("lh", (3, 0, 0), (0, 0, 0, 1), 48, -27.092411059520006, [0.644801330686847, -0.0633820180428809, -0.219796359885980], 2.39311936511430, 0.178660320700615),
    ("lh", (1, 0, 1), (0, 0, 0, 1), 48, -28.762033197186505, [0.452200156248159, 0.198169175431047], 2.41007665724713, 0.192312136152326),
    ("presidents", (1, 0, 0), (0, 0, 0, 1), 114, -416.89227327146863, [0.824153094892565], 56.1504172337266, 85.4686414590433),
    ("Nile", (1, 0, 1), (0, 0, 0, 1), 100, -637.03878453331550, [0.861032936873034, -0.517678751444863], 920.694625804957, 19891.6932929226),
    ("Nile", (1, 1, 1), (0, 0, 0, 1), 99, -630.62738295267282, [0.254376225971750, -0.874136782032391], None, 19769.2892393870),
    ("WWWusage", (1, 1, 1), (0, 0, 0, 1), 99, -254.14969129904775, [0.650376697171567, 0.525591734823593], None, 9.79331295729193),
    ("USAccDeaths", (0, 1, 1), (0, 1, 1, 12), 59, -425.44110243085032, [-0.430270550782275, -0.552728299077508], None, 99352.5934816385),
    ("logAirPassengers", (0, 1, 1), (0, 1, 1, 12), 131, 244.69648683286073, [-0.401823128720502, -0.556936502415981], None, 0.00134809899449772),
]
# series, order, seasonal order, mean?, [step, expected value, standard error]
FORECASTS = [
    ("lh", (1, 0, 0), (0, 0, 0, 1), True, [[1, 2.6926228676392, 0.444397965376], [2, 2.5736040737852, 0.512387039021], [12, 2.4139072354412, 0.542670779338]]),
    ("presidents", (3, 0, 0), (0, 0, 0, 1), True, [[1, 29.842158446861, 9.00656028598], [2, 34.410443002852, 11.2560098842], [3, 39.308388904778, 13.4336445510], [4, 43.027766303328, 14.5147076384]]),
    ("logAirPassengers", (0, 1, 1), (0, 1, 1, 12), False, [[1, 6.1101855959693, 0.0367164963959], [12, 6.1680243644775, 0.0815731751998], [24, 6.2642732466661, 0.138438906237]]),
    ("Nile", (1, 1, 1), (0, 0, 0, 1), False, [[1, 816.18078565993, 140.603304511], [2, 835.55936640766, 150.424643269], [10, 842.17042682140, 166.362984714]]),
]  # fmt: skip


def model(values, order, seasonal, **options):
    """A model of statsmodels."""
    return SARIMAX(values, order=order, seasonal_order=seasonal if seasonal[3] > 1 else (0, 0, 0, 0), concentrate_scale=False, **options)


def check_certified(series) -> None:
    """Compare certified likelihoods with statsmodels' of the differenced series at the certified parameters."""
    for name, order, seasonal, _, loglik, coefficients, mean, variance in CERTIFIED:
        values = series[name]
        exact = model(values, order, seasonal, trend="c" if mean is not None else "n", simple_differencing=True)
        slope = [] if mean is None else [mean * (1 - sum(coefficients[: order[0]]))]
        found = exact.loglike(numpy.array([*slope, *coefficients, variance]))
        require(abs(found - loglik) < 1e-6, f"{name} {order}: {found}, not {loglik}")


def gaps(series):
    """Likelihoods of series with gaps at given parameters, with an exact diffuse start."""
    cases = []
    for name, order, seasonal, coefficients, variance, missing in [
        ("Nile", (1, 1, 1), (0, 0, 0, 1), [0.25, -0.87], 19769.0, [3, 20, 21, 22, 50, 98]),
        ("Nile", (0, 2, 1), (0, 0, 0, 1), [-0.9], 20000.0, [1, 2, 40, 41]),
        ("Nile", (1, 1, 1), (0, 0, 0, 1), [0.25, -0.87], 19769.0, list(range(20, 60))),
        ("USAccDeaths", (0, 1, 1), (0, 1, 1, 12), [-0.43, -0.55], 99352.0, [2, 5, 17, 30, 31, 32, 44]),
        ("logAirPassengers", (0, 1, 1), (0, 1, 1, 12), [-0.4, -0.55], 0.00135, [0, 1, 30, 42, 54, 100, 101, 143]),
        ("logAirPassengers", (2, 1, 1), (0, 1, 0, 12), [0.5, 0.2, -0.9], 0.0015, list(range(36, 50)) + [60, 72]),
        ("lh", (1, 0, 1), (0, 0, 0, 1), [0.45, 0.2], 0.19, [0, 5, 6, 7, 30]),
        ("UKgas", (1, 0, 0), (0, 1, 1, 4), [0.5, -0.3], 1000.0, [0, 4, 8, 50, 51]),
    ]:
        values = numpy.array(series[name], dtype=float)
        values[missing] = numpy.nan
        exact = model(values, order, seasonal, use_exact_diffuse=True)
        exact.loglikelihood_burn = 0
        # Its filter would take the gain as converged when it has 9 digits.
        exact.ssm.tolerance = 0
        found = exact.loglike(numpy.array([*coefficients, variance]))
        smoothed = exact.smooth([*coefficients, variance])
        forecast = smoothed.get_forecast(14)
        diffuse = order[1] + seasonal[1] * seasonal[3]
        cases.append({
            "series": name, "order": order, "seasonal": seasonal, "coefficients": coefficients, "variance": variance, "missing": missing,
            "loglik": found + diffuse / 2 * math.log(2 * math.pi),
            "means": forecast.predicted_mean.tolist(), "errors": forecast.se_mean.tolist()})  # fmt: skip
    return cases


def autoregressions(series):
    """Autoregressions by least squares."""
    random = numpy.random.default_rng(48)
    hours = numpy.arange(1500)
    weather = 290 + 6 * numpy.cos(2 * numpy.pi * hours / 24 + 1) + 4 * numpy.sin(2 * numpy.pi * hours / 700)
    noise = numpy.zeros(1500)
    for hour in range(1, 1500):
        noise[hour] = 0.9 * noise[hour - 1] + random.normal()
    series["hours"] = [round(float(v), 2) for v in weather + noise]
    cases = []
    for name, lags, constant, trend, seasons in [
        ("sunspots", list(range(1, 10)), True, False, []), ("sunspots", [1, 2, 9, 11], True, True, []), ("sunspots", [1], False, False, []),
        ("hours", list(range(1, 6)), True, False, []), ("hours", list(range(1, 26)) + [48], True, True, [(24, 4)]),
        ("hours", [1, 2, 24], True, False, [(24, 11)]), ("hours", [1, 2], True, False, [(24, 2), (168, 3)]), ("hours", [], True, True, [(24, 3)])]:  # fmt: skip
        values = numpy.array(series[name])
        process = DeterministicProcess(range(len(values)), constant=constant, order=1 if trend else 0, additional_terms=[Fourier(m, k) for m, k in seasons])
        fit = AutoReg(values, lags or 0, trend="n", deterministic=process if constant or trend or seasons else None).fit()
        forecast = fit.get_prediction(len(values), len(values) + 29)
        cases.append({
            "series": name, "lags": lags, "constant": constant, "trend": trend, "seasons": seasons, "count": int(fit.nobs),
            "parameters": fit.params.tolist(), "errors": fit.bse.tolist(),
            "variance": float(fit.sigma2), "loglik": float(fit.llf), "aic": float(fit.aic), "bic": float(fit.bic),
            "means": forecast.predicted_mean.tolist(), "deviations": forecast.se_mean.tolist()})  # fmt: skip
    chosen = {criterion: len(ar_select_order(series["sunspots"], 13, ic=criterion).ar_lags) for criterion in ("aic", "bic")}
    require(abs(cases[0]["loglik"] + 1235.559128420) < 1e-8, "sunspots")
    return cases, chosen


def make(directory: Path) -> None:
    """Write the fixture."""
    warnings.simplefilter("ignore")
    document = json.loads((FIXTURES / "arima_series.json").read_text())
    series = {one["name"]: [math.nan if v is None else v for v in one["values"]] for one in document["series"]}
    from statsmodels.datasets import sunspots

    series["sunspots"] = sunspots.load_pandas().data["SUNACTIVITY"].tolist()
    check_certified(series)
    cases, chosen = autoregressions(series)
    certified = [
        {"series": name, "order": order, "seasonal": seasonal, "count": n, "loglik": loglik, "coefficients": coefficients, "mean": mean, "variance": variance}
        for name, order, seasonal, n, loglik, coefficients, mean, variance in CERTIFIED]  # fmt: skip
    forecasts = [{"series": name, "order": order, "seasonal": seasonal, "mean": mean, "steps": steps} for name, order, seasonal, mean, steps in FORECASTS]
    write_json(directory / OUTPUT, {
        "certified": certified, "forecasts": forecasts, "gaps": gaps(series), "autoregressions": cases, "chosen": chosen,
        "series": [{"name": name, "values": series[name]} for name in ("sunspots", "hours")]})  # fmt: skip


if __name__ == "__main__":
    make(FIXTURES)
