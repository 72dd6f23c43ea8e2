"""Trains the dense autoencoder with PyTorch in float32, in short bursts on request.

Arguments: file of float32 rows, number of columns. Reads lines "VARIANT THREADS BATCH SECONDS" from standard input and
answers each with a line of training rows per second; the first line that it writes is PyTorch's version.

Variant "plain" is the model as it is commonly written; "tuned" has in-place activations and the fused Adam.
"""

import sys
import time

import torch

SLOPE = 10 / 1024
HIDDEN = [200, 100, 50]
LATENT = 4


def network(width, tuned):
    widths = [width, *HIDDEN, LATENT, *reversed(HIDDEN), width]
    layers = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        layers.append(torch.nn.Linear(inputs, outputs))
        if i != len(HIDDEN) and i + 2 < len(widths):
            layers.append(torch.nn.LeakyReLU(SLOPE, inplace=tuned))
    return torch.nn.Sequential(*layers)


class Training:
    def __init__(self, rows, batch, tuned):
        torch.manual_seed(1)
        self.rows = rows
        self.batch = batch
        self.model = network(rows.shape[1], tuned)
        self.optimizer = torch.optim.Adam(
            self.model.parameters(), lr=1e-3, fused=True if tuned else None
        )
        self.loss = torch.nn.MSELoss()
        self.order = torch.randperm(len(rows))
        self.at = 0

    def step(self):
        if self.at + self.batch > len(self.rows):
            self.order = torch.randperm(len(self.rows))
            self.at = 0
        x = self.rows[self.order[self.at : self.at + self.batch]]
        self.at += self.batch
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(self.model(x), x).backward()
        self.optimizer.step()

    def burst(self, seconds):
        begun = time.perf_counter()
        steps = 0
        while time.perf_counter() - begun < seconds:
            self.step()
            steps += 1
        return steps * self.batch / (time.perf_counter() - begun)


def main():
    path, width = sys.argv[1], int(sys.argv[2])
    with open(path, "rb") as file:
        rows = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(-1, width)
    print(torch.__version__, flush=True)
    trainings = {}
    for line in sys.stdin:
        variant, threads, batch, seconds = line.split()
        torch.set_num_threads(int(threads))
        key = (variant, batch)
        if key not in trainings:
            trainings[key] = Training(rows, int(batch), variant == "tuned")
        print(trainings[key].burst(float(seconds)), flush=True)


main()
