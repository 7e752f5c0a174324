import { defineConfig } from "vitest/config";

/**
 * How long a state is awaited that others bring about: as long as a machine may take that has twice as much to do as it can. What
 * comes, comes long before.
 */
const PATIENCE = { poll: { timeout: 90_000, interval: 20 } };

/** Model-based tests go on for long where somebody asks for more of them. */
const MODEL_MINUTES = process.env["SLIPWAY_MODEL_RUNS"] === undefined ? 1 : 60;

/** The same tests for each of the three homes. */
const blackbox = (target: string, globalSetup: string[] = []) => ({
  test: {
    name: `blackbox-${target}`,
    include: ["test/blackbox/**/*.test.ts"],
    env: { TARGET: target },
    globalSetup,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});

/**
 * unit: beside the code, in this process alone: a minute. process: beside the code, `*.process.test.ts`, with real processes,
 * sockets and database servers. conformance, e2e and blackbox: foreign clients against a running Slipway, minutes. cluster:
 * against a real Kubernetes on this machine (`npm run test:cluster`).
 */
export default defineConfig({
  test: {
    projects: [
      blackbox("embedded"),
      blackbox("sagemaker"),
      blackbox("cluster", ["test/cluster/support/global-setup.ts"]),
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts", "test/unit/**/*.test.ts"],
          exclude: ["**/*.{process,cluster}.test.ts", "**/node_modules/**"],
          setupFiles: ["test/unit/in-this-process.ts"],
          expect: { poll: { timeout: 30_000, interval: 5 } },
          testTimeout: MODEL_MINUTES * 60_000,
        },
      },
      {
        test: {
          name: "process",
          include: ["{packages/*/src,scripts}/**/*.process.test.ts"],
          expect: PATIENCE,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "conformance",
          expect: PATIENCE,
          include: ["test/{conformance,golden}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "e2e",
          expect: PATIENCE,
          include: ["test/{e2e,fuzz,upgrade}/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "cluster",
          expect: PATIENCE,
          include: [
            "test/cluster/**/*.test.ts",
            "packages/*/src/**/*.cluster.test.ts",
            // What controllers promise holds on a real API server as well.
            "packages/platform/src/controllers/**/*.test.ts",
          ],
          globalSetup: ["test/cluster/support/global-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
