import { trialRecords } from "./trialScenes.mjs";

/** Seeded noise in [0, 1). */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Loss curves of a run that learns: training every few steps, validation each epoch. */
export function metricsUpTo(epoch, epochs, stepsPerEpoch = 109) {
  const random = randomNumbers(7);
  const loss = (at) =>
    3e-4 + 0.4 * Math.exp(-at / (epochs * 0.04)) + 0.012 * Math.exp(-at / (epochs * 0.3));
  const records = [];
  const rowsPerEpoch = 55717;
  let time = 0;
  let best = Infinity;
  for (let at = 1; at <= epoch; at++) {
    for (let part = 1; part <= 4; part++) {
      const rate = 185000 * (0.96 + 0.06 * random()) * (at === Math.round(epochs * 0.4) ? 0.6 : 1);
      time += rowsPerEpoch / 4 / rate;
      const place = at - 1 + part / 4;
      records.push({
        kind: "train",
        step: Math.round(place * stepsPerEpoch),
        epoch: place,
        time,
        loss: loss(place) * (0.94 + 0.12 * random()),
        learningRate: 0.001,
        rowsPerSecond: rate,
      });
    }
    const value = loss(at) * (0.98 + 0.1 * random()) * (1 + 0.15 * (at / epochs) ** 4);
    records.push({
      kind: "validation",
      step: at * stepsPerEpoch,
      epoch: at,
      time,
      loss: value,
      best: value < best,
    });
    best = Math.min(best, value);
  }
  return records;
}

export function record(state, epoch, epochs, changes = {}) {
  const metrics = metricsUpTo(epoch, epochs);
  const validation = metrics.filter(({ kind }) => kind === "validation");
  const best = validation.reduce((a, b) => (b.loss < (a?.loss ?? Infinity) ? b : a), null);
  const seconds = metrics.at(-1)?.time ?? 0;
  return {
    format: 1,
    name: "jets",
    number: 7,
    state,
    phase: `Training, epoch ${epoch} of ${epochs}`,
    started: Date.UTC(2026, 10, 21, 9, 12, 4),
    ended: null,
    heartbeat: 0,
    processId: 4242,
    host: "workstation",
    config: {
      file: "jets.collimate.json",
      text: `// Generator jets
{
  "input": "jets.npz",
  "bound": { "range": 1e-3 },
  "columns": {
    "*fPt":  { "as": "pt", "unit": "GeV" },
    "*fPhi": { "as": "phi", "unit": "rad", "kind": "angle" },
    "*fM":   { "as": "mass", "unit": "GeV" }
  },
  "model": { "type": "dense", "latent": 4 },
  "training": { "epochs": ${epochs}, "seed": 1 }
}
`,
    },
    input: {
      path: "jets.npz",
      bytes: 1983800,
      sha256: "bfcaf72b39d826c6b0f2c9d45a40e5b7d6d1a2f80f93c1c4b3a0d7e6f5a4b3c2",
      rows: 61908,
      columns: ["pt", "eta", "phi", "mass", "em", "had", "inv", "aux"],
    },
    model: { type: "dense", parameters: 54362, latent: 4 },
    device: "CPU",
    threads: 2,
    versions: { Collimate: "0.1.0, file format 1", Runtime: "ONNX Runtime 1.30.0, Node 20" },
    progress:
      epoch > 0
        ? {
            epoch,
            epochs,
            step: epoch * 109,
            steps: epochs * 109,
            rowsPerSecond: 184612,
            secondsDone: seconds,
            secondsLeft: (seconds / epoch) * (epochs - epoch),
            bestEpoch: best?.epoch ?? null,
            bestLoss: best?.loss ?? null,
          }
        : null,
    error: null,
    ...changes,
  };
}

const log = [
  "09:13:06 epoch 198  loss 3.1204e-4  validation 3.4410e-4  186,500 rows/s",
  "09:13:06 epoch 199  loss 3.1198e-4  validation 3.4432e-4  189,100 rows/s",
  "09:13:06 epoch 200  loss 3.1190e-4  validation 3.4467e-4  184,700 rows/s",
  "09:13:07 wrote jets.collimated.npz",
  "09:13:08 verified 495,264 values: 0 outside their bound",
].join("\n");

function show(state, epoch, epochs, evaluation, changes = {}, run = {}) {
  const recorded = state === "interrupted" ? "training" : state;
  return {
    name: "showRun",
    params: {
      run: {
        key: "jets/007",
        record: record(recorded, epoch, epochs, changes),
        state,
        steerable: true,
        changedSince: false,
        runFolder: "runs/jets/007",
        ...run,
      },
      metrics: metricsUpTo(epoch, epochs),
      evaluation,
      log,
      strings: {},
    },
  };
}

/** The same run with an entropy model: its loss is some bits per row. */
function masked(message) {
  const { run, metrics } = message.params;
  const model = { type: "masked", parameters: 10664, latent: 0, networks: 8 };
  return {
    ...message,
    params: {
      ...message.params,
      run: { ...run, record: { ...run.record, model } },
      metrics: [
        ...trialRecords(8),
        ...metrics.map((one) => ({ ...one, loss: 37.9 + 40 * one.loss, best: false })),
      ],
    },
  };
}

/** Before the first step of a masked model: trials run. */
function trying(done, part, phase) {
  const message = show("training", 0, 15, null, { phase, model: null });
  return { ...message, params: { ...message.params, metrics: trialRecords(done, part) } };
}

/** A run as its folder has it. */
export function runMessage({ record, metrics, log }, evaluation) {
  const { state } = record;
  const view = { key: "jets/007", record, state, steerable: true, changedSince: false };
  const run = { ...view, runFolder: "runs/jets/007" };
  return { name: "showRun", params: { run, metrics, evaluation, log, strings: {} } };
}

/** The states that a panel can be in, as the messages that bring it there. */
export function sceneMessages(name, evaluation) {
  switch (name) {
    case "starting":
      return [show("reading", 0, 200, null, { phase: "Reading jets.npz, 42 %" })];
    case "running":
      return [show("training", 163, 200, null)];
    case "short":
      return [show("training", 3, 20, null)];
    case "stopped":
      return [show("stopped", 41, 200, null)];
    case "interrupted":
      return [show("interrupted", 41, 200, null)];
    case "failed":
      return [
        show("failed", 12, 200, null, {
          error: {
            message: "The disk is full: the checkpoint of epoch 12 could not be written.",
            detail:
              "runs/jets/007/checkpoint.npz\nFree some space, or set collimate.runsFolder to another disk.",
          },
        }),
      ];
    case "restricted":
      return [show("finished", 200, 200, evaluation, {}, { steerable: false, changedSince: true })];
    case "missing":
      return [{ name: "showMissing", params: { runFolder: "runs/jets/007" } }];
    case "masked":
      return [masked(show("training", 11, 40, null))];
    case "unanswered":
      return [
        show("stopping", 41, 200, null, { phase: "Finishing batch" }, { stopUnanswered: true }),
      ];
    case "firstTrial":
      return [trying(0, 0.05, "Trial 1 of 8: every column from all others")];
    case "trials":
      return [trying(4, 0.4, "Trial 5 of 8: eta coded last")];
    case "maskedFinished":
      return [masked(show("finished", 15, 15, evaluation))];
    case "waiting":
      return [];
    default:
      return [show("finished", 200, 200, evaluation)];
  }
}
