"""Space: boundaries, neighbours, and statistics of what lies beside what.

Gathers the functions to import; `lib.inference` has those that need no neighbours.
"""

# ruff: noqa: F401  (imported to be offered)

from lib.space.autocorrelation import (
    AutocorrelationTest,
    LocalTest,
    false_discovery,
    local_moran,
    moran_paths_test,
    moran_residual_test,
    moran_test,
)
from lib.space.impacts import Effect, SpatialFit, effects
from lib.space.lagrange_multipliers import MultiplierTest, multiplier_tests
from lib.space.models import fit_durbin, fit_error, fit_lag, reduced_weights, without_effects
