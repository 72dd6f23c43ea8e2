import { setBackend, tensor2d } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { expect, it } from "vitest";
import { meanSquaredError } from "../../../src/losses/meanSquaredError.js";

it("averages over rows and columns", () => {
  void setBackend("cpu");
  const loss = meanSquaredError(tensor2d([1, 2, 3, 4], [2, 2]), tensor2d([1, 0, 0, 8], [2, 2]));
  expect(loss.dataSync()[0]).toBe((0 + 4 + 9 + 16) / 4);
});
