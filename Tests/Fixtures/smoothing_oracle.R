# Makes smoothing_expected.json: series, and what R's package forecast makes of them by exponential smoothing, by the
# Theta method, and by repeating values.
#
#     Rscript Tests/Fixtures/smoothing_oracle.R
#
# R 4.2.2, forecast 8.20, jsonlite 1.8.4.

suppressMessages(library(forecast))
library(jsonlite)

series <- list(
  Nile = Nile, lh = lh, WWWusage = WWWusage, LakeHuron = LakeHuron, lynx = lynx, huron = head(c(LakeHuron), 30),
  gas = head(gas, 120), AirPassengers = AirPassengers, USAccDeaths = USAccDeaths, UKgas = UKgas, nottem = nottem, co2 = head(co2, 12 * 15),
  wineind = wineind, austres = austres, woolyrnq = woolyrnq, ldeaths = ldeaths,
  hourly = ts(head(c(taylor), 48 * 10)[seq(1, 480, by = 2)], frequency = 24),
  temperature = ts(c(nottem)[1:96] - 49, frequency = 12))
series <- Filter(function(x) !is.null(x), series)

forms <- function(x) {
  all <- expand.grid(error = c("A", "M"), trend = c("N", "A", "Ad"), season = c("N", "A", "M"), stringsAsFactors = FALSE)
  all <- all[!(all$error == "A" & all$season == "M"), ]
  if (frequency(x) == 1) all <- all[all$season == "N", ]
  if (min(x) <= 0) all <- all[all$error == "A", ]
  all
}

# The moments of class 3 by their definition, with the damping that R 8.20 leaves out of the first row of F1 and H1.
class3 <- function(h, fit) {
  m <- fit$m
  last <- fit$states[nrow(fit$states), ]
  p <- length(last)
  par <- fit$par
  damped <- fit$components[4] == "TRUE"
  trend <- fit$components[2] != "N"
  phi <- if (damped) par["phi"] else 1
  F1 <- if (trend) rbind(c(1, phi), c(0, phi)) else matrix(1)
  H1 <- if (trend) matrix(c(1, phi), nrow = 1) else matrix(1)
  G1 <- if (trend) rbind(par["alpha"] * c(1, phi), par["beta"] * c(1, phi)) else matrix(par["alpha"])
  H2 <- matrix(c(rep(0, m - 1), 1), nrow = 1)
  F2 <- rbind(c(rep(0, m - 1), 1), cbind(diag(m - 1), rep(0, m - 1)))
  G2 <- matrix(0, m, m)
  G2[1, m] <- par["gamma"]
  Mh <- matrix(last[1:(p - m)]) %*% matrix(last[(p - m + 1):p], nrow = 1)
  Vh <- matrix(0, length(Mh), length(Mh))
  H21 <- H2 %x% H1; F21 <- F2 %x% F1; G21 <- G2 %x% G1
  K <- (G2 %x% F1) + (F2 %x% G1)
  s <- fit$sigma2
  mu <- var <- numeric(h)
  for (i in 1:h) {
    mu[i] <- H1 %*% Mh %*% t(H2)
    var[i] <- (1 + s) * H21 %*% Vh %*% t(H21) + s * mu[i]^2
    v <- c(Mh)
    Vh <- F21 %*% Vh %*% t(F21) + s * (F21 %*% Vh %*% t(G21) + G21 %*% Vh %*% t(F21) + K %*% (Vh + v %*% t(v)) %*% t(K) +
      s * G21 %*% (3 * Vh + 2 * v %*% t(v)) %*% t(G21))
    Mh <- F1 %*% Mh %*% t(F2) + G1 %*% Mh %*% t(G2) * s
  }
  list(means = mu, errors = sqrt(var))
}

