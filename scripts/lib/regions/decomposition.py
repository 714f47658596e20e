"""Decompositions of rates and shares into the size of regions and what happens in them (Kitagawa).

`people` are the numbers that a rate is of, shape (n,), and `cases` those with the property, shape (n,).
"""

import numpy as np


def share_by_size_and_rate(people: np.ndarray, cases: np.ndarray, inside: np.ndarray) -> dict[str, float]:
    """What a group's share in all cases owes to its size and to its rate, in percent of all cases.

    ``size`` is the share that the group would have at the rate of all units together, its share of the
    people; ``rate`` is the rest, above zero where the group's rate is higher (Kitagawa 1955, Journal of the
    American Statistical Association 50, of one factor with the other at its common value). ``total`` is
    their sum.

    Parameters
    ----------
    inside : (n,) booleans, the units of the group
    """
    total = 100 * cases[inside].sum() / cases.sum()
    size = 100 * people[inside].sum() / people.sum()
    return {"total": float(total), "size": float(size), "rate": float(total - size)}


def change_within_and_between(
    people: tuple[np.ndarray, np.ndarray], cases: tuple[np.ndarray, np.ndarray]
) -> tuple[dict[str, float], np.ndarray]:
    """What the change of a rate owes to changes within units and to people moving between units.

    With shares p and rates r of units in two years (Kitagawa 1955, eq. 3): ``within`` = sum of the mean p
    times the change in r, ``composition`` = sum of the mean r times the change in p; ``total`` is their sum
    exactly.

    Returns
    -------
    parts : in percentage points
    units : (n,) what each unit adds to ``within``
    """
    shares = [100 * each / each.sum() for each in people]
    rates = [case / each for case, each in zip(cases, people, strict=True)]
    within = (shares[0] + shares[1]) / 2 * (rates[1] - rates[0])
    composition = (rates[0] + rates[1]) / 2 * (shares[1] - shares[0])
    total = float(within.sum() + composition.sum())
    return {"total": total, "within": float(within.sum()), "composition": float(composition.sum())}, within


def locality_bounds(
    people: np.ndarray, cases: np.ndarray, rural: np.ndarray
) -> dict[str, tuple[float, float]]:
    """Lowest and highest rates that towns and villages can have, all units together, in percent.

    Duncan and Davis (1953, American Sociological Review 18): in each unit the cases of a locality are
    neither below nought nor above its people, nor below what is left when all people of the other are cases.

    Parameters
    ----------
    rural : (n,) share of each unit's people who live in villages, from 0 to 1
    """
    bounds = {}
    for locality, own in (("urban", people * (1 - rural)), ("rural", people * rural)):
        low = np.maximum(0, cases - (people - own)).sum()
        high = np.minimum(own, cases).sum()
        bounds[locality] = (float(100 * low / own.sum()), float(100 * high / own.sum()))
    return bounds
