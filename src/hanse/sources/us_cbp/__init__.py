"""US Census Bureau, County Business Patterns."""

from hanse.vocabulary import SourceCard

CARD = SourceCard(
    id="us-cbp",
    title="County Business Patterns",
    definition=(
        "Employees in the week of 12 March, establishments and annual payroll of American counties"
        " by industry and year, from the Business Register."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="US Census Bureau, County Business Patterns, record layout of the county file",
    publisher="US Census Bureau",
    licence="Public domain (work of the United States government)",
    acknowledgement="Source: US Census Bureau, County Business Patterns.",
    url="https://www.census.gov/programs-surveys/cbp/data/datasets.html",
    formats=(
        "county file CSV (fipstate, fipscty, naics, emp_nf, emp, qp1_nf, qp1, ap_nf, ap, est)",
        "Parquet (Fips, naics, Emp, Est, Pay, year)",
    ),
    measures=("employment", "establishments", "payroll"),
    conventions=(
        "Noise flags: G (under 2 %), H (2 to 5 %) and J (over 5 %) are figures to which the Bureau"
        " added noise: estimated under noise='estimated', observed by default; D and S are"
        " withheld: suppressed.",
        "Employment 0 where there are establishments: in the files of 2017 the Bureau blanked"
        " withheld cells with zero. Such cells are suppressed, never zero; so is their payroll.",
        "Codes such as 31----, 311///, 31131/ are totals: levels are separated, not summed twice.",
        "Cells with fewer than three establishments are absent since 2017; absent is missing.",
        "Payroll is annual, in 1,000 US dollars; mid-March employment.",
        "FIPS ...999 is statewide, no county: kept as a region of its own.",
    ),
)
