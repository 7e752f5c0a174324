import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { OrderOfFiles } from "./test/support/order-of-files.ts";

/**
 * How long a state is awaited that others bring about: as long as a machine may take that has twice as much to do as it can. What
 * comes, comes long before.
 */
const PATIENCE = { poll: { timeout: 90_000, interval: 20 } };

/** Two even on one core: most of the time a file waits for other programs. */
const maxWorkers = Math.max(2, availableParallelism());
/**
 * Which files run beside each other: first those without homes; then those with homes, which want their ports again after they were
 * down, so that fewer others look for one meanwhile, and which wait more than they do; then, one at a time, what measures the machine, fills it or builds this checkout.
 */
const WITHOUT_HOMES = { maxWorkers, sequence: { groupOrder: 0 } };
const WITH_HOMES = { maxWorkers: maxWorkers + 1, sequence: { groupOrder: 1 } };
const ALONE = { fileParallelism: false };
/** On a cluster: first what needs its API server alone, and mostly waits for that; then, one at a time, what has the node and its one home. */
const BESIDE = { maxWorkers: maxWorkers + 1, sequence: { groupOrder: 0 } };
const IN_TURN = { ...ALONE, sequence: { groupOrder: 1 } };
const ON_A_CLUSTER = { globalSetup: ["test/cluster/support/global-setup.ts"] };

/** Model-based tests go on for long where somebody asks for more of them. */
const MODEL_MINUTES = process.env["SLIPWAY_MODEL_RUNS"] === undefined ? 1 : 60;

/** Programs that tests start from their sources, thousands of times, take half as long as when each strips its types again. */
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules/.cache/slipway-tests");

/**
 * Files of one worker share its modules, which are most of what a file costs; what a file sets in its process it takes back. A
 * file that cannot belongs in a project of its own.
 */
const IN_SHARED_WORKERS = { ...WITHOUT_HOMES, isolate: false };

/** The same tests for each of the three homes. */
const blackbox = (target: string, more: object) => ({
  test: {
    name: `blackbox-${target}`,
    include: ["test/blackbox/**/*.test.ts"],
    env: { TARGET: target },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    ...more,
  },
});

const E2E = "test/{e2e,fuzz,upgrade}";
const e2e = (name: string, more: object) => ({
  test: { name, expect: PATIENCE, testTimeout: 300_000, hookTimeout: 300_000, ...more },
});

/**
 * unit: beside the code, in this process alone: a minute. process: beside the code, `*.process.test.ts`, with real processes,
 * sockets and database servers. conformance, e2e and blackbox: foreign clients against a running Slipway, minutes. cluster:
 * against a real Kubernetes on this machine (`npm run test:cluster`).
 */
export default defineConfig({
  test: {
    sequence: { sequencer: OrderOfFiles },
    projects: [
      blackbox("embedded", WITH_HOMES),
      blackbox("sagemaker", WITH_HOMES),
      blackbox("cluster", { ...IN_TURN, ...ON_A_CLUSTER }),
      {
        test: {
          ...IN_SHARED_WORKERS,
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
          ...WITHOUT_HOMES,
          name: "process",
          include: ["{packages/*/src,scripts}/**/*.process.test.ts"],
          expect: PATIENCE,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...WITHOUT_HOMES,
          name: "conformance",
          expect: PATIENCE,
          include: ["test/{conformance,golden}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      e2e("e2e", {
        ...WITH_HOMES,
        include: [`${E2E}/**/*.test.ts`],
        exclude: ["**/*.alone.test.ts", "**/node_modules/**"],
      }),
      e2e("e2e-alone", { ...ALONE, include: [`${E2E}/**/*.alone.test.ts`] }),
      {
        test: {
          ...BESIDE,
          ...ON_A_CLUSTER,
          name: "api-server",
          expect: PATIENCE,
          // What stores and controllers promise holds on a real API server as well.
          include: ["packages/platform/src/{controllers/**/*.test,store/**/*-store.cluster.test}.ts"],
          exclude: ["**/*.process.test.ts", "**/node_modules/**"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...IN_TURN,
          ...ON_A_CLUSTER,
          name: "cluster",
          expect: PATIENCE,
          include: ["test/cluster/**/*.test.ts", "packages/*/src/**/*-faults.cluster.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
