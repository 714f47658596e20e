"""How much CPU time jobs save that do not look for cycles: full builds with and without, in turns.

    python benchmarks/time_collector.py [pairs]

Works in a copy of the project with its results, in a temporary folder; prints each pair and the median ratio.
"""

import statistics
import sys
import tempfile

from time_edits import copied, cpu_of, put

LOOKING = put("scripts/lib/runs/jobs.py", r"^    leave_cycles\(\)\n", "")


def main(pairs: int) -> None:
    """Time full builds in turns."""
    with tempfile.TemporaryDirectory() as folder:
        root = copied(folder)
        ratios = []
        for _ in range(pairs):
            without, _ = cpu_of(root, "-F")
            path, content = LOOKING(root)
            looking, _ = cpu_of(root, "-F")
            path.write_text(content, encoding="utf-8")
            ratios.append(without / looking)
            print(f"{without:7.2f} s without, {looking:7.2f} s with: {ratios[-1]:.3f}", flush=True)
        print(f"median ratio {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
