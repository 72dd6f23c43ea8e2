/** One line of the table that `npm run bench` prints. */
export interface BenchRow {
  readonly name: string;
  /** Null where it could not be measured; `skipped` then says why. */
  readonly value: number | null;
  readonly unit: string;
  /** How often it is better than what it is compared with, measured in the same run. */
  readonly ratio?: number;
  readonly aim?: string;
  readonly skipped?: string;
}
