"""Trains the small reader of fax print on drawn lines and writes it as ONNX.

    python scripts/reader/lines.py --out FOLDER --shards 60 --seed 2
    python scripts/reader/train.py --lines FOLDER --out models/readers/fax_print.onnx --minutes 60

Needs the training environment (see models/readers/README.md). Convolutions alone, so that a line may be of any length;
connectionist temporal classification (Graves et al., ICML 2006) over one step for every four columns.
What is kept is the mean of the weights over the last steps (exponential, of about 500: Polyak and Juditsky, 1992).
"""

from __future__ import annotations

import argparse
import string
import time
from pathlib import Path
from random import Random

import cv2
import numpy as np
import onnx
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

HEIGHT, STEP = 32, 4
"""Rows of a line; columns for each step of what the reader gives."""
ALPHABET = " " + string.digits + string.ascii_uppercase + string.ascii_lowercase + ".,:;-/#()'\"&!?@$%*+=_[]<>"
"""Class 0 is the blank of CTC; class n is ALPHABET[n - 1]."""
CLASSES = len(ALPHABET) + 1


def block(inside: int, outside: int, stride: tuple[int, int] = (1, 1)) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


class Along(nn.Module):
    """Looks along the line, `reach` steps apart, and adds what it saw."""

    def __init__(self, channels: int, reach: int) -> None:
        super().__init__()
        self.look = nn.Sequential(
            nn.Conv2d(channels, channels, (1, 5), padding=(0, 2 * reach), dilation=(1, reach), groups=4, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        return torch.relu(seen + self.look(seen))


class Reader(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.see = nn.Sequential(
            block(1, 16, (2, 2)),
            block(16, 32),
            block(32, 64, (2, 2)),
            block(64, 64),
            block(64, 128, (2, 1)),
            block(128, 192, (2, 1)),
            nn.Conv2d(192, 256, (2, 1), bias=False),
            nn.BatchNorm2d(256),
            nn.ReLU(inplace=True),
        )
        self.along = nn.Sequential(*(Along(256, reach) for reach in (1, 2, 1, 3, 1, 3, 1)))
        self.tell = nn.Sequential(nn.Dropout(0.1), nn.Conv2d(256, CLASSES, 1))
        self.kept = 0
        """How many of the first layers are trained no further."""

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        """(n, 1, 32, w) of ink 0..1 to (n, w / 4, classes) of logits."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.kept):
            seen = self.see[: self.kept](lines)
        return self.tell(self.along(self.see[self.kept :](seen))).squeeze(2).transpose(1, 2)

    def train(self, mode: bool = True) -> Reader:
        super().train(mode)
        self.see[: self.kept].eval()
        return self


class Lines:
    """All shards that are there, in memory; more may come while it trains."""

    def __init__(self, folder: Path, kept_back: int) -> None:
        self.folder, self.kept_back = folder, kept_back
        self.known: set[str] = set()
        self.images: list[np.ndarray] = []
        self.texts: list[str] = []
        self.test: list[tuple[np.ndarray, str]] = []
        self.look()

    def look(self) -> None:
        for index, file in enumerate(sorted(self.folder.glob("*.npz"))):
            if file.name in self.known:
                continue
            self.known.add(file.name)
            held = np.load(file)
            ends = np.cumsum(held["widths"])
            images = np.split(held["pixels"], ends[:-1], axis=1)
            texts = [str(text) for text in held["texts"]]
            if index == 0 and not self.test:
                self.test = list(zip(images, texts, strict=True))[: self.kept_back]
                images, texts = images[self.kept_back :], texts[self.kept_back :]
            self.images += images
            self.texts += texts

    def batch(self, rng: Random, size: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Lines of like width."""
        while True:
            pool = [rng.randrange(len(self.images)) for _ in range(size * 8)]
            pool.sort(key=lambda at: self.images[at].shape[1])
            start = rng.randrange(len(pool) - size)
            chosen = pool[start : start + size]
            if self.images[chosen[-1]].shape[1] <= 640:
                images = [bent(self.images[at], rng) for at in chosen]
                return together(images, [self.texts[at] for at in chosen], rng)


def bent(image: np.ndarray, rng: Random) -> np.ndarray:
    """The line as a face a little wider or narrower, bolder or lighter, or more slanted would have made it."""
    high, wide = image.shape
    across, slant, tall = rng.uniform(0.9, 1.12), rng.gauss(0, 0.05), rng.uniform(0.94, 1.06)
    middle = high / 2
    turned = np.array([[across, slant * across, -slant * across * middle], [0, tall, middle * (1 - tall)]])
    made = cv2.warpAffine(image, turned, (max(16, round(wide * across)), high), flags=cv2.INTER_LINEAR, borderValue=255)
    if rng.random() < 0.3:
        bolder = cv2.erode(made, np.ones((1, 2), np.uint8)) if rng.random() < 0.5 else cv2.GaussianBlur(made, (3, 3), 0)
        made = cv2.addWeighted(made, 0.5, bolder, 0.5, 0)
    return made


def together(
    images: list[np.ndarray], texts: list[str], rng: Random | None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    wide = (max(image.shape[1] for image in images) + 15) // 16 * 16
    pixels = np.zeros((len(images), 1, HEIGHT, wide), np.float32)
    for at, image in enumerate(images):
        ink = (255 - image.astype(np.float32)) / 255
        if rng is not None:
            ink = np.roll(ink, rng.choice((-1, 0, 0, 1)), axis=0) * rng.uniform(0.8, 1.1)
        pixels[at, 0, :, : image.shape[1]] = ink
    codes = [[ALPHABET.index(c) + 1 for c in text if c in ALPHABET] for text in texts]
    lengths = torch.tensor([image.shape[1] // STEP + 1 for image in images]).clamp(max=wide // STEP)
    return (
        torch.from_numpy(pixels),
        torch.tensor([code for line in codes for code in line]),
        lengths,
        torch.tensor([len(line) for line in codes]),
    )


def decoded(logits: torch.Tensor) -> list[str]:
    made = []
    for line in logits.argmax(2).tolist():
        text, before = "", 0
        for code in line:
            if code not in (0, before):
                text += ALPHABET[code - 1]
            before = code
        made.append(text.strip())
    return made


def share_right(model: Reader, test: list[tuple[np.ndarray, str]]) -> float:
    model.eval()
    right = 0
    ordered = sorted(test, key=lambda one: one[0].shape[1])
    with torch.no_grad():
        for start in range(0, len(ordered), 32):
            part = ordered[start : start + 32]
            images, _, _, _ = together([image for image, _ in part], [text for _, text in part], None)
            right += sum(made == text for made, (_, text) in zip(decoded(model(images)), part, strict=True))
    model.train()
    return right / len(test)


def restored(file: Path, lines: Lines) -> Reader:
    """A reader whose weights are those of an ONNX file, in which normalisation has been folded into the convolutions.

    So that training goes on where it ended, each normalisation is given the mean and spread that lines have there, and
    a scale and shift that undo them.
    """
    held = [torch.from_numpy(onnx.numpy_helper.to_array(one).copy()) for one in onnx.load(file).graph.initializer]
    weights = sorted((one for one in zip(held[::2], held[1::2], strict=True)), key=lambda pair: len(pair[1]) == CLASSES)
    model = Reader().eval()
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Conv2d | nn.BatchNorm2d)]
    for (weight, bias), at in zip(weights, range(0, 2 * len(weights), 2), strict=True):
        layers[at].weight.data.copy_(weight)
        if at + 1 == len(layers):
            layers[at].bias.data.copy_(bias)
        else:
            layers[at + 1].register_buffer("own_bias", bias, persistent=False)

    def keep(layer: nn.BatchNorm2d, seen: tuple[torch.Tensor]) -> None:
        variance, mean = torch.var_mean(seen[0], dim=(0, 2, 3))
        layer.running_mean.copy_(mean)
        layer.running_var.copy_(variance)
        layer.weight.data.copy_((variance + layer.eps).sqrt())
        layer.bias.data.copy_(mean + layer.own_bias)

    watched = [layer.register_forward_pre_hook(keep) for layer in layers if isinstance(layer, nn.BatchNorm2d)]
    with torch.no_grad():
        model(lines.batch(Random(0), 256)[0])
    for one in watched:
        one.remove()
    return model.train()


def settled(model: Reader, lines: Lines, batches: int = 200) -> Reader:
    """The reader with each normalisation's mean and spread taken over many batches, not over the last few of them."""
    layers = [layer for layer in model.modules() if isinstance(layer, nn.BatchNorm2d) and layer.training]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None
    rng = Random(2)
    with torch.no_grad():
        for _ in range(batches):
            model(lines.batch(rng, 48)[0].to(memory_format=torch.channels_last))
    return model


def write(model: Reader, file: Path) -> None:
    model.eval()
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        nn.Sequential(model, nn.Softmax(2)), (torch.zeros(1, 1, HEIGHT, 64),), str(file), dynamo=False,
        input_names=["ink"], output_names=["chances"], opset_version=17,
        dynamic_axes={"ink": {0: "lines", 3: "columns"}, "chances": {0: "lines", 1: "steps"}},
    )  # fmt: skip
    model.train()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--from", dest="start", type=Path, help="a checkpoint, or a reader as ONNX, to go on from")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--kept", type=int, default=0, help="first layers that stay as they are, for speed")
    parser.add_argument("--half", action="store_true", help="half-precision: faster where the processor has it")
    told = parser.parse_args()
    torch.set_num_threads(told.threads)
    torch.manual_seed(1)
    rng = Random(1)
    lines = Lines(told.lines, 1000)
    model = Reader()
    if told.start and told.start.suffix == ".onnx":
        model = restored(told.start, lines)
    elif told.start:
        model.load_state_dict(torch.load(told.start))
    model.to(memory_format=torch.channels_last)
    model.kept = told.kept
    print(f"lines right {share_right(model, lines.test):.4f}", flush=True)
    print(sum(p.numel() for p in model.parameters()), "weights", len(lines.images), "lines", flush=True)
    optimiser = torch.optim.AdamW(
        [*model.see[told.kept :].parameters(), *model.along.parameters(), *model.tell.parameters()],
        lr=told.rate,
        weight_decay=1e-3,
    )
    averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.998), use_buffers=True)
    loss_of = nn.CTCLoss(zero_infinity=True)
    began, seen, step, mean = time.monotonic(), 0, 0, 0.0
    model.train()
    while (spent := (time.monotonic() - began) / 60 / told.minutes) < 1:
        warm = min(1.0, (step + 1) / 300)
        for group in optimiser.param_groups:
            group["lr"] = told.rate * warm * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * min(1.0, spent))))
        pixels, codes, widths, lengths = lines.batch(rng, 48)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=told.half):
            logits = model(pixels.to(memory_format=torch.channels_last))
        loss = loss_of(logits.float().log_softmax(2).transpose(0, 1), codes, widths, lengths)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        averaged.update_parameters(model)
        mean = 0.98 * mean + 0.02 * float(loss.detach())
        seen, step = seen + len(pixels), step + 1
        if step % 500 == 0:
            lines.look()
            torch.save(averaged.module.state_dict(), told.out.with_suffix(".pt"))
            print(
                f"{(time.monotonic() - began) / 60:.1f} min, {seen} seen of {len(lines.images)}, loss {mean:.3f}, "
                f"lines right {share_right(averaged.module, lines.test):.4f}",
                flush=True,
            )
    model = settled(averaged.module, lines)
    torch.save(model.state_dict(), told.out.with_suffix(".pt"))
    write(model, told.out)
    print(f"lines right {share_right(model, lines.test):.4f}")


if __name__ == "__main__":
    main()
