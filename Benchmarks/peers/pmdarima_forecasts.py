"""pmdarima: `python pmdarima_forecasts.py TASK FILE`; see `forecast_peer.py`.

The automatic choice is asked for as the system did whose training this is: AIC, up to three lags, no season.
"""

import warnings

import numpy
import pmdarima
from forecast_peer import HORIZON, Fitted, answer


def automatic(values: numpy.ndarray) -> Fitted:
    """The automatic choice."""
    model = pmdarima.auto_arima(
        values, start_p=1, start_q=1, max_p=3, max_q=3, m=1, d=None, test="adf", seasonal=False, stepwise=True, error_action="ignore"
    )
    return float(model.arima_res_.llf), model.predict(n_periods=HORIZON)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answer("pmdarima", {"training": automatic, "panel": automatic})
