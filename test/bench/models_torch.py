"""Trains autoencoders of torch_models.py by name: see `answer_requests`."""

import torch

from torch_bursts import answer_requests
from torch_models import MODELS


def make(name, columns):
    model = MODELS[name](columns)
    return model.loss, torch.optim.Adam(model.parameters(), lr=1e-3)


answer_requests(make)