# The moments of classes 1 and 2 by their definition: R 8.20 has gamma at the third place of the state also where there is no
# trend, so that it comes a step too early.
linear <- function(h, fit) {
  m <- if (fit$components[3] == "N") 0 else fit$m
  par <- fit$par
  trend <- fit$components[2] != "N"
  phi <- if (fit$components[4] == "TRUE") par["phi"] else 1
  p <- 1 + trend + m
  H <- matrix(0, 1, p)
  F <- matrix(0, p, p)
  G <- matrix(0, p, 1)
  H[1, 1] <- F[1, 1] <- 1
  G[1, 1] <- par["alpha"]
  if (trend) {
    H[1, 2] <- F[1, 2] <- F[2, 2] <- phi
    G[2, 1] <- par["beta"]
  }
  if (m > 0) {
    first <- 2 + trend
    H[1, p] <- F[first, p] <- 1
    F[(first + 1):p, first:(p - 1)] <- diag(m - 1)
    G[first, 1] <- par["gamma"]
  }
  x <- matrix(fit$states[nrow(fit$states), ])
  mu <- cj <- theta <- numeric(h)
  Fj <- diag(p)
  for (i in 1:h) {
    mu[i] <- H %*% Fj %*% x
    cj[i] <- H %*% Fj %*% G
    Fj <- Fj %*% F
  }
  s <- fit$sigma2
  if (fit$components[1] == "A") return(list(means = mu, errors = sqrt(s * c(1, 1 + cumsum(cj[-h]^2)))))
  theta[1] <- mu[1]^2
  past <- numeric(h)
  for (j in 2:h) {
    past[j] <- s * sum(cj[1:(j - 1)]^2 * theta[(j - 1):1])
    theta[j] <- mu[j]^2 + past[j]
  }
  list(means = mu, errors = sqrt(past + s * theta))
}

error <- function(f) c(f$upper[, 1] - f$lower[, 1]) / (2 * qnorm(0.9))

model <- function(x, form) {
  fit <- ets(x, paste0(form$error, substr(form$trend, 1, 1), form$season), damped = form$trend == "Ad")
  h <- 2 * max(fit$m, 6) + 3
  f <- forecast(fit, h = h)
  moments <- if (form$season == "M") class3(h, fit) else linear(h, fit)
  # Where R has no error, they are R's.
  if (form$season == "N" || (form$season == "A" && form$trend != "N") || (form$season == "M" && form$trend != "Ad"))
    stopifnot(all.equal(c(f$mean), moments$means), all.equal(error(f), moments$errors, tolerance = 1e-6))
  par <- as.list(fit$par)
  p <- function(name, otherwise) if (is.null(par[[name]])) otherwise else par[[name]]
  names(fit$states) <- NULL
  last <- unname(c(fit$states[nrow(fit$states), ]))
  first <- unname(c(fit$states[1, ]))
  list(
    error = form$error, trend = form$trend, season = form$season, loglik = fit$loglik, aicc = fit$aicc, sigma2 = fit$sigma2,
    alpha = p("alpha", 0), beta = p("beta", 0), gamma = p("gamma", 0), phi = p("phi", 1), first = I(first), last = I(last),
    means = moments$means, errors = moments$errors)
}

one <- function(name) {
  x <- series[[name]]
  all <- forms(x)
  models <- lapply(seq_len(nrow(all)), function(i) model(x, as.list(all[i, ])))
  best <- ets(x)
  m <- frequency(x)
  theta <- thetaf(x, h = 2 * max(m, 6))
  naive <- rwf(x, h = 9)
  seasonal <- snaive(x, h = 2 * m + 1)
  list(
    name = name, values = c(x), period = m, models = models, method = best$method, aicc = best$aicc,
    theta = list(means = c(theta$mean), errors = error(theta), alpha = unname(theta$model$alpha), drift = unname(theta$model$drift)),
    naive = list(means = I(c(naive$mean)), errors = I(error(naive))),
    seasonalNaive = list(means = I(c(seasonal$mean)), errors = I(error(seasonal))))
}

here <- sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))
write(
  toJSON(lapply(names(series), one), digits = I(17), auto_unbox = TRUE, na = "null"),
  file.path(dirname(here), "smoothing_expected.json"))
