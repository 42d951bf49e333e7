"""`python -m sample_faxes draw` redraws the committed cases."""

import argparse
import sys
from pathlib import Path

from sample_faxes.fonts import FontsMissingError
from sample_faxes.transmission import write

HERE = Path(__file__).resolve().parent


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sample_faxes", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser(
        "draw", help="redraw the committed cases, byte for byte the same on the same fonts and libraries"
    )
    drawing.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: the package itself)")
    chosen = parser.parse_args(words)
    try:
        from sample_faxes.mail_cases import EVERY

        write(chosen.out, [draw() for draw in EVERY], "expected.json")
    except FontsMissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
