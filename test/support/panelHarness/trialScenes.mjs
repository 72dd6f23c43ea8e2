const candidate = (question, changes = {}) => ({
  question,
  hidden: [16, 16],
  context: 0,
  related: [],
  last: null,
  ...changes,
});

/** Trials as a run with effort "balanced" makes them; bits per value are those of jets at 1e-3. */
const trials = [
  [candidate("dependence"), 4.291],
  [candidate("order"), 5.018],
  [candidate("order", { related: ["energy"] }), 4.712],
  [candidate("order", { related: ["energy"], last: "pt" }), 4.725],
  [candidate("order", { related: ["energy"], last: "eta" }), 4.706],
  [candidate("context", { related: ["energy"], context: 2 }), 4.723],
  [candidate("hidden", { related: ["energy"], hidden: [24, 16] }), 4.777],
  [candidate("hidden", { related: ["energy"], hidden: [10] }), 4.739],
];
const epochs = 5;
const pointsPerEpoch = 4;
/** After which trial a question is answered, and by which. */
const answers = [
  { after: 5, question: "order", trial: 5 },
  { after: 6, question: "context", trial: 5 },
  { after: 8, question: "hidden", trial: 8 },
];

/** The records of trials of which `done` are done, and of `part` (a share) of the next. */
export function trialRecords(done, part = 0) {
  const records = [{ kind: "trials", count: trials.length, epochs }];
  trials.slice(0, done + (part > 0 ? 1 : 0)).forEach(([tried, bits], index) => {
    const trial = index + 1;
    const points = epochs * pointsPerEpoch * (index < done ? 1 : part);
    for (let point = 0; point <= points; point++) {
      const epoch = point === 0 ? 0.06 : point / pointsPerEpoch;
      const wobble = 0.01 * Math.sin(7 * point + trial);
      const now = bits + (6.4 - bits) * Math.exp(-1.4 * epoch) + wobble;
      records.push({ kind: "trial", trial, candidate: tried, epoch, bits: now });
    }
    if (index >= done) return;
    records.push({ kind: "tried", trial, candidate: tried, bits, seconds: 1.4 + 0.05 * index });
    for (const { after, ...answer } of answers) {
      if (after === trial) records.push({ kind: "chosen", ...answer });
    }
  });
  return records;
}
