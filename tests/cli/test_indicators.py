"""`hanse indicators`: flows, places, neighbours, estimates and derived definitions from files."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from click.testing import CliRunner

from hanse.cli.indicators import command
from hanse.observatory.space.duranton_overman import compute_duranton_overman
from hanse.vocabulary import InputError

FLOWS = "industry,parts,cars,households,exports\nparts,0,5,4,1\ncars,0,0,10,0\n"
JOBS = "geo,nace,jobs\nA,cars,10\nA,parts,30\nB,cars,10\nB,parts,0\n"
NAMED = ("--region", "geo", "--industry", "nace", "--measure", "jobs")


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def run(*arguments):
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def read_rows(result):
    return list(csv.DictReader(result.stdout.splitlines()))


def test_an_indicator_of_flows(write):
    flows = write("flows.csv", FLOWS)
    rows = read_rows(run("compute", flows, "--indicator", "linkages"))
    assert [row["industry"] for row in rows] == ["parts", "cars"]
    assert [float(row["backward"]) for row in rows] == pytest.approx([0.8, 1.2])
    rows = read_rows(run("compute", flows, "--indicator", "strongest-flows"))
    assert [float(row["cluster"]) for row in rows] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("text", "message", "row"),
    [
        ("industry,parts,cars,final\nparts,0,5,5\nships,0,0,10\n", "do not name", 1),
        ("industry,parts,cars,final\nparts,0,many,5\ncars,0,0,10\n", "many is no number", 2),
        ("industry,parts,cars,final\nparts,0,5,5\ncars,0,0\n", "3 cells", 3),
    ],
)
def test_bad_flows_are_told_with_their_place(write, text, message, row):
    with pytest.raises(InputError, match=message) as caught:
        run("compute", write("flows.csv", text), "--indicator", "linkages")
    assert caught.value.row == row


def test_exposure_joins_jobs_and_flows_by_name(write):
    jobs, flows = write("jobs.csv", JOBS), write("flows.csv", FLOWS)
    shock = ("--option", 'shock={"cars": -0.2}')
    # The file of jobs sorts cars first, the table of flows parts.
    rows = read_rows(
        run("compute", jobs, "--indicator", "shock-exposure", *NAMED, "--flows", flows, *shock)
    )
    assert [float(row["shock_exposure"]) for row in rows] == pytest.approx([-0.125, -0.2])
    rows = read_rows(
        run("compute", jobs, "--indicator", "jobs-at-stake", *NAMED, "--flows", flows, *shock)
    )
    assert {(r["region"], r["industry"]): float(r["jobs_at_stake"]) for r in rows}[
        "A", "parts"
    ] == pytest.approx(-3.0)
    with pytest.raises(InputError, match="who buys from whom"):
        run("compute", jobs, "--indicator", "shock-exposure", *NAMED, *shock)


def test_local_statistics_take_their_neighbours_from_shapes(write):
    def square(x):
        ring = [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]
        return {"type": "Polygon", "coordinates": [ring]}

    features = [{"properties": {"code": c}, "geometry": square(k)} for k, c in enumerate("ABC")]
    shapes = write("shapes.geojson", json.dumps({"features": features}))
    jobs = write("jobs.csv", "geo,nace,jobs\nA,x,1\nB,x,2\nC,x,6\n")
    options = ("--option", "quantity=as given", "--option", "permutations=0")
    where = ("--shapes", shapes, "--shape-code", "code")
    rows = read_rows(run("compute", jobs, "--indicator", "local-moran", *NAMED, *where, *options))
    assert [float(row["statistic"]) for row in rows] == pytest.approx([2 / 7, -1 / 14, -3 / 7])
    with pytest.raises(InputError, match="neighbours of regions"):
        run("compute", jobs, "--indicator", "getis-ord", *NAMED)


def test_places_give_curves_with_their_bands(write, tmp_path):
    x, y = np.random.default_rng(1).random((2, 60)).round(6)
    lines = [f"{a},{b},{'s' if k % 2 else 't'}" for k, (a, b) in enumerate(zip(x, y, strict=True))]
    points = write("points.csv", "x,y,naf\n" + "\n".join(lines))
    out = tmp_path / "curves.csv"
    arguments = ("--industry", "naf", "--option", "distances=[0.1, 0.4]", "--option", "draws=5")
    result = run("compute", points, "--indicator", "duranton-overman", *arguments,
                 "--out", str(out))  # fmt: skip
    assert "4 rows" in result.stdout
    rows = list(csv.DictReader(out.read_text().splitlines()))
    naf = ["s" if k % 2 else "t" for k in range(60)]
    expected = compute_duranton_overman(x, y, naf, [0.1, 0.4], draws=5)["s"]
    found = [row for row in rows if row["industry"] == "s"]
    assert [row["distance"] for row in found] == ["0.1", "0.4"]
    for name, column in (("density", expected.density), ("mean", expected.envelope.mean)):
        np.testing.assert_allclose([float(row[name]) for row in found], column)
    with pytest.raises(InputError, match="at distances"):
        run("compute", points, "--indicator", "marcon-puech", "--industry", "naf")
    with pytest.raises(InputError, match="no column y2"):
        run("compute", points, "--indicator", "marcon-puech", "--y", "y2", *arguments)


def test_missing_cells_are_estimated_from_totals(write):
    jobs = write("jobs.csv", "geo,nace,jobs\nA,x,12\nA,y,\nB,x,\nB,y,\n")
    totals = ("--option", "region_totals=[30, 70]", "--option", "industry_totals=[40, 60]")
    rows = read_rows(run("compute", jobs, "--indicator", "imputed-cells", *NAMED, *totals))
    assert [float(row["imputed_cells"]) for row in rows] == pytest.approx([12, 18, 28, 42])


def test_definitions_are_derived_with_a_report(write, tmp_path):
    rng = np.random.default_rng(1)
    family = np.repeat([0, 1, 2], 4)
    level = rng.lognormal(0, 1, (40, 3))[:, family] * 100
    jobs = np.ceil(level * rng.lognormal(0, 0.1, (40, 12)))
    lines = [f"R{r:02d},i{i:02d},{jobs[r, i]:.0f}" for r in range(40) for i in range(12)]
    source = write("jobs.csv", "geo,nace,jobs\n" + "\n".join(lines))
    out, report = tmp_path / "groups.csv", tmp_path / "report.md"
    result = run("derive", source, *NAMED, "--least", "3", "--most", "4", "--out", str(out),
                 "--report", str(report))  # fmt: skip
    assert "3 clusters of 12 industries" in result.stdout
    groups = [row["group"] for row in csv.DictReader(out.read_text().splitlines())]
    assert groups == ["G01"] * 4 + ["G02"] * 4 + ["G03"] * 4
    assert "won among" in report.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="no range"):
        run("derive", source, *NAMED, "--least", "9", "--most", "4", "--out", str(out))


def test_occupations_take_part_in_the_derivation(write, tmp_path):
    rng = np.random.default_rng(1)
    names = [f"i{k:02d}" for k in range(12)]
    lines = [f"R{r:02d},{name},{rng.integers(1, 99)}" for r in range(40) for name in names]
    source = write("jobs.csv", "geo,nace,jobs\n" + "\n".join(lines))
    work = [[f"o{k}", *(90 if n % 3 == k % 3 else k for n in range(12))] for k in range(9)]
    rows = "\n".join(",".join(str(cell) for cell in row) for row in work)
    file = write("occupations.csv", ",".join(["occupation", *names]) + "\n" + rows)
    out, report = tmp_path / "groups.csv", tmp_path / "report.md"
    arguments = ("--least", "3", "--most", "3", "--out", str(out), "--report", str(report))
    run("derive", source, *NAMED, "--occupations", file, *arguments)
    told = report.read_text(encoding="utf-8")
    assert "| Occ, " in told
    broken = write("broken.csv", "occupation,i00\no1,5\n")
    with pytest.raises(InputError, match="No column is called i01"):
        run("derive", source, *NAMED, "--occupations", broken, *arguments)


def test_what_a_region_lacks_is_ranked_and_explained(write, tmp_path):
    rng = np.random.default_rng(1)
    names = ["steel", "ships", "engines", "films", "games", "music"]
    jobs = np.repeat([[50, 50, 50, 2, 2, 2], [2, 2, 2, 50, 50, 50]], 6, axis=0)
    jobs = jobs + rng.integers(0, 5, jobs.shape)
    jobs[0, 2] = 1
    lines = [f"R{r:02d},{name},{jobs[r, k]}" for r in range(12) for k, name in enumerate(names)]
    source = write("jobs.csv", "geo,nace,jobs\n" + "\n".join(lines))
    arguments = ("--for", "R00", "--density-weight", "1", "--most", "2")
    result = run("diversify", source, *NAMED, *arguments)
    rows = read_rows(result)
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert rows[0]["industry"] == "engines" and rows[0]["growth"] == ""
    assert set(rows[0]["built_on"].split("; ")) == {"steel", "ships"}
    assert "nearer than most of what the region lacks" in rows[0]["explanation"]
    assert "lock-in" in result.stderr and "The largest industry" in result.stderr
    out = tmp_path / "list.json"
    told = run("diversify", source, *NAMED, *arguments, "--out", str(out))
    assert "lock-in" in told.stdout and len(json.loads(out.read_text())) == 2
    with pytest.raises(InputError, match="no region R99"):
        run("diversify", source, *NAMED, "--for", "R99")


def test_neighbours_can_be_those_nearby(write):
    jobs = "\n".join(f"R{k},{n},{10 * k + 5 * m + 1}" for k in range(5) for m, n in enumerate("xy"))
    source = write("jobs.csv", "geo,nace,jobs\n" + jobs)
    squares = [
        {"properties": {"NUTS_ID": f"R{k}"}, "geometry": {"type": "Polygon", "coordinates": [
            [[2 * k, 0], [2 * k + 1, 0], [2 * k + 1, 1], [2 * k, 1], [2 * k, 0]]]}}
        for k in range(5)
    ]  # fmt: skip
    shapes = write("shapes.geojson", json.dumps({"features": squares}))
    arguments = ("--indicator", "multi-region-clusters", "--shapes", shapes)

    def count(*more):
        rows = read_rows(run("compute", source, *NAMED, *arguments, *more))
        return max(float(row["regions"]) for row in rows)

    # None of the squares touches another; their centres are some 222 km apart.
    assert count() == 1
    assert count("--within", "230") == count("--nearest", "2") > 1
    assert count("--within", "200") == 1
