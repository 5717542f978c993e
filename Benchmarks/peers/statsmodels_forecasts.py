"""statsmodels: `python statsmodels_forecasts.py TASK FILE`; see `forecast_peer.py`."""

import warnings

import numpy
from forecast_peer import HORIZON, LAGS, Fitted, answer, harmonics
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.arima.model import ARIMA


def arima(values: numpy.ndarray) -> Fitted:
    """ARIMA(2,1,2)."""
    fit = ARIMA(values, order=(2, 1, 2)).fit()
    return float(fit.llf), fit.forecast(HORIZON)


def seasonal(values: numpy.ndarray) -> Fitted:
    """ARIMA(1,0,1)(1,0,1)₂₄ with a mean; missing values are NaN."""
    fit = ARIMA(values, order=(1, 0, 1), seasonal_order=(1, 0, 1, 24)).fit()
    return float(fit.llf), fit.forecast(HORIZON)


def harmonic(values: numpy.ndarray) -> Fitted:
    """An autoregression with harmonics of day and year."""
    count = len(values)
    fit = AutoReg(values, LAGS, trend="c", exog=harmonics(0, count)).fit()
    means = fit.predict(count, count + HORIZON - 1, exog_oos=harmonics(count, HORIZON))
    return float(fit.llf), means


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answer("statsmodels", {"arima": arima, "seasonal": seasonal, "seasonal-gaps": seasonal, "harmonic": harmonic})
