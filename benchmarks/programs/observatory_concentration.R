# Rscript observatory_concentration.R JOBS FUNCTION OUT: REAT's conc or spec of a long table.
#
# JOBS is a CSV file with region, industry and jobs. Writes the table of indices to OUT and prints
# the wall-clock and processor seconds as JSON; a small call before loads what is needed.
suppressMessages(library(REAT))
arguments <- commandArgs(trailingOnly = TRUE)
jobs <- read.csv(arguments[1], colClasses = c("character", "character", "numeric"))
run <- list(conc = conc, spec = spec)[[arguments[2]]]
call <- function(rows) capture.output(found <<- run(rows$jobs, rows$industry, rows$region))
invisible(call(jobs[jobs$industry %in% unique(jobs$industry)[1:4], ]))
took <- system.time(invisible(call(jobs)))
write.csv(found, arguments[3])
cat(sprintf('{"wall": [%s], "processor": [%s]}\n', took["elapsed"], took["user.self"] + took["sys.self"]))
