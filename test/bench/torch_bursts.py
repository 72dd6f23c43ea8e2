"""Trains models with PyTorch in float32, in short bursts on request."""

import sys
import time

import torch


class Training:
    """A model, what it minimises on a batch of rows, its optimiser, and where among the rows it is."""

    def __init__(self, rows, batch, loss, optimizer):
        self.rows = rows
        self.batch = batch
        self.loss = loss
        self.optimizer = optimizer
        self.order = torch.randperm(len(rows))
        self.at = 0

    def step(self):
        if self.at + self.batch > len(self.rows):
            self.order = torch.randperm(len(self.rows))
            self.at = 0
        x = self.rows[self.order[self.at : self.at + self.batch]]
        self.at += self.batch
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(x).backward()
        self.optimizer.step()

    def burst(self, seconds):
        begun = time.perf_counter()
        steps = 0
        while time.perf_counter() - begun < seconds:
            self.step()
            steps += 1
        return steps * self.batch / (time.perf_counter() - begun)


def answer_requests(make):
    """
    Reads lines "NAME THREADS BATCH SECONDS" from standard input and answers each with a line of training rows per
    second; the first line that it writes is PyTorch's version. Arguments of the program: a file of float32 rows, and
    the number of columns. `make(name, columns)` gives the loss of a batch and an optimiser.
    """
    path, width = sys.argv[1], int(sys.argv[2])
    with open(path, "rb") as file:
        rows = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(-1, width)
    print(torch.__version__, flush=True)
    trainings = {}
    for line in sys.stdin:
        name, threads, batch, seconds = line.split()
        torch.set_num_threads(int(threads))
        if (name, batch) not in trainings:
            torch.manual_seed(1)
            trainings[name, batch] = Training(rows, int(batch), *make(name, width))
        print(trainings[name, batch].burst(float(seconds)), flush=True)
