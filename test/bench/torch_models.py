"""The product's autoencoders in PyTorch, as they are commonly written, each with the product's defaults."""

import math

import torch
from torch import nn
from torch.nn import functional

SLOPE = 10 / 1024
HIDDEN = [200, 100, 50]
LATENT = 4
# The product compares latents with their prior in halves of a batch, one for each thread.
HALVES = 2


def branch(widths, batch_normalization=False, dropout=0.0):
    layers = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        layers.append(nn.Linear(inputs, outputs))
        if i + 2 < len(widths):
            if batch_normalization:
                layers.append(nn.BatchNorm1d(outputs))
            layers.append(nn.LeakyReLU(SLOPE))
            if dropout > 0:
                layers.append(nn.Dropout(dropout))
    return nn.Sequential(*layers)


class Dense(nn.Module):
    """Encoder and decoder; other models say what lies between and what is minimised."""

    def __init__(self, width, code=LATENT, latent=LATENT, **options):
        super().__init__()
        self.encoder = branch([width, *HIDDEN, code], **options)
        self.decoder = branch([latent, *reversed(HIDDEN), width], **options)

    def forward(self, x):
        return self.loss(x)

    def loss(self, x):
        return functional.mse_loss(self.decoder(self.encoder(x)), x)


class Sparse(Dense):
    def loss(self, x):
        values, activity = x, 0
        for layer in self.encoder:
            values = layer(values)
            if isinstance(layer, nn.LeakyReLU):
                activity = activity + values.abs().mean()
        activity = activity + values.abs().mean()
        return functional.mse_loss(self.decoder(values), x) + 1e-4 * activity


