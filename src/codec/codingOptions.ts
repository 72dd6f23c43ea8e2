import type { Bound } from "../config/config.js";
import type { Progress } from "../data/fileAccess.js";
import type { NetworkRunners } from "./networkRunners.js";

/** How the columns of a table are stored, whether it is in memory or not. */
export interface CodingOptions {
  /** One per column. */
  readonly bounds: readonly Bound[];
  /** Special values that come back exactly, one list per column. */
  readonly sentinels: readonly (readonly number[])[];
  readonly units: readonly (string | null)[];
  readonly networks: NetworkRunners;
  /** Goes into the header as it is. */
  readonly provenance: Readonly<Record<string, unknown>>;
  /** When the file is made; it does not tell where this is not given. All else depends on the table and the model alone. */
  readonly created?: Date;
  readonly progress?: Progress;
  /** Rows that decode on their own; chosen by the size of the table where not given. */
  readonly chunkRows?: number;
}
