"""A mutation score: each place of a module is changed into a wrong one, and its tests must notice.

    make mutants                       every module of docs/mutants.yaml
    make mutants only=verdicts         those whose name holds the word
    make mutants only="verdicts space" those whose name holds one of the words

A place is a comparison, an operator of arithmetic or logic, a number, a truth value, a returned value or a
statement that calls or adds, inside a function. Modules with the same tests share one session, in which the
tests are collected and timed once. Each mutant is a child process in which one function has the changed code;
it meets only the tests that call this function, the quickest first; as many run at once as there are cores.
A survivor that docs/mutants.yaml does not list with a reason is a fault, as is a listed one that was killed.
"""

import ast
import copy
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
import yaml
from hypothesis import Phase, settings

ROOT = Path(__file__).parents[1]
LISTED = ROOT / "docs/mutants.yaml"
PROCESSES = os.cpu_count() or 1  # mutants at once
PATIENCE = 10  # seconds, and times the time of its tests, after which a mutant that hangs counts as killed
SWAPS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}


@dataclass(frozen=True)
class Mutant:
    """A function of a module by its qualified name, what was changed in it, and the code with the change."""

    function: str
    change: str
    code: CodeType


def wrong_versions(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes that may stand in the place of a node and mean something else."""
    if isinstance(node, ast.Compare):
        for i, operator in enumerate(node.ops):
            for other in SWAPS[type(operator)]:
                yield ast.Compare(node.left, [*node.ops[:i], other(), *node.ops[i + 1 :]], node.comparators)
    elif isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        for other in SWAPS.get(type(node.op), ()):
            changed = copy.copy(node)
            changed.op = other()
            yield changed
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
        yield ast.Constant(not node.value if isinstance(node.value, bool) else node.value + 1)
    elif isinstance(node, ast.Return) and ast.unparse(node) not in ("return", "return None"):
        yield ast.Return(ast.Constant(None))
    calls = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    if isinstance(node, ast.AugAssign) or (calls and not ast.unparse(node).startswith("super()")):
        yield ast.Pass()


def mutants_of(source: str, name: str) -> Iterator[Mutant]:
    """Every mutant of a module's functions; annotations, defaults and decorators are left alone."""
    tree = ast.parse(source)
    seen: dict[tuple[str, str], int] = {}
    for function, qualname in functions_of(tree):
        for parent, field, place, node in places_of(function):
            for wrong in wrong_versions(node):
                put(parent, field, place, ast.copy_location(wrong, node))
                code = compile(ast.fix_missing_locations(copy.deepcopy(tree)), name, "exec")
                shown = parent if isinstance(parent, ast.expr) else wrong
                after = ast.unparse(shown)
                put(parent, field, place, node)
                before = ast.unparse(parent if isinstance(parent, ast.expr) else node)
                change = f"{before} -> {after}"
                seen[qualname, change] = times = seen.get((qualname, change), 0) + 1
                yield Mutant(qualname, change + (f" ({times})" if times > 1 else ""), code_of(code, qualname))


def functions_of(tree: ast.AST, above: str = "") -> Iterator[tuple[ast.FunctionDef, str]]:
    """Functions of a module and methods of its classes, with their qualified names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node, above + node.name
        elif isinstance(node, ast.ClassDef):
            yield from functions_of(node, f"{above}{node.name}.")


def places_of(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """The nodes of a function's body, each with its parent, its field and its place there."""
    for field, value in ast.iter_fields(node):
        if field in ("args", "decorator_list", "returns", "annotation") and not isinstance(node, ast.Call):
            continue
        if isinstance(node, ast.keyword) and node.arg == "strict":  # a check of the program on itself
            continue
        for place, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST):
                yield node, field, place if isinstance(value, list) else None, child
                yield from places_of(child)


def put(parent: ast.AST, field: str, place: int | None, node: ast.AST) -> None:
    """Set a child of a node."""
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def code_of(code: CodeType, qualname: str) -> CodeType:
    """The code of a function inside that of its module."""
    if code.co_qualname == qualname:
        return code
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return next(
        code_of(each, qualname)
        for each in inner
        if qualname == each.co_qualname or qualname.startswith(f"{each.co_qualname}.")
    )


def function_named(module: Any, qualname: str) -> FunctionType:
    """The function itself, below properties and caches."""
    holder, _, name = qualname.rpartition(".")
    thing = vars(getattr(module, holder) if holder else module)[name]
    for inner in ("fget", "func", "__wrapped__", "__func__"):
        thing = getattr(thing, inner, thing)
    return thing


