import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        test: {
          name: "node",
          include: ["test/unit/**/*.test.ts", "test/parity/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Its modules are written for bundlers: Node cannot load the gradients by itself.
          server: { deps: { inline: [/@tensorflow/] } },
        },
      },
      {
        test: {
          name: "webview",
          include: ["test/webview/**/*.test.ts"],
          environment: "jsdom",
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
