# Makes decomposition_expected.json: series, and their decompositions as R's stl and the package forecast have them.
#
#     Rscript Tests/Fixtures/decomposition_oracle.R
#
# R 4.2.2, forecast 8.20, jsonlite 1.8.4.

suppressMessages(library(forecast))
library(jsonlite)

# Holes of one, of several, at both ends, and of more than a season.
holes <- function(x, which) { x[which] <- NA; x }

series <- list(
  nottem = nottem,
  AirPassengers = AirPassengers,
  UKgas = UKgas,
  co2 = co2,
  shifted = ts(c(AirPassengers)[1:77] * 1000, frequency = 7),
  presidents = presidents,
  AirPassengersWithHoles = holes(AirPassengers, c(1, 2, 13, 30:36, 71:90, 143, 144)),
  nottemWithHoles = holes(nottem, c(5, 40:66, 239)),
  taylor = msts(head(c(taylor), 1000), c(48, 336)),
  taylorWithHoles = msts(holes(head(c(taylor), 1000), c(3, 100:140, 500:560, 1000)), c(48, 336)),
  taylorShort = msts(head(c(taylor), 400), c(48, 336))
)

# The partial sort in stl's program wants its two indices ascending, and gets them descending where the number of values is
# even: then what it takes for the median of the residuals isn't. All series have an odd number of values.
for (name in names(series)) {
  x <- series[[name]]
  if (length(x) %% 2 == 0) {
    kept <- head(c(x), -1)
    series[[name]] <-
      if (inherits(x, "msts")) msts(kept, attr(x, "msts")) else ts(kept, frequency = frequency(x))
  }
}

# Results are kept for every seventh step, to 13 digits.
thin <- function(x) signif(c(x)[seq(1, length(x), by = 7)], 13)

periods <- function(x) if (inherits(x, "msts")) attr(x, "msts") else frequency(x)

one <- function(name) {
  x <- series[[name]]
  wanted <- periods(x)
  parts <- suppressWarnings(mstl(x))
  robust <- suppressWarnings(mstl(x, robust = TRUE))
  seasons <- function(fit) unname(lapply(grep("Seasonal", colnames(fit)), function(i) thin(fit[, i])))
  plain <- na.interp(ts(c(x), frequency = wanted[1]))
  stls <- lapply(
    list(list(s.window = "periodic"), list(s.window = 7), list(s.window = 13, robust = TRUE), list(s.window = "periodic", robust = TRUE)),
    function(arguments) {
      fit <- do.call(stl, c(list(plain), arguments))
      list(
        window = if (is.character(arguments$s.window)) 0 else arguments$s.window, robust = isTRUE(arguments$robust),
        season = thin(fit$time.series[, 1]), trend = thin(fit$time.series[, 2]))
    })
  list(
    name = name, values = c(x), periods = wanted, interpolated = thin(suppressWarnings(na.interp(x))),
    trend = thin(parts[, "Trend"]), seasons = seasons(parts), remainder = thin(parts[, "Remainder"]),
    robustTrend = thin(robust[, "Trend"]), robustSeasons = seasons(robust),
    stls = stls)
}

here <- sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))
write(
  toJSON(lapply(names(series), one), digits = I(17), auto_unbox = TRUE, na = "null"),
  file.path(dirname(here), "decomposition_expected.json"))
