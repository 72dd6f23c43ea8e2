import type { Bound } from "../../../../src/config/config.js";
import type { Table } from "../../../../src/data/table.js";
import type { InputColumn, LoadedInput } from "../../../../src/engine/loadInput.js";

/** A table as if it had been read from a file: floats within `bound`, all else exact. */
export function loadedInput(
  table: Table,
  bound: Bound,
  column: (type: Table["columns"][number]["type"]) => Partial<InputColumn> = () => ({}),
): LoadedInput {
  return {
    path: "x.npz",
    table,
    columns: table.columns.map(({ name, type }) => ({
      name,
      label: name,
      unit: null,
      angle: false,
      bound: type.startsWith("float") ? bound : "exact",
      sentinels: [],
      sentinelsFound: false,
      modelled: true,
      ...column(type),
    })),
    fileBytes: 0,
    sha256: "",
    inputBytes: 0,
  };
}
