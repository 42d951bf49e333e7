"""Makes the quick network of the small reader: the same one, counting in whole numbers.

    python scripts/reader/quick.py --lines LINES --model READER --out QUICK

Needs the training environment (see models/readers/README.md) and onnxruntime. `--lines` is what `lines.py` drew: from
some of them it is seen how large the numbers within the network become. Static quantization after training (Jacob et
al., CVPR 2018), a scale for each channel; weights keep to seven bits, so that processors without VNNI do not overflow
and every machine reads alike.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

LINES = 400
"""Lines that are shown to the network."""


class Shown(CalibrationDataReader):
    """Lines one by one, as the network takes them."""

    def __init__(self, folder: Path) -> None:
        self.lines = _lines(folder)

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(({"ink": line} for line in self.lines), None)


def _lines(folder: Path) -> Iterator[np.ndarray]:
    held = np.load(min(folder.glob("*.npz")))
    images = np.split(held["pixels"], np.cumsum(held["widths"])[:-1], axis=1)
    for image in images[:LINES]:
        ink = (255 - image.astype(np.float32)) / 255
        yield np.pad(ink, ((0, 0), (0, -ink.shape[1] % 16)))[None, None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        plain = Path(aside) / "plain.onnx"
        quant_pre_process(str(told.model), str(plain), skip_symbolic_shape=True)
        quantize_static(
            str(plain),
            str(told.out),
            Shown(told.lines),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"CalibMovingAverage": True},
        )


if __name__ == "__main__":
    main()