def divergence(center, log_variance):
    return 0.5 * (center.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()


class Variational(Dense):
    def __init__(self, width):
        super().__init__(width, code=2 * LATENT)

    def loss(self, x):
        center, log_variance = self.encoder(x).chunk(2, 1)
        z = center + (0.5 * log_variance).exp() * torch.randn_like(center)
        return functional.mse_loss(self.decoder(z), x) + 1e-4 * divergence(center, log_variance)


class Wasserstein(Dense):
    lengths = [scale * math.sqrt(2 * LATENT) for scale in (0.1, 0.2, 0.5, 1, 2, 5, 10)]

    def similarity(self, a, b):
        squared = a.square().sum(2, True) + b.square().sum(2).unsqueeze(1) - 2 * a @ b.mT
        return sum(l * l / (l * l + squared) for l in self.lengths) / len(self.lengths)

    def loss(self, x):
        z = self.encoder(x)
        own = z.view(HALVES, -1, LATENT)
        prior = torch.randn_like(own)
        n = own.shape[1]
        within = self.similarity(own, own).sum((1, 2)) + self.similarity(prior, prior).sum((1, 2))
        between = self.similarity(own, prior).mean((1, 2))
        distance = (within - 2 * n) / (n * (n - 1)) - 2 * between
        return functional.mse_loss(self.decoder(z), x) + 0.01 * distance.mean()


class SlicedWasserstein(Dense):
    def loss(self, x):
        z = self.encoder(x)
        lines = functional.normalize(torch.randn(50, LATENT), dim=1)
        projected = (z.view(HALVES, -1, LATENT) @ lines.T).sort(dim=1).values
        n = projected.shape[1]
        quantiles = torch.special.ndtri((torch.arange(n) + 0.5) / n)
        distance = (projected - quantiles[:, None]).square().mean()
        return functional.mse_loss(self.decoder(z), x) + 0.01 * distance


class Adversarial(Dense):
    def __init__(self, width):
        super().__init__(width)
        self.discriminator = branch([LATENT, 64, 64, 1])

    def loss(self, x):
        """Both sides in one backward pass, each with gradients of its own weights alone."""
        z = self.encoder(x)
        judge = self.discriminator
        fixed = {name: value.detach() for name, value in judge.named_parameters()}
        deceived = torch.func.functional_call(judge, fixed, (z,))
        told = functional.softplus(-judge(torch.randn_like(z))) + functional.softplus(
            judge(z.detach())
        )
        reconstruction = functional.mse_loss(self.decoder(z), x)
        return reconstruction + 0.01 * functional.softplus(-deceived).mean() + told.mean()


class JointVariational(Dense):
    classes = 8

    def __init__(self, width):
        latent = LATENT + self.classes
        super().__init__(width, code=latent + LATENT, latent=latent)

    def loss(self, x):
        center, logits, log_variance = self.encoder(x).split([LATENT, self.classes, LATENT], 1)
        z = center + (0.5 * log_variance).exp() * torch.randn_like(center)
        chosen = functional.gumbel_softmax(logits, tau=0.5)
        shares = logits.softmax(1)
        discrete = (shares * (shares + 1e-12).log()).sum(1).mean() + math.log(self.classes)
        held = (divergence(center, log_variance) - 20).abs() + (discrete - 2).abs()
        return functional.mse_loss(self.decoder(torch.cat([z, chosen], 1)), x) + 1e-4 * held


class Residuals(Dense):
    """Learned distributions of the residuals, one per column."""

    def __init__(self, width, components):
        super().__init__(width)
        self.logits = nn.Parameter(torch.zeros(components, width))
        self.log_widths = nn.Parameter(torch.full((components, width), -1.2))

    def loss(self, x):
        r = (self.decoder(self.encoder(x)) - x).unsqueeze(1)
        shares = self.logits.log_softmax(0)
        exponent = -0.5 * r.square() * (-2 * self.log_widths).exp() - self.log_widths
        return -(shares + exponent).logsumexp(1).mean()


class SkipHeads(Dense):
    """Every layer also sees its network's inputs; five heads are averaged."""

    heads = 5

    def __init__(self, width):
        nn.Module.__init__(self)
        last = HIDDEN[0] * self.heads
        self.encoder = self.layers([width, *HIDDEN, LATENT])
        self.decoder = self.layers([LATENT, *reversed(HIDDEN[1:]), last, width])

    def layers(self, widths):
        carried = [0] + [widths[0]] * (len(widths) - 2)
        sizes = zip(widths, widths[1:], carried)
        return nn.ModuleList(nn.Linear(i + c, o) for i, o, c in sizes)

    def run(self, layers, x):
        values = x
        for i, layer in enumerate(layers):
            values = layer(values if i == 0 else torch.cat([values, x], 1))
            if i + 1 < len(layers):
                values = functional.leaky_relu(values, SLOPE)
        return values

    def loss(self, x):
        output = self.run(self.decoder, self.run(self.encoder, x))
        return functional.l1_loss(output, x)


def convolutions(width, code, latent):
    """Encoder and decoder of Conv1d over the columns: kernels of 3, stride 2, padding 1, batch normalisation."""
    channels = [1, 64, 128, 256]
    lengths = [width]
    for _ in channels[1:]:
        lengths.append((lengths[-1] + 1) // 2)
    encoder = [nn.Unflatten(1, (1, width))]
    for i in range(3):
        convolution = nn.Conv1d(channels[i], channels[i + 1], 3, 2, 1)
        encoder += [convolution, nn.BatchNorm1d(channels[i + 1]), nn.LeakyReLU(SLOPE)]
    middle = channels[-1] * lengths[-1]
    encoder += [nn.Flatten(), nn.Linear(middle, code)]
    decoder = [nn.Linear(latent, middle), nn.LeakyReLU(SLOPE), nn.Unflatten(1, (channels[-1], lengths[-1]))]
    for i in (2, 1, 0):
        missing = lengths[i] - (2 * lengths[i + 1] - 1)
        decoder.append(nn.ConvTranspose1d(channels[i + 1], channels[i], 3, 2, 1, output_padding=missing))
        if i > 0:
            decoder += [nn.BatchNorm1d(channels[i]), nn.LeakyReLU(SLOPE)]
    return nn.Sequential(*encoder), nn.Sequential(*decoder, nn.Flatten())


class Convolutional(Dense):
    def __init__(self, width):
        super().__init__(width)
        self.encoder, self.decoder = convolutions(width, LATENT, LATENT)


class ConvolutionalVariational(Variational):
    def __init__(self, width):
        super().__init__(width)
        self.encoder, self.decoder = convolutions(width, 2 * LATENT, LATENT)


class AdversarialConvolutional(Adversarial):
    def __init__(self, width):
        super().__init__(width)
        self.encoder, self.decoder = convolutions(width, LATENT, LATENT)


MODELS = {
    "dense": Dense,
    "sparse": Sparse,
    "variational": Variational,
    "wasserstein": Wasserstein,
    "slicedWasserstein": SlicedWasserstein,
    "adversarial": Adversarial,
    "jointVariational": JointVariational,
    "gaussian": lambda width: Residuals(width, 1),
    "mixture": lambda width: Residuals(width, 3),
    "batchNormalization": lambda width: Dense(width, batch_normalization=True),
    "dropout": lambda width: Dense(width, dropout=0.1),
    "skipHeads": SkipHeads,
    "convolutional": Convolutional,
    "convolutionalVariational": ConvolutionalVariational,
    "adversarialConvolutional": AdversarialConvolutional,
}
