"""Inference with few clusters: the functions to import, gathered from one module an idea.

Start with `least_squares`, or with a `Panel` and an estimator; every other function takes the fit and labels.
docs/inference.md lists all of them with their arguments and tells how awkward data are met.

>>> fit = least_squares(y, X, absorb=[unit, year], names=["value", "capital"])
>>> clustered_variance(fit, unit, "CR2").std_errors
>>> wild_cluster_test(fit, unit, "value").p_value
>>> wild_cluster_interval(fit, unit, "value")
"""

# ruff: noqa: F401  (imported to be offered)

from lib.inference.cluster_variance import (
    Clustered,
    ClusterParts,
    JointTest,
    cluster_parts,
    clustered_variance,
    joint_test,
    two_way_variance,
)
from lib.inference.conley import conley_clusters, great_circle_km
from lib.inference.fixed_effects import DesignError, within
from lib.inference.least_squares import LeastSquares, complete_rows, least_squares, with_constant
from lib.inference.many_models import ManyModels, bootstrap_statistics, fit_many
from lib.inference.panel_estimators import (
    Estimate,
    Hausman,
    Panel,
    between,
    correlated_random_effects,
    first_differences,
    fixed_effects,
    hausman_test,
    pooled,
    random_effects,
    two_way_fixed_effects,
    variance_components,
)
from lib.inference.randomisation import RandomisationTest, randomisation_test
from lib.inference.robust_variance import classical_variance, leverages, robust_variance
from lib.inference.spatial_components import scpc
from lib.inference.student import reach, two_sided_p
from lib.inference.wild_bootstrap import (
    WildTest,
    some_sign_vectors,
    wild_cluster_interval,
    wild_cluster_joint_test,
    wild_cluster_test,
)
