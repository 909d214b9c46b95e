# One lme REML fit, the unit of benchmarks/statistics_models.py, and fits of simulated data sets. Needs nlme.
# usage: Rscript statistics_models.R time FILE.csv | fit FOLDER OUT.json-lines
suppressMessages(library(nlme))
args <- commandArgs(trailingOnly = TRUE)
control <- lmeControl(maxIter = 1500, msMaxIter = 1500)
tight <- lmeControl(maxIter = 1500, msMaxIter = 1500, tolerance = 1e-10, msTol = 1e-12)
if (args[1] == "time") {
  d <- read.csv(args[2])
  d$g <- factor(d$g); d$s <- factor(d$s)
  timed <- function(f, n) { f(); t <- numeric(n); for (i in seq_len(n)) t[i] <- system.time(f())[["elapsed"]]; min(t) * 1000 }
  many <- function(f, n) { f(); e <- numeric(5); for (k in 1:5) e[k] <- system.time(for (i in seq_len(n)) f())[["elapsed"]] / n; min(e) * 1000 }
  cat(many(function() lme(y ~ g * s + w, random = ~1 | b, data = d, method = "REML", control = control), 10), "\n")
  cat(many(function() lme(y ~ g * s + w, random = ~1 | b, data = d, weights = varIdent(form = ~1 | g), control = control), 4), "\n")
} else {
  for (f in list.files(args[2], pattern = "csv$", full.names = TRUE)) {
    d <- read.csv(f)
    form <- as.formula(readLines(sub("csv$", "txt", f)))
    for (kind in c("lme", "lme_apart", "gls")) for (method in c("REML", "ML")) {
      m <- tryCatch({
        if (kind == "gls") gls(form, d, method = method)
        else {
          w <- if (kind == "lme_apart") varIdent(form = ~1 | g) else NULL
          best <- NULL
          for (start in c("nlminb", "optim")) {
            one <- tryCatch(lme(form, d, random = ~1 | b, weights = w, method = method,
              control = lmeControl(opt = start, maxIter = 1500, msMaxIter = 1500, tolerance = 1e-10, msTol = 1e-12, returnObject = FALSE)), error = function(e) NULL)
            if (!is.null(one) && (is.null(best) || logLik(one) > logLik(best))) best <- one
          }
          best
        }
      }, error = function(e) NULL)
      if (is.null(m)) { cat(basename(f), kind, method, "NA\n"); next }
      t <- if (kind == "gls") summary(m)$tTable else summary(m)$tTable
      p <- if (kind == "gls") t[, 4] else t[, 5]
      df <- if (kind == "gls") rep(NA, nrow(t)) else t[, 3]
      cat(basename(f), kind, method, sprintf("%.15g", logLik(m)), paste(rownames(t), collapse = ";"), paste(sprintf("%.15g", t[, 1]), collapse = ";"),
          paste(sprintf("%.15g", t[, 2]), collapse = ";"), paste(sprintf("%.15g", p), collapse = ";"), paste(df, collapse = ";"), "\n")
    }
  }
}
