"""Trains the dense autoencoder with PyTorch in float32, in short bursts on request.

Arguments: file of float32 rows, number of columns. Reads lines "THREADS BATCH SECONDS" from standard input and answers
each with a line of training rows per second; the first line that it writes is PyTorch's version.
"""

import sys
import time

import torch

SLOPE = 10 / 1024
HIDDEN = [200, 100, 50]
LATENT = 4


def network(width):
    widths = [width, *HIDDEN, LATENT, *reversed(HIDDEN), width]
    layers = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        layers.append(torch.nn.Linear(inputs, outputs))
        if i != len(HIDDEN) and i + 2 < len(widths):
            layers.append(torch.nn.LeakyReLU(SLOPE, inplace=True))
    return torch.nn.Sequential(*layers)


def optimizer_of(model):
    try:
        return torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(model.parameters(), lr=1e-3)


class Training:
    def __init__(self, rows, batch):
        torch.manual_seed(1)
        self.rows = rows
        self.batch = batch
        self.model = network(rows.shape[1])
        self.optimizer = optimizer_of(self.model)
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
        threads, batch, seconds = int(line.split()[0]), int(line.split()[1]), float(line.split()[2])
        torch.set_num_threads(threads)
        training = trainings.setdefault(batch, None) or Training(rows, batch)
        trainings[batch] = training
        print(training.burst(seconds), flush=True)


main()
