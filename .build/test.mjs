// node .build/test.mjs: everything that must hold. Ends with one line that counts all tests.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const results = mkdtempSync(join(tmpdir(), "collimate-test-"));
const program = (path) => [process.execPath, join(root, "node_modules", path)];
const script = (path, ...args) => [process.execPath, join(root, path), ...args];

/** `cases` reads the tests of a stage from the file that it wrote; a stage without counts only where it fails. */
const stages = [
  { name: "types", command: [...program("typescript/bin/tsc"), "--build"] },
  {
    name: "lint",
    command: [...program("eslint/bin/eslint.js"), "-c", "test/tools/eslint.config.js", "."],
  },
  { name: "format", command: [...program("prettier/bin/prettier.cjs"), "--check", "."] },
  { name: "build", command: script(".build/build.mjs") },
  {
    name: "unit, parity and page tests",
    command: [
      ...program("vitest/vitest.mjs"),
      ...["run", "-c", "test/tools/vitest.config.ts", "--reporter=default", "--reporter=json"],
      `--outputFile.json=${join(results, "vitest.json")}`,
    ],
    cases: () => vitestCases(join(results, "vitest.json")),
  },
  { name: "package", command: script(".build/package.mjs"), needs: ["build"] },
  {
    name: "workbench tests",
    command: script("test/workbench/run.mjs", "--results", join(results, "workbench.json")),
    needs: ["build", "package"],
    cases: () => JSON.parse(readFileSync(join(results, "workbench.json"), "utf8")),
  },
];

const outcomes = [];
for (const stage of stages) outcomes.push(await runStage(stage));
rmSync(results, { recursive: true, force: true });
process.exitCode = summarize(outcomes);

async function runStage(stage) {
  const broken = stage.needs?.find((name) => outcomes.some((o) => o.name === name && !o.ok));
  const start = Date.now();
  console.log(`\n=== ${stage.name}`);
  if (broken !== undefined) {
    console.log(`not run: ${broken} failed`);
    return { name: stage.name, ok: false, seconds: 0, cases: [], note: `${broken} failed` };
  }
  const code = await run(stage.command);
  const seconds = (Date.now() - start) / 1000;
  let cases = [];
  let note = code === 0 ? "" : `exit code ${code}`;
  try {
    cases = stage.cases?.() ?? [];
  } catch (error) {
    note = `no results: ${error.message}`;
  }
  const failedCase = cases.some((one) => one.status === "failed");
  return { name: stage.name, ok: note === "" && !failedCase, seconds, cases, note };
}

function run([command, ...args]) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", failed);
    child.once("close", (code, signal) => done(code ?? signal));
  });
}

/** A test file that could not even be loaded counts as one failed test. */
function vitestCases(file) {
  if (!existsSync(file)) throw new Error("vitest wrote none");
  const { testResults } = JSON.parse(readFileSync(file, "utf8"));
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const path = relative(root, name);
    if (assertionResults.length === 0 && status === "failed") {
      return [{ name: path, status: "failed", reason: message }];
    }
    return assertionResults.map((one) => ({
      name: `${path} > ${one.fullName}`,
      status: { passed: "passed", failed: "failed" }[one.status] ?? "skipped",
      reason: one.failureMessages?.[0]?.split("\n")[0],
    }));
  });
}

/** Prints what happened and gives the exit code. */
function summarize(outcomes) {
  const all = outcomes.flatMap((outcome) => outcome.cases);
  const withStatus = (status) => all.filter((one) => one.status === status);
  // A stage that failed without a failed test of its own counts as one.
  const failedStages = outcomes.filter(
    ({ ok, cases }) => !ok && !cases.some((one) => one.status === "failed"),
  );
  console.log("");
  for (const { name, ok, seconds, cases, note } of outcomes) {
    const tests = cases.length === 0 ? "" : `, ${cases.length} tests`;
    const detail = note === "" ? "" : ` (${note})`;
    console.log(`${ok ? "ok    " : "FAILED"}  ${name}: ${seconds.toFixed(1)} s${tests}${detail}`);
  }
  for (const status of ["failed", "skipped"]) {
    for (const { name, reason } of withStatus(status)) {
      console.log(`${status}: ${name}${reason ? `: ${reason}` : ""}`);
    }
  }
  const failed = withStatus("failed").length + failedStages.length;
  const counts = [withStatus("passed").length, failed, withStatus("skipped").length];
  console.log(`${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped`);
  return failed === 0 ? 0 : 1;
}
