# Make arima_series.json: R's data sets, the models that auto.arima chooses for them, and standard errors of arima.
#
#   Rscript Tests/Fixtures/arima_oracle.R
#
# R 4.2.2, forecast 8.20, jsonlite.
suppressMessages({library(forecast); library(jsonlite)})
arguments <- commandArgs(FALSE)
folder <- dirname(sub("--file=", "", grep("--file=", arguments, value = TRUE)))

data(wineind, woolyrnq, package = "forecast")
sets <- list(
  lh = lh, presidents = presidents, Nile = Nile, WWWusage = WWWusage, USAccDeaths = USAccDeaths,
  AirPassengers = AirPassengers, logAirPassengers = log(AirPassengers), loglynx = log(lynx),
  LakeHuron = LakeHuron, wineind = wineind, nottem = nottem, sunspot.year = sunspot.year, co2 = co2,
  UKgas = UKgas, woolyrnq = woolyrnq, austres = austres)

described <- function(name) {
  series <- sets[[name]]
  list(name = name, season = frequency(series), values = as.numeric(series))
}

automatic <- function(name) {
  fit <- auto.arima(sets[[name]])
  names(fit$arma) <- c("p", "q", "P", "Q", "m", "d", "D")
  list(series = name, order = as.list(fit$arma), coefficients = as.list(coef(fit)), loglik = fit$loglik, aicc = fit$aicc, count = fit$nobs)
}

errors <- function(name, order, seasonal = c(0, 0, 0)) {
  fit <- arima(sets[[name]], order, list(order = seasonal), optim.control = list(reltol = 1e-15, maxit = 1000))
  list(series = name, order = order, seasonal = seasonal, coefficients = as.numeric(coef(fit)), errors = as.numeric(sqrt(diag(fit$var.coef))), loglik = fit$loglik)
}

result <- list(
  series = lapply(names(sets), described),
  automatic = lapply(names(sets), automatic),
  errors = list(
    errors("lh", c(1, 0, 0)), errors("lh", c(3, 0, 0)), errors("lh", c(1, 0, 1)), errors("presidents", c(1, 0, 0)),
    errors("Nile", c(1, 0, 1)), errors("presidents", c(1, 0, 0), c(0, 0, 1))))
writeLines(toJSON(result, digits = I(17), auto_unbox = TRUE, na = "null"), file.path(folder, "arima_series.json"))
