"""Eurostat, structural business statistics by NUTS-2 region and NACE activity."""

from hanse.vocabulary import SourceCard

CARD = SourceCard(
    id="eurostat-sbs",
    title="Structural business statistics by NUTS-2 region and NACE Rev. 2",
    definition=(
        "Persons employed, local units, wages and investment of the market economy in the regions"
        " of the European Union and EFTA, by industry and year."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Eurostat, tables sbs_r_nuts06_r2 (2008-2020) and sbs_r_nuts2021 (from 2021)",
    publisher="Eurostat",
    licence="Reuse with acknowledgement (Commission Decision 2011/833/EU; CC BY 4.0)",
    acknowledgement=(
        "Source: Eurostat, structural business statistics by NUTS-2 regions and NACE Rev. 2"
        " (sbs_r_nuts06_r2)."
    ),
    url="https://ec.europa.eu/eurostat/databrowser/view/sbs_r_nuts06_r2/default/table",
    formats=(
        "bulk TSV (freq,nace_r2,indic_sb,geo\\TIME_PERIOD)",
        "SDMX-CSV (OBS_VALUE, OBS_FLAG, CONF_STATUS)",
        "semicolon file (nace_r2;geo;n2015)",
    ),
    measures=("employment", "establishments", "wages", "investment"),
    conventions=(
        "A blank, a colon, and a flag without a number are missing; c (confidential) is"
        " suppressed.",
        "A number with flags is that number: d (definition differs), b (break in series), u (low"
        " reliability) and others leave it observed; e and p and s mark an estimate.",
        "A clock time such as 12:00 AM is a number that a spreadsheet destroyed: the row is set"
        " aside.",
        "Levels are separated by the shape of the code: AT, AT1, AT11 are country, NUTS-1, NUTS-2;"
        " codes that end in Z are extra-regio; C, C10, C101 are section, division, group.",
        "NACE codes lose their section's letter: C10 becomes 10, G451 becomes 45.1.",
    ),
)
