"""Trains the dense autoencoder: see `answer_requests`.

"plain" is the model as it is commonly written; "tuned" has in-place activations and the fused Adam.
"""

import torch

from torch_bursts import answer_requests

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


def make(name, columns):
    tuned = name == "tuned"
    model = network(columns, tuned)
    mean_square = torch.nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True if tuned else None)
    return lambda x: mean_square(model(x), x), optimizer


answer_requests(make)
