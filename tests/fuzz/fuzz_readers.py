"""Search for bytes that a reader neither reads nor refuses with a sentence, guided by coverage (Atheris).

Usage: fuzz_readers.py SECONDS [TARGET...]     in an environment with Atheris; `make fuzz` makes one

What is found is left in tests/fuzz/found/<target>/, where the test beside this file tries it on every run.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

FOUND = Path(__file__).parent / "found"
LARGEST = 4096  # bytes of an input
PROJECT = Path(__file__).parents[2]
CUBE = b'[{"terms":[741880],"termNames":["x"],"periods":[{"name":"2024","date":"31.12.2024","value":"1,5"}]}]'
SEEDS = {
    "yaml": [path.read_bytes()[:LARGEST] for path in sorted((PROJECT / "config/models").glob("*.yaml"))],
    "csv": [
        b"measure,unit,year,locality,value,note\nemployed,KZ,2024,total,1.5,\n",
        (PROJECT / "data/raw/units.csv").read_bytes()[:LARGEST],
    ],
    "keys": [
        b"{{verdicts.P1.a.computed | bare 2}} {{panel_20.AKM.latest.grp | signed optional}}",
        b"{{count.verdicts.verdict.holds}} {{lowest.panel_20.AKM.grp}} {{distinct.panel_20.unit}}",
    ],
    "portal_cube": [CUBE],
    "taldau_index": [CUBE],
    "taldau_tree": [CUBE, b'[{"id":741880,"text":"x","leaf":"true","measureName":"1","y2024":"1"}]'],
    "sdg_csv": [b"Year,Units,Value\n2024,percent,1.5\n"],
    "world_bank": [b'[{"page":1,"pages":1,"total":1},[{"countryiso3code":"KAZ","date":"2024","value":1.5}]]'],
}
SLOWEST = 20  # seconds that one input may take


def fuzz(target: str, seconds: int) -> int:
    """Fuzz one target in a process of its own; returns its exit code."""
    (FOUND / target).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for place, seed in enumerate(SEEDS.get(target, ())):
            (Path(corpus) / str(place)).write_bytes(seed)
        limits = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", f"-timeout={SLOWEST}"]
        places = [f"-artifact_prefix={FOUND / target}/", corpus, str(FOUND / target)]
        command = [sys.executable, __file__, "--one", target, *limits, "-print_final_stats=1", *places]
        return subprocess.run(command).returncode


def fuzz_in_this_process(target: str, arguments: list[str]) -> None:
    """Fuzz one target; the process ends with it."""
    import atheris

    with atheris.instrument_imports(include=["lib"]):
        from fuzz_targets import attempt
    atheris.Setup([sys.argv[0], *arguments], lambda content: attempt(target, content))
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    """Fuzz every target for its share of the seconds; returns 1 when one of them failed."""
    if arguments[:1] == ["--one"]:
        fuzz_in_this_process(arguments[1], arguments[2:])
    from fuzz_targets import TARGETS

    seconds, *targets = arguments
    chosen = targets or list(TARGETS)
    failed = [target for target in chosen if fuzz(target, int(seconds) // len(chosen))]
    print(f"faults in: {', '.join(failed)}" if failed else f"no fault in {len(chosen)} readers")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
