"""The E–I index: do ties leave the own kind or stay in it?"""

from __future__ import annotations

from hanse.evaluation.networks.examples import LINE, STAR, Example
from hanse.evaluation.networks.network import Network
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="network-ei-index",
    title="E–I index",
    definition=(
        "Whether ties go to members of another type (+1: all of them) or stay within the own "
        "(−1: all of them)."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Krackhardt & Stern (1988), Informal networks and organizational crises",
    formula="EI = (E − I) / (E + I)",
    unit="−1 to 1",
    direction="higher is more",
    range=(-1.0, 1.0),
    conventions=(
        "E: ties between two types; I: ties within a type; a pair counts once",
        "not corrected for the sizes of the types: see mixing for what chance would give",
        "without ties: no value; isolates play no part",
    ),
    axes=("network",),
    family="networks",
    invariances=("permutation",),
)


def compute_ei_index(network: Network) -> float | None:
    """(external − internal) / all ties, by type; None without ties."""
    if not len(network.ties):
        return None
    ends = network.type_positions[network.ties]
    external = int((ends[:, 0] != ends[:, 1]).sum())
    return (2 * external - len(ends)) / len(ends)


EXAMPLES = (
    Example(compute_ei_index, STAR, 1.0, "All three ties join research and a company."),
    Example(compute_ei_index, LINE, -1 / 3, "E = 1 (b–c), I = 2: (1 − 2) / 3."),
)
