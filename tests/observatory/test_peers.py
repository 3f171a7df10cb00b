"""At least one other package for each family, over a grid of sizes, gaps and seeds.

Conventions are aligned here, in the open: where a package counts otherwise the line says how.
"""

import itertools

import numpy as np
import pytest

from hanse.observatory.diversification import compute_diversification
from hanse.observatory.dynamics.entry_exit import compute_entry_and_exit
from hanse.observatory.indicators.entropy import compute_entropy
from hanse.observatory.indicators.growth import compute_growth
from hanse.observatory.indicators.hachman import compute_hachman
from hanse.observatory.indicators.herfindahl_specialisation import (
    compute_herfindahl_specialisation,
)
from hanse.observatory.indicators.hoover_concentration import compute_hoover_concentration
from hanse.observatory.indicators.hoover_specialisation import compute_hoover_specialisation
from hanse.observatory.indicators.krugman_specialisation import compute_krugman_specialisation
from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.indicators.locational_gini import compute_locational_gini
from hanse.observatory.indicators.significance import compute_false_discovery
from hanse.observatory.indicators.theil_decomposition import compute_theil_decomposition
from hanse.observatory.lock_in import compute_lock_in
from hanse.observatory.relatedness.complexity import find_complexity
from hanse.observatory.relatedness.complexity_gain import compute_complexity_gain
from hanse.observatory.relatedness.cooccurrence import compute_co_occurrence
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.fitness import find_fitness
from hanse.observatory.relatedness.outlook import compute_complexity_outlook
from hanse.observatory.relatedness.presence import compute_presence
from hanse.observatory.relatedness.proximity import compute_proximity
from hanse.observatory.relatedness.regional_density import compute_regional_density
from hanse.observatory.relatedness.relative_density import compute_relative_density
from hanse.observatory.suppressed.imputation import impute_cells

GRID = list(itertools.product([(8, 12), (30, 20), (60, 25)], [0.0, 0.3], [1, 2]))


def make_jobs(shape, empty, seed):
    """Skewed amounts with a share of zeros; no region and no industry is without any."""
    rng = np.random.default_rng(seed)
    jobs = np.floor(rng.lognormal(3, 1.5, shape)) + 1
    jobs[rng.random(shape) < empty] = 0.0
    np.fill_diagonal(jobs, 50.0)
    jobs[:, 0] += 1
    jobs[0] += 1
    return jobs


@pytest.fixture(params=GRID, ids=lambda p: f"{p[0][0]}x{p[0][1]}-{p[1]}-{p[2]}")
def jobs(request):
    return make_jobs(*request.param)


@pytest.fixture(scope="module")
def econcomplex():
    return pytest.importorskip("econcomplex", reason="the extra `peers` is not installed")


def same(found, expected, tolerance=1e-10):
    np.testing.assert_allclose(found, np.asarray(expected), rtol=tolerance, atol=tolerance)


def align(found):
    """z-scores, with the sign of the first entry."""
    found = np.asarray(found, dtype=float)
    found = (found - found.mean()) / found.std()
    return found * np.sign(found[0])


def test_specialisation_and_variety(jobs, econcomplex):
    same(compute_location_quotients(jobs), econcomplex.location_quotient(jobs))
    same(compute_krugman_specialisation(jobs), econcomplex.krugman_index(jobs))
    same(compute_hoover_specialisation(jobs), econcomplex.specialization_coefficient(jobs))
    same(compute_hachman(jobs), econcomplex.hachman_index(jobs))
    for scale, normalise in (("share", False), ("normalised", True)):
        expected = econcomplex.herfindahl(jobs, normalize=normalise)
        same(compute_herfindahl_specialisation(jobs, scale=scale), expected)
    for unit, base in (("bits", 2.0), ("nats", np.e)):
        expected = econcomplex.shannon_entropy(jobs, base=base)
        same(compute_entropy(jobs, logarithm=unit), expected)


def test_concentration(jobs, econcomplex):
    people = np.random.default_rng(9).integers(1, 99, len(jobs)).astype(float)
    # econcomplex gives Hoover in per cent; its two Ginis differ in scale and base.
    same(100 * compute_hoover_concentration(jobs), econcomplex.hoover_index(jobs))
    same(compute_locational_gini(jobs, scale="half"), econcomplex.locational_gini(jobs))
    for base in (None, people):
        same(compute_locational_gini(jobs, base=base), econcomplex.hoover_gini(jobs, base))
        same(
            100 * compute_hoover_concentration(jobs, base=base),
            econcomplex.hoover_index(jobs, base),
        )
    expected = [econcomplex.gini(lq) for lq in compute_location_quotients(jobs).T]
    same(compute_locational_gini(jobs, weights="regions"), expected)


