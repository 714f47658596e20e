"""Model files (config/models) with their variants, as the list of regressions to run."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lib.core.configuration import did_you_mean, parse_yaml, read_yaml
from lib.core.problems import stop_if
from lib.data.breaks import Breaks, breaks_between

if TYPE_CHECKING:  # the check of the files before a run needs no tables
    import pandas as pd


# What is read of variants: differences between regions, changes within them; the others mix the two.
OF_VARIANTS = ("between", "two_way_fixed_effects", "first_differences")


@dataclass(frozen=True)
class Term:
    """A panel variable and its transform: level, log, or logit of a percentage."""

    variable: str
    transform: str

    @property
    def name(self) -> str:
        """The variable, with the transform before it unless it is taken as it is."""
        return self.variable if self.transform == "level" else f"{self.transform}_{self.variable}"


@dataclass(frozen=True)
class Regression:
    """One regression to run.

    Attributes
    ----------
    model : its id in the results: <file>, <file>:<variant> or <file>@<year>
    outcome, regressors, headline : terms; headline is the variable that carries the argument
    layout, years : the panel; first and last year
    exclude : groups or units left out
    exclude_years : groups or units left out in some years only
    weights : panel variable, or "none"
    estimators : names of functions in lib.inference.panel_estimators, or ("cross_section",)
    breaks : first years of a new basis of any of its variables, within its years
    """

    model: str
    base: str
    outcome: Term
    regressors: tuple[Term, ...]
    headline: str
    layout: str
    years: tuple[int, int]
    exclude: tuple[str, ...]
    weights: str
    estimators: tuple[str, ...]
    breaks: tuple[int, ...] = ()
    exclude_years: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def left_out(self) -> str:
        """What is left out, for people: names, and the years of those that only lack some."""
        in_years = (f"{name}:{','.join(map(str, years))}" for name, years in self.exclude_years)
        return " ".join([*self.exclude, *in_years])

    @property
    def variables(self) -> list[str]:
        """Every panel variable it needs: the outcome's, the regressors' and the weights'."""
        names = [term.variable for term in (self.outcome, *self.regressors)]
        return names if self.weights == "none" else [*names, self.weights]

    @property
    def headline_term(self) -> str:
        """The name of the headline coefficient in the results."""
        return next(term.name for term in self.regressors if term.variable == self.headline)


def load_regressions(models: Iterable[str | Path], variants: str | Path) -> list[Regression]:
    """Every regression that the model files declare, sorted by file; main, variants, then years.

    Raises
    ------
    ProblemsError
        A headline that is not among the regressors.
    """
    paths = sorted(models)
    shared = read_yaml(variants)
    contents = [read_yaml(path) for path in paths]
    problems = []
    for path, model in zip(paths, contents, strict=True):
        regressors = [term["variable"] for term in model["regressors"]]
        file, _ = parse_yaml(path)
        if model["headline"] not in regressors:
            hint = did_you_mean(model["headline"], regressors) or "; add it."
            where = file.at("headline")
            problems.append(f"{where}: '{model['headline']}' is not among the regressors{hint}")
    stop_if(problems, "Reading the models")
    return [
        regression
        for path, model in zip(paths, contents, strict=True)
        for regression in _regressions(Path(path).stem, model, shared)
    ]


def titles_of(models: Iterable[str | Path], variants: str | Path) -> "pd.DataFrame":
    """Titles of models and of their variants: columns model, title_<language>, variant_<language>."""
    import pandas as pd

    shared, rows = read_yaml(variants), []
    for path in sorted(models):
        content, name = read_yaml(path), Path(path).stem
        for variant in (None, *content["variants"]):
            titles = shared[variant]["title"] if variant else dict.fromkeys(content["title"], "")
            rows.append(
                {"model": f"{name}:{variant}" if variant else name}
                | {f"title_{language}": title for language, title in content["title"].items()}
                | {f"variant_{language}": title for language, title in titles.items()}
            )
    return pd.DataFrame(rows)


def with_breaks(regressions: Iterable[Regression], breaks: Breaks) -> list[Regression]:
    """The regressions, each with the declared breaks of its variables that lie within its years."""
    return [
        replace(regression, breaks=breaks_between(breaks, regression.variables, *regression.years))
        for regression in regressions
    ]


def main_and_last(regressions: list[Regression]) -> list[Regression]:
    """The main regressions, and of each model the cross-section of its last year."""
    last = {each.base: each.model for each in regressions if each.estimators == ("cross_section",)}
    return [each for each in regressions if each.model in (each.base, last.get(each.base))]


def _regressions(name: str, model: dict, shared: dict) -> list[Regression]:
    main = Regression(
        model=name,
        base=name,
        outcome=Term(**model["outcome"]),
        regressors=tuple(Term(**term) for term in model["regressors"]),
        headline=model["headline"],
        layout=model["panel"]["layout"],
        years=tuple(model["panel"]["years"]),
        exclude=(),
        weights=model["weights"],
        estimators=tuple(model["estimators"]),
    )
    main = _excluding(main, model["exclude"])
    changed = [_varied(main, variant, shared[variant]) for variant in model["variants"] if variant in shared]
    yearly = [
        replace(
            main,
            model=f"{name}@{year}",
            layout=section["layout"],
            years=(year, year),
            estimators=("cross_section",),
        )
        for section in model["cross_sections"]
        for year in range(section["years"][0], section["years"][1] + 1)
    ]
    return [main, *changed, *yearly]


def _excluding(regression: Regression, names: list[str] | dict[str, list[int]]) -> Regression:
    """The regression without some in all years, or in some years: `{name: [2020, 2021], other: []}`."""
    years_of = names if isinstance(names, dict) else {name: [] for name in names}
    return replace(
        regression,
        exclude=tuple(name for name, years in years_of.items() if not years),
        exclude_years=tuple((name, tuple(years)) for name, years in years_of.items() if years),
    )


def _varied(main: Regression, name: str, variant: dict) -> Regression:
    transforms = variant.get("transforms", {})

    def turned(term: Term) -> Term:
        return Term(term.variable, transforms.get(term.variable, term.transform))

    apart = [name for name in main.estimators if name in OF_VARIANTS]
    varied = replace(
        main,
        model=f"{main.model}:{name}",
        outcome=turned(main.outcome),
        regressors=tuple(turned(term) for term in main.regressors),
        layout=variant.get("layout", main.layout),
        years=tuple(variant.get("years", main.years)),
        weights=variant.get("weights", main.weights),
        estimators=tuple(variant.get("estimators", apart)) or main.estimators,
    )
    return _excluding(varied, variant["exclude"]) if "exclude" in variant else varied
