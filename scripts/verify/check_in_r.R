# The published regressions once more, by R's own lm and a sandwich in base R: Rscript check_in_r.R [results [model]]
#
# Reads results/models/{models,coefficients,influence}.csv and results/data/panel_<layout>.csv, nothing of the
# pipeline's code. Compares estimates and standard errors (HC3 with one row a unit, else CRV1, and CRV3 by leaving
# out units one by one) with every digit that coefficients.csv prints; ends with 1 where one differs.

arguments <- commandArgs(trailingOnly = TRUE)
results <- if (length(arguments)) arguments[1] else "results"
read <- function(...) read.csv(file.path(results, ...), stringsAsFactors = FALSE, check.names = FALSE)
models <- read("models", "models.csv")
if (length(arguments) > 1) models <- models[models$base == arguments[2], ]
printed <- read("models", "coefficients.csv")
influence <- read("models", "influence.csv")
panels <- list()

term <- function(rows, name) {
  if (startsWith(name, "logit_")) qlogis(rows[[substring(name, 7)]] / 100)
  else if (startsWith(name, "log_")) log(rows[[substring(name, 5)]])
  else rows[[name]]
}

# The rows of a model: its units are those that influence.csv leaves out, in all years or but for some.
rows_of <- function(model) {
  layout <- as.character(model$layout)
  if (is.null(panels[[layout]])) panels[[layout]] <<- read("data", sprintf("panel_%s.csv", layout))
  rows <- panels[[layout]]
  rows <- rows[rows$year >= model$first_year & rows$year <= model$last_year &
                 rows$unit %in% influence$unit[influence$model == model$model], ]
  for (left_out in grep(":", strsplit(as.character(model$excluded), " ")[[1]], value = TRUE)) {
    parts <- strsplit(left_out, ":")[[1]]
    rows <- rows[!(rows$unit == parts[1] & rows$year %in% as.integer(strsplit(parts[2], ",")[[1]])), ]
  }
  names <- strsplit(model$regressors, " ")[[1]]
  frame <- data.frame(unit = rows$unit, year = rows$year, y = term(rows, model$outcome),
                      weight = if (model$weights == "none") 1 else rows[[model$weights]])
  for (name in names) frame[[name]] <- term(rows, name)
  breaks <- as.integer(strsplit(as.character(model$breaks), " ")[[1]])
  frame$regime <- findInterval(frame$year, breaks[!is.na(breaks)])
  frame <- frame[complete.cases(frame), ]
  frame[order(frame$unit, frame$year), ]
}

between <- function(frame, names) {
  columns <- c("y", names)
  if (length(unique(frame$regime)) > 1) for (name in columns) {
    means <- sapply(split(frame, frame$regime), function(part) weighted.mean(part[[name]], part$weight))
    frame[[name]] <- frame[[name]] - means[as.character(frame$regime)] + weighted.mean(frame[[name]], frame$weight)
  }
  units <- lapply(split(frame, frame$unit), function(part) {
    means <- lapply(part[columns], weighted.mean, part$weight)
    weight <- if (all(frame$weight == 1)) 1 else sum(part$weight)
    data.frame(unit = part$unit[1], means, weight = weight, regime = 0, check.names = FALSE)
  })
  do.call(rbind, units)
}

differences <- function(frame, names) {
  last <- seq_len(nrow(frame) - 1)
  follows <- frame$unit[last + 1] == frame$unit[last] & frame$year[last + 1] == frame$year[last] + 1 &
    frame$regime[last + 1] == frame$regime[last]
  later <- frame[which(follows) + 1, ]
  later[c("y", names)] <- later[c("y", names)] - frame[which(follows), c("y", names)]
  later
}

# What an estimator regresses on what: effects of units are those of units and regimes.
fit <- function(estimator, frame, names) {
  levels <- length(unique(frame$regime)) > 1 && estimator != "first_differences"
  right <- c(names, switch(estimator,
    fixed_effects = "interaction(unit, regime, drop = TRUE)",
    two_way_fixed_effects = c("interaction(unit, regime, drop = TRUE)", "factor(year)"),
    if (levels) "factor(regime)"))
  lm(reformulate(sprintf(ifelse(grepl("[(]", right), "%s", "`%s`"), right), "y"), frame, weights = weight)
}

