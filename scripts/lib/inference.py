"""Inference with few clusters: the functions to import, gathered from one module an idea.

Start with `least_squares`; every other function takes its result and labels.

>>> fit = least_squares(y, X, absorb=[unit, year], names=["value", "capital"])
>>> clustered_variance(fit, unit, "CR2").std_errors
>>> wild_cluster_test(fit, unit, "value").p_value
>>> wild_cluster_interval(fit, unit, "value")
"""

from lib.cluster_variance import (
    Clustered,
    ClusterParts,
    JointTest,
    cluster_parts,
    clustered_variance,
    joint_test,
    two_way_variance,
)
from lib.conley import KERNELS, conley_clusters, conley_variance, great_circle_km
from lib.fixed_effects import within
from lib.least_squares import (
    DesignError,
    LeastSquares,
    complete_rows,
    least_squares,
    with_constant,
)
from lib.randomisation import RandomisationTest, randomisation_test
from lib.robust_variance import classical_variance, leverages, robust_variance
from lib.wild_bootstrap import (
    WildTest,
    wild_cluster_interval,
    wild_cluster_joint_test,
    wild_cluster_test,
)

__all__ = [
    "KERNELS",
    "ClusterParts",
    "Clustered",
    "DesignError",
    "JointTest",
    "LeastSquares",
    "RandomisationTest",
    "WildTest",
    "classical_variance",
    "cluster_parts",
    "clustered_variance",
    "complete_rows",
    "conley_clusters",
    "conley_variance",
    "great_circle_km",
    "joint_test",
    "least_squares",
    "leverages",
    "randomisation_test",
    "robust_variance",
    "two_way_variance",
    "wild_cluster_interval",
    "wild_cluster_joint_test",
    "wild_cluster_test",
    "with_constant",
    "within",
]
