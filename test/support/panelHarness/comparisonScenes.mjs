import { metricsUpTo, record } from "./scenes.mjs";

/** Runs as the host would send them, for the models of a real comparison; curves are invented. */
function runsOf(comparison) {
  return comparison.models
    .filter(({ parameters }) => parameters > 0)
    .map((model, index) => {
      const name = model.name.replace(/\/\d+$/, "");
      const masked = model.type === "masked";
      const epochs = masked ? 15 : 20;
      const own = masked ? { networks: 8, latent: 0 } : { latent: model.latent ?? 4 };
      const metrics = metricsUpTo(epochs, epochs).map((one) => ({
        ...one,
        loss: masked ? 30 + 8 * one.loss : one.loss * (1 + 0.4 * index),
      }));
      const finished = record("finished", epochs, epochs);
      const bestLoss = Math.min(
        ...metrics.filter(({ kind }) => kind === "validation").map(({ loss }) => loss),
      );
      return {
        key: `/jets/runs/${name}/001`,
        record: record("finished", epochs, epochs, {
          name,
          number: 1,
          model: { type: model.type, parameters: model.parameters, ...own },
          progress: { ...finished.progress, bestLoss },
        }),
        state: "finished",
        metrics,
        settings: {
          input: '"jets.npz"',
          "model.type": JSON.stringify(model.type),
          "model.latent": masked ? undefined : "4",
          "model.columnWeights": index === 1 ? '{"*fPt":150,"*fM":3000,"*fEta":4,"*fPhi":4}' : "{}",
          "training.epochs": String(epochs),
          "training.batchSize": "128",
        },
      };
    });
}

/** The states that a comparison can be in, as the messages that bring it there. */
export function comparisonMessages(scene, comparison) {
  const runs = runsOf(comparison);
  const models = comparison.models.map((model) => ({
    ...model,
    run:
      runs.find(({ key }) => key.endsWith(`/${model.name.replace(/\/\d+$/, "")}/001`))?.key ?? null,
  }));
  const measurement = {
    measured: { kind: "measured", comparison: { ...comparison, models } },
    measuring: { kind: "measuring", fraction: 0.42, phase: "Comparing jets/1" },
    failed: { kind: "failed", message: "/jets/jets.npz changed since jets/1 was trained." },
    restricted: { kind: "untrusted" },
    missing: { kind: "failed", message: null },
  }[scene];
  const gone = scene === "missing" ? runs.splice(1) : [];
  const params = {
    runs,
    missing: gone.map(({ key }) => key),
    bound: 1e-3,
    measurement,
    strings: {},
  };
  return [{ name: "showComparison", params }];
}
