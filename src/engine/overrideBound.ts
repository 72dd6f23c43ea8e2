import type { Bound, ColumnOptions, Config } from "../config/config.js";

/** The config with `bound` in the place of every bound but "exact". */
export function overrideBound(config: Config, bound: Bound): Config {
  const columns = Object.entries(config.columns).map(([name, options]): [string, ColumnOptions] => {
    if (options.bound === undefined || options.bound === "exact") return [name, options];
    const { bound: _replaced, ...rest } = options;
    return [name, rest];
  });
  return { ...config, bound, columns: Object.fromEntries(columns) };
}
