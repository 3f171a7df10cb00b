# Rscript observatory_points.R POINTS MEASURE INDUSTRIES DRAWS: K_d or M with envelopes by dbmss.
#
# POINTS is a CSV file with x, y and industry; each of the first INDUSTRIES industries is computed
# by itself, as dbmss does it. Prints the wall-clock and processor seconds of each as JSON; a small
# call before them loads what is needed.
suppressMessages(library(dbmss))
arguments <- commandArgs(trailingOnly = TRUE)
points <- read.csv(arguments[1], colClasses = c("numeric", "numeric", "character"))
draws <- as.integer(arguments[4])
distances <- seq(0, 30, length.out = 61)
envelope <- list(
  K_d = function(x, name, n) KdEnvelope(x, r = distances, NumberOfSimulations = n, Alpha = 0.05,
    ReferenceType = name, Global = TRUE, verbose = FALSE),
  M = function(x, name, n) MEnvelope(x, r = distances, NumberOfSimulations = n, Alpha = 0.05,
    ReferenceType = name, Global = TRUE, verbose = FALSE)
)[[arguments[2]]]
as_pattern <- function(rows) wmppp(data.frame(X = rows$x, Y = rows$y, PointType = rows$industry,
  PointWeight = 1), window = spatstat.geom::owin(c(0, 100), c(0, 100)))
names <- unique(points$industry)[seq_len(as.integer(arguments[3]))]
few <- points[points$industry %in% unique(points$industry)[1:2], ]
invisible(suppressWarnings(envelope(as_pattern(few), names[1], 5)))
whole <- as_pattern(points)
took <- sapply(names, function(name) system.time(suppressWarnings(envelope(whole, name, draws))))
cat(sprintf('{"wall": [%s], "processor": [%s]}\n',
  paste(took["elapsed", ], collapse = ", "),
  paste(took["user.self", ] + took["sys.self", ], collapse = ", ")))
