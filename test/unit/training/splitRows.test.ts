import { expect, it } from "vitest";
import { splitRows } from "../../../src/training/splitRows.js";

it("parts all rows into two ascending lists, by seed", () => {
  const { training, validation } = splitRows(1000, 0.1, 5);
  expect(validation.length).toBe(100);
  expect([...training, ...validation].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 1000 }, (_, i) => i),
  );
  expect([...validation]).toEqual([...validation].sort((a, b) => a - b));
  expect([...splitRows(1000, 0.1, 5).validation]).toEqual([...validation]);
  expect([...splitRows(1000, 0.1, 6).validation]).not.toEqual([...validation]);
});

it("leaves at least one row for training", () => {
  expect(splitRows(1, 0.9, 1).training.length).toBe(1);
  expect(splitRows(2, 0.9, 1).training.length).toBe(1);
  expect(splitRows(10, 0, 1).validation.length).toBe(0);
});