estimates <- function(model, names) coef(model)[ifelse(names %in% names(coef(model)), names, sprintf("`%s`", names))]

errors <- function(model, frame, estimator, names) {
  X <- model.matrix(model)[, !is.na(coef(model)), drop = FALSE] * sqrt(frame$weight)
  residuals <- residuals(model) * sqrt(frame$weight)
  bread <- solve(crossprod(qr.R(qr(X))))[order(qr(X)$pivot), order(qr(X)$pivot)]
  shown <- match(names, gsub("`", "", colnames(X)))
  if (estimator %in% c("between", "cross_section")) {
    room <- 1 - hatvalues(model)
    scores <- X * ifelse(room > 1e-9, residuals / room, 0)
    return(list(HC3 = sqrt(diag(bread %*% crossprod(scores) %*% bread))[shown]))
  }
  absorbed <- estimator %in% c("fixed_effects", "two_way_fixed_effects")
  cleared <- if (absorbed) abs(lm.fit(X[, -shown], X[, shown, drop = FALSE])$residuals) else abs(X)
  carrying <- rowSums(rowsum(as.matrix(cleared), frame$unit)) > 1e-9 * sum(abs(X[, shown]))
  G <- sum(carrying)  # a unit without variation beside its effect carries nothing
  nested <- if (absorbed) length(unique(interaction(frame$unit, frame$regime, drop = TRUE))) - 1 else 0
  K <- ncol(X) - nested
  scores <- rowsum(X * residuals, frame$unit)
  factor <- G / (G - 1) * (nrow(X) - 1) / (nrow(X) - K)
  without <- sapply(unique(frame$unit), function(unit) {
    estimates(fit(estimator, frame[frame$unit != unit, ], names), names)
  })
  moved <- matrix(without, nrow = length(names)) - estimates(model, names)
  list(CRV1 = sqrt(factor * diag(bread %*% crossprod(scores) %*% bread))[shown],
       CRV3 = sqrt((G - 1) / G * rowSums(moved^2)))
}

# As many digits as are printed: a unit of the seventh.
same <- function(ours, theirs) abs(ours - theirs) <= 1.01 * 10^(floor(log10(abs(theirs))) - 6)

compared <- 0
wrong <- character()
for (i in seq_len(nrow(models))) {
  model <- models[i, ]
  names <- strsplit(model$regressors, " ")[[1]]
  whole <- rows_of(model)
  if (nrow(whole) != model$n) {
    wrong <- c(wrong, sprintf("%s: %d rows here, %d printed", model$model, nrow(whole), model$n))
    next
  }
  own <- printed[printed$model == model$model & printed$term %in% names, ]
  for (estimator in intersect(unique(own$estimator), c("pooled", "cross_section", "between", "fixed_effects",
                                                       "two_way_fixed_effects", "first_differences"))) {
    frame <- switch(estimator, between = between(whole, names), first_differences = differences(whole, names), whole)
    regression <- fit(estimator, frame, names)
    values <- estimates(regression, names)
    for (method in names(spread <- errors(regression, frame, estimator, names))) {
      line <- own[own$estimator == estimator & own$method == method, ]
      line <- line[match(names, line$term), ]
      apart <- !same(line$estimate, values) | !same(line$std_error, spread[[method]])
      compared <- compared + 2 * sum(!is.na(apart))
      for (j in which(apart)) {
        wrong <- c(wrong, sprintf("%s, %s, %s, %s: printed %.7g (%.7g), R %.7g (%.7g)", model$model, estimator,
                                  names[j], method, line$estimate[j], line$std_error[j], values[j], spread[[method]][j]))
      }
    }
  }
}
cat(sprintf("%d numbers of %d regressions compared with R %s's lm: %d differ\n", compared, nrow(models),
            getRversion(), length(wrong)))
if (length(wrong)) writeLines(head(wrong, 20))
quit(status = as.integer(length(wrong) > 0 || compared == 0))