def test_gini_and_theil_of_pysal(jobs):
    inequality = pytest.importorskip("inequality", reason="the extra `peers` is not installed")
    even = np.ones(len(jobs))  # PySAL has no base: each region counts alike
    groups = np.arange(len(jobs)) % 3
    parts = compute_theil_decomposition(jobs, groups, base=even)
    expected = inequality.theil.TheilD(jobs, groups)
    # PySAL puts a tiny number in the place of zeros.
    same(parts.total, expected.T, 1e-8)
    same(parts.between, expected.bg, 1e-8)
    same(parts.within, expected.wg, 1e-8)
    ginis = [inequality.gini.Gini(column).g for column in jobs.T]
    same(compute_locational_gini(jobs, base=even), ginis)


def test_relatedness(jobs, econcomplex):
    m = compute_presence(jobs)
    same(m, econcomplex.mcp(jobs))
    for normalisation, method in (("maximum", "max"), ("minimum", "min"), ("cosine", "sqrt")):
        expected = econcomplex.proximity(jobs, method=method, compute="product")["product"]
        phi = compute_proximity(m, normalisation=normalisation, diagonal=0)
        same(np.nan_to_num(phi), expected)
        density = compute_relatedness_density(m, phi, scale="percent")
        same(density, econcomplex.relatedness_density(jobs, proximity_method=method))
    for name in ("association", "cosine", "jaccard"):
        expected = econcomplex.relatedness_index(m, method=name)
        same(compute_proximity(m, normalisation=name, diagonal=0), expected)
    expected = econcomplex.relative_relatedness(jobs)
    # Where all that a region lacks is equally near econcomplex gives noise over noise.
    same(compute_relative_density(m), expected, 1e-7)
    found = compute_regional_density(m)
    inside = econcomplex.relatedness_density_internal(jobs)
    outside = econcomplex.relatedness_density_external(jobs)
    for mean, cells in ((found.inside, inside), (found.outside, outside)):
        some = ~np.isnan(cells).all(axis=1)
        same(100 * mean[some], np.nanmean(cells[some], axis=1))
    z = econcomplex.z_score_novelty(m)
    found = np.nan_to_num(compute_co_occurrence(m).z)
    same(found, z)


def test_complexity(jobs, econcomplex):
    m = compute_presence(jobs)
    found = find_complexity(m)
    eci, pci = econcomplex.eci_pci_eigenvector(jobs)
    same(align(found.regions), align(eci), 1e-7)
    same(align(found.industries), align(pci), 1e-7)
    pci = np.arange(jobs.shape[1]) - 5.0
    phi = compute_proximity(m, diagonal=0)
    outlook = compute_complexity_outlook(m, proximity=phi, industry_complexity=pci)
    same(outlook, econcomplex.complexity_outlook_index(jobs, pci))


def test_diversification(jobs, econcomplex):
    """With all weight on nearness the score is the peer's relative relatedness."""
    found = compute_diversification(jobs, density_weight=1.0)
    told = ~np.isnan(found.score)
    assert told.any()
    same(found.score[told], econcomplex.relative_relatedness(jobs)[told], 1e-7)
    density = econcomplex.relatedness_density_external(jobs)
    same(100 * found.density[told], density[told])
    signs = compute_lock_in(jobs)
    same(signs.herfindahl, econcomplex.herfindahl(jobs, normalize=False))
    inside = econcomplex.relatedness_density_internal(jobs)
    some = ~np.isnan(inside).all(axis=1)
    same(100 * signs.inside_density[some], np.nanmean(inside[some], axis=1))


def test_fitness_where_it_has_settled(econcomplex):
    """The peer updates industries with the regions' new values: only the fixed point is shared."""
    m = (np.random.default_rng(5).random((12, 9)) < 0.7).astype(float)
    found = find_fitness(m, iterations=4000)
    fitness, complexity = econcomplex.fitness_complexity(
        m, use_rca=False, threshold=0.5, iterations=4000, tol=1e-15
    )
    same(found.regions, fitness, 1e-8)
    same(found.industries, complexity, 1e-8)


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
@pytest.mark.parametrize("seed", [1, 2])
def test_ecomplexity(seed):
    package = pytest.importorskip("ecomplexity", reason="the extra `peers` is not installed")
    pandas = pytest.importorskip("pandas")
    jobs = make_jobs((20, 15), 0.2, seed)
    r, i = np.indices(jobs.shape).reshape(2, -1)
    table = pandas.DataFrame({"t": 2020, "r": r, "i": i, "jobs": jobs.ravel()})
    names = {"time": "t", "loc": "r", "prod": "i", "val": "jobs"}
    peer = package.ecomplexity(table, names, verbose=False, check_logsupermodularity=False)
    peer = {n: peer.pivot(index="r", columns="i", values=n).to_numpy() for n in peer.columns[4:]}
    m = compute_presence(jobs)
    found = find_complexity(m, industry_scale="region")
    same(m, peer["mcp"])
    # Both signs follow diversity; its density counts the industry itself.
    same(found.regions, peer["eci"][:, 0], 1e-7)
    same(found.industries, peer["pci"][0], 1e-7)
    same(compute_relatedness_density(m, own="included"), peer["density"])
    # Its outlook and gain use the product index before it is scaled: an eigenvector's origin and
    # length. So they are ours plus a multiple of what they would be were all industries alike.
    alike = np.ones(jobs.shape[1])
    outlooks = [
        compute_complexity_outlook(m, industry_complexity=k) for k in (found.industries, alike)
    ]
    # The outlook is then turned into z-scores over the regions.
    assert explains([*outlooks, np.ones(len(m))], peer["coi"][:, 0])
    # The Atlas takes off what the industry adds to the outlook already; ecomplexity does not.
    density = compute_relatedness_density(m, own="included")
    gains = [
        np.where(m == 0, compute_complexity_gain(m, industry_complexity=k) + density * k, 0.0)
        for k in (found.industries, alike)
    ]
    assert explains(gains, peer["cog"])


