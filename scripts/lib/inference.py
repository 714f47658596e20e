"""Inference with few clusters: the functions to import, gathered from one module an idea.

Start with `least_squares`, or with a `Panel` and an estimator; every other function takes the fit and labels.
docs/inference.md lists all of them with their arguments and tells how awkward data are met.

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
from lib.conley import conley_clusters, conley_variance, great_circle_km
from lib.fixed_effects import DesignError, within
from lib.least_squares import LeastSquares, complete_rows, least_squares, with_constant
from lib.many_models import ManyModels, bootstrap_statistics, fit_many
from lib.panel_estimators import (
    Estimate,
    Hausman,
    Panel,
    between,
    correlated_random_effects,
    first_differences,
    fixed_effects,
    hausman_test,
    pesaran_cd,
    pooled,
    random_effects,
    two_way_fixed_effects,
    variance_components,
)
from lib.randomisation import RandomisationTest, randomisation_test
from lib.robust_variance import classical_variance, leverages, robust_variance
from lib.spatial import (
    AutocorrelationTest,
    LocalTest,
    MoranMoments,
    false_discovery,
    local_moran,
    moran_moments,
    moran_paths_test,
    moran_residual_test,
    moran_test,
    morans_i,
)
from lib.spatial_dependence import MultiplierTest, multiplier_tests
from lib.spatial_effects import Effect, SpatialFit, effects
from lib.spatial_models import fit_durbin, fit_error, fit_lag, reduced_weights, without_effects
from lib.student import reach, two_sided_p
from lib.wild_bootstrap import (
    WildTest,
    some_sign_vectors,
    wild_cluster_interval,
    wild_cluster_joint_test,
    wild_cluster_test,
)

__all__ = [
    "AutocorrelationTest",
    "ClusterParts",
    "Clustered",
    "DesignError",
    "Effect",
    "Estimate",
    "Hausman",
    "JointTest",
    "LeastSquares",
    "LocalTest",
    "ManyModels",
    "MoranMoments",
    "MultiplierTest",
    "Panel",
    "RandomisationTest",
    "SpatialFit",
    "WildTest",
    "between",
    "bootstrap_statistics",
    "classical_variance",
    "cluster_parts",
    "clustered_variance",
    "complete_rows",
    "conley_clusters",
    "conley_variance",
    "correlated_random_effects",
    "effects",
    "false_discovery",
    "first_differences",
    "fit_durbin",
    "fit_error",
    "fit_lag",
    "fit_many",
    "fixed_effects",
    "great_circle_km",
    "hausman_test",
    "joint_test",
    "least_squares",
    "leverages",
    "local_moran",
    "moran_moments",
    "moran_paths_test",
    "moran_residual_test",
    "moran_test",
    "morans_i",
    "multiplier_tests",
    "pesaran_cd",
    "pooled",
    "random_effects",
    "randomisation_test",
    "reach",
    "reduced_weights",
    "robust_variance",
    "some_sign_vectors",
    "two_sided_p",
    "two_way_fixed_effects",
    "two_way_variance",
    "variance_components",
    "wild_cluster_interval",
    "wild_cluster_joint_test",
    "wild_cluster_test",
    "with_constant",
    "within",
    "without_effects",
]
