"""statsforecast: `python statsforecast_forecasts.py TASK FILE [--series COUNT]`; see `forecast_peer.py`."""

import warnings

import numpy
from forecast_peer import HORIZON, Fitted, answer
from statsforecast.models import ARIMA, AutoARIMA


def fitted(model: ARIMA | AutoARIMA, values: numpy.ndarray) -> Fitted:
    """What a model says of a series."""
    model.fit(values)
    return float(model.model_["loglik"]), model.predict(HORIZON)["mean"]


def arima(values: numpy.ndarray) -> Fitted:
    """ARIMA(2,1,2)."""
    return fitted(ARIMA(order=(2, 1, 2)), values)


def seasonal(values: numpy.ndarray) -> Fitted:
    """ARIMA(1,0,1)(1,0,1)₂₄ with a mean."""
    return fitted(ARIMA(order=(1, 0, 1), seasonal_order=(1, 0, 1), season_length=24), values)


def automatic(values: numpy.ndarray) -> Fitted:
    """The automatic choice without a season."""
    return fitted(AutoARIMA(season_length=1), values)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answer("statsforecast", {"arima": arima, "seasonal": seasonal, "training": automatic, "panel": automatic})
