/** Where a command speaks: results on standard output, progress and remarks on standard error. */
export interface Output {
  /** A line of the result for people; silent with `--json` and `--quiet`. */
  say(line: string): void;
  /** More than most want to know; only with `--verbose`. */
  detail(line: string): void;
}

export interface OutputSetting {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export function makeOutput(setting: OutputSetting): Output {
  return {
    say: (line) => {
      if (!setting.json && !setting.quiet) process.stdout.write(line + "\n");
    },
    detail: (line) => {
      if (setting.verbose) process.stderr.write(line + "\n");
    },
  };
}
