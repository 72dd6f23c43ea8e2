import { describe, expect, it } from "vitest";
import {
  balerInputPath,
  convertBalerConfig,
} from "../../../../src/config/baler/convertBalerConfig.js";
import { parseConfig } from "../../../../src/config/parseConfig.js";

const jets = { path: "data/jets.npz", columns: 24 };
const python = (...lines: string[]): string =>
  ["def set_config(c):", ...lines.map((line) => `    c.${line}`), ""].join("\n");
const table = python(
  'input_path = "workspaces/Jets/data/jets.npz"',
  "compression_ratio = 1.6",
  "data_dimension = 1",
  'model_name = "AE"',
  'model_type = "dense"',
  "epochs = 25",
  "lr = 1e-3",
  "batch_size = 256",
  "test_size = 0.2",
  "early_stopping = True",
  "l1 = True",
  "ClockPeriod = 5",
);

describe("convertBalerConfig", () => {
  it("finds the path of the input", () => {
    expect(balerInputPath(table)).toBe("workspaces/Jets/data/jets.npz");
    expect(balerInputPath("x = 1")).toBeNull();
    expect(balerInputPath('c.input_path = root + "a.npz"')).toBeNull();
  });

  it("asks for the same network, training and no bound", () => {
    const { config } = convertBalerConfig(table, jets);
    expect(config).toEqual({
      input: "data/jets.npz",
      bound: "none",
      model: { type: "dense", hidden: [200, 100, 50], latent: 15 },
      training: { epochs: 25, learningRate: 0.001, batchSize: 256, validationFraction: 0.2 },
    });
    expect(parseConfig(JSON.stringify(config)).problems).toEqual([]);
  });

  it("tells of every key what became of it", () => {
    const { keys } = convertBalerConfig(table, jets);
    expect(keys.map(({ key }) => key)).toEqual(table.match(/(?<=c\.)\w+(?= =)/g));
    const of = (name: string) => keys.find(({ key }) => key === name)!;
    expect(of("epochs")).toMatchObject({ to: "training.epochs", value: "25", line: 7 });
    expect(of("compression_ratio").to).toBe("model.latent");
    for (const unmapped of keys.filter(({ to }) => to === null)) {
      expect(unmapped.reason).toMatch(/.{10}/);
    }
    expect(of("l1")).toMatchObject({ to: null, reason: "Baler itself never uses it" });
    expect(of("ClockPeriod").to).toBeNull();
  });

  it("bounds every value where Baler stores what exceeds an error", () => {
    const text = python(
      'input_path = "a.npz"',
      "save_error_bounded_deltas = True",
      "error_bounded_requirement = 2.5",
    );
    const { config, keys } = convertBalerConfig(text, jets);
    expect(config["bound"]).toEqual({ relative: 0.025 });
    expect(keys[2]).toMatchObject({ to: "bound.relative" });
    const without = convertBalerConfig(text.replace("True", "False"), jets);
    expect(without.config["bound"]).toBe("none");
    expect(without.keys[2]!.reason).toContain("no effect");
  });

  it("compresses arrays as arrays, within a bound", () => {
    const text = python(
      'input_path = "flow.npz"',
      "data_dimension = 2",
      'model_name = "Conv_AE"',
      "convert_to_blocks = [1, 150, 150]",
    );
    const { config, keys } = convertBalerConfig(text, { path: "flow.npz", columns: null });
    expect(config).toEqual({ input: "flow.npz", layout: "array", model: { type: "masked" } });
    expect(parseConfig(JSON.stringify(config)).problems).toEqual([]);
    expect(keys.filter(({ to }) => to === null).map(({ key }) => key)).toEqual([
      "model_name",
      "convert_to_blocks",
    ]);
  });

  it("says what it cannot know, and takes what the text counts itself", () => {
    const lost = { path: "gone.npz", columns: null };
    const text = python('input_path = "gone.npz"', "compression_ratio = 2");
    const { config, keys } = convertBalerConfig(text, lost);
    expect(config["model"]).not.toHaveProperty("latent");
    expect(keys[1]).toMatchObject({ to: null });
    expect(keys[1]!.reason).toContain("not found");
    const counted = convertBalerConfig(`${text}    c.number_of_columns = 10\n`, lost);
    expect(counted.config["model"]).toMatchObject({ latent: 5 });
    const given = convertBalerConfig(`${text}    c.latent_space_size = 7\n`, lost);
    expect(given.config["model"]).toMatchObject({ latent: 7 });
  });

  it("never asks for as many latents as there are columns", () => {
    const text = python('input_path = "a.npz"', "compression_ratio = 0.5");
    const { config } = convertBalerConfig(text, { path: "a.npz", columns: 3 });
    expect(config["model"]).toMatchObject({ latent: 2 });
  });

  it("lists what it does not execute, and what is set twice", () => {
    const text = python(
      'input_path = "a.npz"',
      "epochs = 5",
      "epochs = 6",
      "lr = 10 ** -3",
      "brand_new = 1",
    );
    const { config, keys } = convertBalerConfig(text, jets);
    expect(config["training"]).toEqual({ epochs: 6 });
    expect(keys.map(({ to }) => to)).toEqual(["input", null, "training.epochs", null, null]);
    expect(keys[1]!.reason).toContain("again");
    expect(keys[3]!.reason).toContain("nothing is executed");
    expect(keys[4]!.reason).toContain("no such key");
  });
});