class Score:
    """A plugin of pytest that runs the mutants of modules with the same tests in place of these tests."""

    def __init__(self, names: list[str]):
        self.paths = {str(path_of(name)): name for name in names}
        self.mutants = {
            name: list(mutants_of(Path(path).read_text(encoding="utf-8"), path))
            for path, name in self.paths.items()
        }
        self.survivors: dict[str, set[str]] = {name: set() for name in names}
        self.running: dict[int, tuple[str, Mutant]] = {}

    def pytest_collection(self) -> None:
        """Drawn examples are the same each time, and one that fails is not made smaller."""
        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", deadline=None, database=None, derandomize=True, phases=phases)
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Each mutant meets the tests that call its function."""
        modules = {name: importlib.import_module(name) for name in self.mutants}
        calls = self.calls_of(session)
        for name, mutants in self.mutants.items():
            for mutant in mutants:
                called = f"{name}:{mutant.function}"
                tests = sorted((took, i) for i, (took, names) in calls.items() if called in names)
                if len(self.running) == PROCESSES:
                    self.wait()
                self.running[self.started(session, modules[name], mutant, tests)] = name, mutant
        while self.running:
            self.wait()
        return True

    def calls_of(self, session: pytest.Session) -> dict[int, tuple[float, set[str]]]:
        """How long each test takes, and which functions of the modules it calls; all must pass."""
        read, write = os.pipe()
        if os.fork():
            os.close(write)
            with os.fdopen(read, encoding="utf-8") as lines:
                calls = {i: (took, set(names)) for i, took, names in map(json.loads, lines)}
            os.wait()
            if len(calls) < len(session.items):
                raise SystemExit(f"{', '.join(self.mutants)}: a test fails without any change")
            return calls
        with os.fdopen(write, "w", encoding="utf-8") as lines:
            for i, item in enumerate(session.items):
                names: set[str] = set()
                start = time.monotonic()
                sys.setprofile(lambda frame, event, _, names=names: self.note(frame, event, names))
                passed = passes(item)
                sys.setprofile(None)
                if passed:
                    took = round(time.monotonic() - start, 3)
                    print(json.dumps([i, took, sorted(names)]), file=lines, flush=True)
        os._exit(0)

    def note(self, frame: Any, event: str, names: set[str]) -> None:
        """Remember that a function of a module, or one inside it, was called."""
        if event == "call" and (name := self.paths.get(frame.f_code.co_filename)):
            names.add(f"{name}:{frame.f_code.co_qualname.split('.<locals>')[0]}")

    def started(self, session: pytest.Session, module: Any, mutant: Mutant, tests: list) -> int:
        """The number of a process that ends with zero if all the tests pass with the changed function."""
        child = os.fork()
        if child:
            return child
        signal.alarm(PATIENCE + int(PATIENCE * sum(took for took, _ in tests)))
        function_named(module, mutant.function).__code__ = mutant.code
        os._exit(not all(passes(session.items[i]) for _, i in tests))

    def wait(self) -> None:
        """Let the next mutant end, and tell of it if it lived."""
        child, status = os.wait()
        name, mutant = self.running.pop(child)
        if status == 0:
            change = f"{mutant.function}: {mutant.change}"
            self.survivors[name].add(change)
            print(f"  {name}: {change}", file=sys.stderr, flush=True)


def passes(item: pytest.Item) -> bool:
    """Whether a test passes, with fixtures of its own."""
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, nextitem=None, log=False)
    return all(report.outcome != "failed" for report in reports)


def path_of(name: str) -> Path:
    """The file of a module."""
    return ROOT / f"scripts/{name.replace('.', '/')}.py"


def score(tests: tuple[str, ...], modules: dict[str, dict[str, list[str]]]) -> bool:
    """Print a row a module; whether every survivor is listed by a reason, and every listed one survives."""
    plugin = Score(list(modules))
    quiet = ["-qq", "-p", "no:cacheprovider", "--capture=sys", "--disable-warnings"]
    if pytest.main([*quiet, *(str(ROOT / test) for test in tests)], plugins=[plugin]):
        raise SystemExit(f"{', '.join(modules)}: the tests could not be collected or run")
    agree = True
    for name, reasons in modules.items():
        lived = plugin.survivors[name]
        listed = {change for changes in reasons.values() for change in changes}
        tried = len(plugin.mutants[name])
        print(f"| `{name}` | {tried} | {tried - len(lived)} | {len(lived)} |", flush=True)
        for fault, them in (("not listed", lived - listed), ("listed, but killed", listed - lived)):
            for change in sorted(them):
                print(f"{name}, {fault}: {change}", file=sys.stderr)
        agree &= lived == listed
    return agree


if __name__ == "__main__":
    listing = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    asked = sys.argv[1:] or [""]
    alike: dict[tuple[str, ...], dict[str, dict[str, list[str]]]] = {}
    for name, about in listing.items():
        if any(word in name for word in asked):
            alike.setdefault(tuple(about["tests"]), {})[name] = about["survivors"]
    print("| module | mutants | killed | survive |\n|---|--:|--:|--:|")
    agree = [score(tests, modules) for tests, modules in alike.items()]
    sys.exit(not all(agree))
