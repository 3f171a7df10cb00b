"""The location quotients that the Bureau of Labor Statistics publishes for New Jersey."""

import numpy as np
import pytest

from hanse.observatory.indicators.location_quotient import compute_location_quotients


@pytest.mark.parametrize("measure", ["month3_emplvl", "qtrly_estabs_count", "total_qtrly_wages"])
def test_quotients_of_new_jersey_to_their_rounding(shared_data, measure):
    """One national share an industry must explain the quotients of all 21 counties.

    The file has no national figures. Each published quotient, rounded to two decimals, leaves an
    interval for the industry's national share; a share from the intersection of the counties'
    intervals must give every county's published quotient back.
    """
    import duckdb

    path = shared_data / "us" / "qcew_nj_2016_quarterly_counties.parquet"
    totals = dict(
        duckdb.sql(
            f"select area_fips, {measure}::double from '{path}' where qtr = '1' and "
            "agglvl_code = '70'"
        ).fetchall()
    )
    rows = duckdb.sql(
        f"select area_fips, industry_code, {measure}::double, lq_{measure}::double, "
        "coalesce(disclosure_code, '') = 'N' or coalesce(lq_disclosure_code, '') = 'N' "
        f"from '{path}' where qtr = '1' and own_code = '5' and agglvl_code = '76'"
    ).fetchall()
    counties, industries = sorted(totals), sorted({row[1] for row in rows})
    shape = (len(counties), len(industries))
    values, published = np.full(shape, np.nan), np.full(shape, np.nan)
    for county, industry, value, quotient, withheld in rows:
        place = counties.index(county), industries.index(industry)
        # Establishments are published even where jobs are withheld.
        if not withheld or measure == "qtrly_estabs_count":
            values[place], published[place] = value, quotient
    whole = np.array([totals[c] for c in counties])
    share = values / whole[:, None]
    usable = (published >= 0.1) & (values > 0)
    wanted = np.where(usable, published, np.nan)
    low = np.nanmax(np.where(usable, share / (wanted + 0.005), np.nan), axis=0, initial=0)
    high = np.nanmin(np.where(usable, share / (wanted - 0.005), np.nan), axis=0, initial=1)
    agree = usable.sum(axis=0) >= 5
    assert agree.sum() > 100
    assert np.mean(low[agree] <= high[agree]) > 0.97
    kept = agree & (low <= high)
    national = (low[kept] + high[kept]) / 2
    known = values[:, kept]
    rest = whole - np.nansum(known, axis=1)
    found = compute_location_quotients(
        np.column_stack([known, rest]), national=np.append(national, 1 - national.sum())
    )[:, :-1]
    difference = np.abs(found - published[:, kept])[usable[:, kept]]
    assert difference.size > 1000
    assert difference.max() <= 0.005 + 1e-9
