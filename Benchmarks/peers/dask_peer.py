"""Dask's dataframe: pandas on pieces of the file. Its quantiles are approximate; there is no exact way but gathering."""

import dask
import dask.dataframe
import pandas

from peer import PERCENTS, WINDOW, Statistics, Work, answer, percentile_name


def rolling_variance(values: pandas.Series) -> pandas.Series:
    """The variances of all windows of a piece."""
    return values.rolling(WINDOW).var(ddof=0)


def describe(work: Work) -> Statistics:
    """All statistics of a column."""
    table = dask.dataframe.read_csv(work.path, usecols=[work.column], dtype={work.column: "float64"}, blocksize="64MB")
    read = table[work.column]
    values = read.dropna().persist()
    count = values.count()
    mean = values.mean()
    deviations = values - mean
    frequencies = values.value_counts()
    wanted = {
        "count": count,
        "missing": read.isna().sum(),
        "mean": mean,
        "variance": (deviations**2).mean(),
        "third": (deviations**3).mean(),
        "fourth": (deviations**4).mean(),
        "min": values.min(),
        "max": values.max(),
        "percentiles": values.quantile([percent / 100 for percent in PERCENTS]),
        "frequencies": frequencies,
    }
    if work.rolling:
        # Not `values.rolling`, which needs a sorted index.
        wanted["rolling"] = values.map_overlap(rolling_variance, WINDOW - 1, 0, meta=(None, "float64")).sum()
        wanted["last"] = values.partitions[-1]
    (found,) = dask.compute(wanted)
    return finished(found)


def finished(found: dict) -> Statistics:
    """The statistics, from what was computed."""
    variance = found["variance"]
    frequencies = found.pop("frequencies")
    frequency = frequencies.max()
    percentiles = found.pop("percentiles")
    found |= {percentile_name(percent): percentiles.loc[percent / 100] for percent in PERCENTS}
    if "rolling" in found:
        # The window that ends with the last value is left out, as in the definition.
        found["rolling_variance_sum"] = found.pop("rolling") - found.pop("last").tail(WINDOW).var(ddof=0)
    return found | {
        "std": variance**0.5,
        "skewness": found.pop("third") / variance**1.5,
        "kurtosis": found.pop("fourth") / variance**2 - 3,
        "mode": frequencies[frequencies == frequency].index.min(),
        "mode_frequency": frequency,
    }


if __name__ == "__main__":
    answer(dask.__version__, describe)
