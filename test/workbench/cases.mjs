/** Runs named cases one after the other and keeps what became of them. */
export class Cases {
  results = [];

  /** @param onFailure keeps evidence of a case that failed, and says where it lies */
  constructor(onFailure) {
    this.onFailure = onFailure;
  }

  /**
   * Runs one case. Where a case of `needs` did not pass, it fails without being run.
   * @param limit seconds after which it counts as failed
   */
  async run(name, { needs = [], limit = 120 }, body) {
    const start = Date.now();
    const missing = needs.find((need) => this.statusOf(need) !== "passed");
    let reason;
    let detail;
    try {
      if (missing !== undefined) throw new Error(`"${missing}" did not pass`);
      await withLimit(body(), limit);
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
      if (missing === undefined) {
        const seen = await this.onFailure(name).catch((problem) => String(problem));
        detail = `${error instanceof Error ? error.stack : reason}\nseen then: ${seen}`;
      }
    }
    const status = reason === undefined ? "passed" : "failed";
    this.add({ name, status, reason }, (Date.now() - start) / 1000, detail ?? reason);
  }

  /** @param detail what to print below the name, where it is more than the reason */
  add(result, seconds = 0, detail = result.reason) {
    this.results.push({ ...result, name: `workbench > ${result.name}` });
    const mark = { passed: "ok    ", failed: "FAILED", skipped: "skip  " }[result.status];
    console.log(`${mark} ${seconds.toFixed(1).padStart(6)} s  ${result.name}`);
    if (detail !== undefined) console.log(detail.replace(/^/gm, "        "));
  }

  statusOf(name) {
    return this.results.find((result) => result.name === `workbench > ${name}`)?.status;
  }
}

async function withLimit(work, seconds) {
  let timer;
  const tooLong = new Promise((_, failed) => {
    timer = setTimeout(() => failed(new Error(`longer than ${seconds} s`)), seconds * 1000);
  });
  try {
    await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
