import pandas as pd
import pytest

from regress.simulate_size import trusted


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"CRV1": 0.050, "CRV3": 0.040, "CR2": 0.020, "WCR": 0.062}, "CRV3"),
        ({"CRV1": 0.050, "CRV3": 0.090, "CR2": 0.080, "WCR": 0.120}, "CR2"),
        ({"CRV1": 0.050, "CRV3": 0.040, "CR2": 0.065, "WCR": 0.010}, "CRV3"),
    ],
)
def test_the_method_to_trust_is_nearest_to_the_level_within_the_limit(sizes, expected):
    table = pd.DataFrame({"method": list(sizes), "size": list(sizes.values())})
    chosen = trusted(table, 0.05, 0.075, ["CRV3", "CR2", "WCR"])
    assert table.loc[chosen, "method"] == expected