def explains(parts, whole):
    """Whether the whole is a weighted sum of the parts."""
    columns = np.stack([part.ravel() for part in parts], axis=1)
    weights = np.linalg.lstsq(columns, whole.ravel())[0]
    return np.abs(columns @ weights - whole.ravel()).max() < 1e-9 * np.abs(whole).max()


@pytest.fixture(scope="module")
def economic_complexity():
    return pytest.importorskip("economic_complexity", reason="the extra `peers` is not installed")


def test_datawheels_reflections_reach_our_index_only_between_two_errors(economic_complexity):
    """economic-complexity stops the method of reflections after 18 steps.

    A pair of steps multiplies by the matrix whose second eigenvector is the index. Too few leave a
    rest of the third one, (λ3/λ2)^18; after many all regions are alike to the last digit and the
    z-score is one of rounding errors. Where the structure is weak no number of steps is right.
    """
    pandas = pytest.importorskip("pandas")

    def gap(structure, iterations):
        rng = np.random.default_rng(1)
        skill, need = rng.random((40, 1)), rng.random((1, 30))
        m = (rng.random((40, 30)) < 1 / (1 + np.exp(structure * (need - skill)))).astype(float)
        m[0] = m[:, 0] = 1.0
        eci, _ = economic_complexity.complexity(pandas.DataFrame(m), iterations=iterations)
        return np.abs(align(eci) - align(find_complexity(m).regions)).max()

    assert gap(8, 10) > 1e-4 > 1e-5 > gap(8, 20)
    assert gap(8, 60) > 0.1
    assert gap(2, 20) > 0.1


def test_datawheels_density(jobs, economic_complexity):
    # Its own proximity writes into a frame's values, which pandas 3 forbids: it gets ours.
    pandas = pytest.importorskip("pandas")
    quotients = economic_complexity.rca(pandas.DataFrame(jobs))
    m = compute_presence(jobs)
    same(compute_location_quotients(jobs), quotients)
    phi = compute_proximity(m, diagonal=0)
    near = economic_complexity.relatedness(quotients, proximities=pandas.DataFrame(phi))
    same(compute_relatedness_density(m, phi), near)


def test_dynamics(jobs, econcomplex):
    later = make_jobs(jobs.shape, 0.3, 7)
    found = compute_entry_and_exit(np.stack([jobs, later], axis=-1))
    same(np.nan_to_num(found.entry), econcomplex.entry([jobs, later]))
    same(np.nan_to_num(found.exit), econcomplex.exit([jobs, later]))
    growth = compute_growth(np.stack([jobs, later], axis=-1), years=[2020, 2021])[..., 1]
    # Growth from nothing is 0 in econcomplex and unknown in Hanse.
    expected = econcomplex.growth_matrix(jobs, later)
    same(np.nan_to_num(100 * growth), expected)


def test_false_discovery_of_scipy():
    from scipy.stats import false_discovery_control

    p = np.random.default_rng(4).random((20, 9)) ** 3
    expected = false_discovery_control(p, axis=None, method="bh")
    same(compute_false_discovery(p), np.reshape(expected, p.shape))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_proportional_fitting_of_ipfn(seed):
    ipfn = pytest.importorskip("ipfn", reason="the extra `peers` is not installed")
    rng = np.random.default_rng(seed)
    true = rng.integers(1, 90, (6, 5)).astype(float)
    rows, columns = true.sum(1), true.sum(0)
    peer = ipfn.ipfn.ipfn(
        np.ones(true.shape),
        [rows, columns],
        [[0], [1]],
        convergence_rate=1e-14,
        rate_tolerance=0,
        max_iteration=5000,
    ).iteration()
    found = impute_cells(np.full(true.shape, np.nan), region_totals=rows, industry_totals=columns)
    same(found.values, peer, 1e-8)
