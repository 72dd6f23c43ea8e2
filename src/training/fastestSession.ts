import type {
  GraphRuntime,
  GraphSession,
  GraphTensor,
  TrainingGraphs,
} from "../graph/graphRuntime.js";

/** After so many runs the others are tried again, one at a time: what is fastest changes with the machine's load. */
const runsBetweenTrials = 24;
/** The first runs of a session also pay for its buffers. */
const warmUpRuns = 2;

interface Candidate {
  readonly session: GraphSession;
  runs: number;
  secondsPerStep: number;
}

/** Sessions of one graph that give the same results at different speeds: the fastest of late is used. */
export class FastestSession {
  private readonly candidates: Candidate[];
  private sinceTrial = 0;
  private nextTrial = 0;

  /** @param now a clock in milliseconds */
  constructor(
    sessions: readonly GraphSession[],
    private readonly now: () => number = () => performance.now(),
  ) {
    this.candidates = sessions.map((session) => ({ session, runs: 0, secondsPerStep: Infinity }));
  }

  /** The training step on every runtime that can run it. Throws what the first threw where none can. */
  static async open(
    runtimes: readonly GraphRuntime[],
    graphs: TrainingGraphs,
  ): Promise<FastestSession> {
    const tried = await Promise.allSettled(
      runtimes.map((runtime) => runtime.openTraining?.(graphs) ?? runtime.open(graphs.loop)),
    );
    const sessions = tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const [first] = tried;
    if (sessions.length === 0 && first.status === "rejected") throw first.reason;
    return new FastestSession(sessions);
  }

  /** Runs the graph; `steps` is the work in it. */
  async run(
    inputs: Readonly<Record<string, GraphTensor>>,
    steps: number,
  ): Promise<Record<string, GraphTensor>> {
    const candidate = this.choose();
    const begun = this.now();
    const outputs = await candidate.session.run(inputs);
    candidate.secondsPerStep = (this.now() - begun) / 1000 / steps;
    candidate.runs++;
    return outputs;
  }

  async dispose(): Promise<void> {
    for (const { session } of this.candidates) await session.dispose();
  }

  private choose(): Candidate {
    const { candidates } = this;
    const cold = candidates.find(({ runs }) => runs < warmUpRuns);
    if (cold !== undefined && candidates.length > 1) return cold;
    this.sinceTrial++;
    if (this.sinceTrial > runsBetweenTrials) {
      this.sinceTrial = 0;
      this.nextTrial = (this.nextTrial + 1) % candidates.length;
      return candidates[this.nextTrial];
    }
    return candidates.reduce((a, b) => (b.secondsPerStep < a.secondsPerStep ? b : a));
  }
}
