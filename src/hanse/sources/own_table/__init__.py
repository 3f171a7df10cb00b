"""A table of your own: CSV, TSV, Excel or Parquet, wide or long."""

from hanse.vocabulary import SourceCard

CARD = SourceCard(
    id="own-table",
    title="Your own table",
    definition=(
        "Any table with a column of regions and one of industries (or industries, regions or"
        " periods side by side) and figures such as employment. The roles of its columns are"
        " detected, shown, and can be corrected."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="docs/how-to/your-own-table.md",
    publisher="Your own",
    licence="As you state it",
    acknowledgement="",
    url="",
    formats=("CSV", "TSV", "Excel (.xlsx)", "Parquet", "each of them gzipped where it is text"),
    measures=("employment", "establishments", "payroll", "any other name"),
    conventions=(
        "Blank, :, -, .., NA, n/a, NaN, null are missing; c, (c), D, (D), S, x, * are suppressed;"
        " a missing or suppressed figure is never zero.",
        "A letter after a number is the publisher's flag: e and p mark an estimate, c a suppressed"
        " figure, others leave the number as observed.",
        "Two columns such as divisions and divisions_missing count the parts of a sum: where parts"
        " are missing, the figure is a lower bound.",
        "Decimal sign: the one that the column's numbers leave no doubt about; where 1,234 could be"
        " either, the file is refused until decimal is given.",
        "Negative and infinite numbers, per cents, dates, clock times and other text are no counts:"
        " the row is set aside; if most rows are set aside the file is refused.",
        "Rows of totals (TOTAL, EU27 ...) and codes that the recognised classification does not"
        " know are set aside, and how much they hold is told.",
        "Several rows for one cell are an error unless you say how to combine them.",
    ),
)
