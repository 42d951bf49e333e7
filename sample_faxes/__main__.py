"""`python -m sample_faxes draw` redraws the committed cases; `vary` draws a larger set for measuring."""

import argparse
import sys
from pathlib import Path

from sample_faxes.families import FAMILIES, JUDGING
from sample_faxes.fonts import FontsMissingError
from sample_faxes.transmission import write
from sample_faxes.vary import vary

HERE = Path(__file__).resolve().parent


def main(words: list[str] | None = None) -> int:
    judging = f"for judging only: {', '.join(name for name, one in FAMILIES.items() if one.purpose == JUDGING)}"
    parser = argparse.ArgumentParser(prog="python -m sample_faxes", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser(
        "draw", help="redraw the committed cases, byte for byte the same on the same fonts and libraries"
    )
    drawing.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: the package itself)")
    varying = commands.add_parser("vary", help="draw random transmissions with truth.json, for measuring")
    varying.add_argument("--count", type=int, default=60)
    varying.add_argument("--seed", type=int, default=7)
    varying.add_argument("--out", type=Path, required=True)
    varying.add_argument("--family", choices=tuple(FAMILIES), default="usual", help=judging)
    chosen = parser.parse_args(words)
    try:
        if chosen.command == "draw":
            from sample_faxes.mail_cases import EVERY

            write(chosen.out, [draw() for draw in EVERY], "expected.json")
        else:
            write(chosen.out, vary(chosen.count, chosen.seed, chosen.family), "truth.json")
    except FontsMissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
