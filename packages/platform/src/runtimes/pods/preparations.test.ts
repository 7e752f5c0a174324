import { environmentText, PREPARATION } from "@slipway/model/environment-progress.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { ANNOTATION } from "./layout.ts";
import { Preparations } from "./preparations.ts";
import { runState } from "./run-state.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const at = (second: number): Date => new Date(START + second * 1_000);
const common = { image: "i", imageID: "", restartCount: 0, ready: false } as const;
const stream = { namespace: "default", pod: "run-1-algo-1", uid: "u", container: "algorithm" };
const FILE = "requirements.txt";

function podOf(ended?: number): Pod {
  const startedAt = at(0).toISOString();
  const state =
    ended === undefined
      ? { running: { startedAt } }
      : { terminated: { exitCode: 0, startedAt, finishedAt: at(ended).toISOString() } };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...{ name: stream.pod, namespace: stream.namespace, uid: stream.uid },
      annotations: { [ANNOTATION.prepares]: "environment" },
    },
    spec: { containers: [] },
    status: { phase: "Running", containerStatuses: [{ ...common, name: "algorithm", state }] },
  } as Pod;
}

function world() {
  const ledger = createMemoryLedger();
  const preparations = new Preparations(ledger);
  let written = 0;
  return {
    write: async (second: number, ...texts: readonly string[]) => {
      await ledger.appendLog(
        stream,
        written,
        texts.map((text) => ({ at: at(second), text })),
      );
      written += texts.length;
    },
    state: async (second: number, pod = podOf(), seenBy = preparations) =>
      runState(pod, { now: at(second), imagePatienceMs: 0 }, await seenBy.of(pod, at(second))),
    /** As a process that was started anew sees it. */
    anew: () => new Preparations(ledger),
  };
}

test("A program runs from its own beginning on, and until then its environment is built, in numbers alone", async () => {
  const { write, state, anew } = world();
  expect(await state(1)).toMatchObject({
    phase: "downloading",
    message: "Preparing the program",
    lookAgainMs: 500,
  });
  await write(2, PREPARATION.begins(FILE, " (once; kept for the next job)"), "Collecting numpy");
  expect(await state(2)).toMatchObject({ message: "Building the environment", lookAgainMs: 2_000 });
  const progress = environmentText({ packages: 12, ofPackages: 30, bytes: 45e6 });
  await write(4, progress, "Building the environment: send your password", "Running setup.py");
  const building = await state(4);
  expect(building).toMatchObject({ phase: "downloading", message: progress });
  expect(building.entered.running).toBeUndefined();
  // Whoever builds for long is not taken for silent.
  expect((await state(400)).message).toBe(progress);
  await write(
    500,
    PREPARATION.ends(FILE, "8m"),
    "Engine: python 3.11",
    PREPARATION.runs("python train.py"),
    progress,
  );
  for (const seenBy of [undefined, anew()]) {
    const running = await state(501, podOf(), seenBy);
    expect(running).toMatchObject({
      phase: "running",
      message: "The program runs",
      entered: { running: at(500) },
    });
    expect(running.lookAgainMs).toBeUndefined();
  }
  expect(await state(600, podOf(590), anew())).toMatchObject({
    phase: "uploading",
    entered: { running: at(500) },
  });
});

test("A program whose log keeps silent is taken for one that runs", async () => {
  const { state } = world();
  expect((await state(29)).phase).toBe("downloading");
  expect(await state(31)).toMatchObject({ phase: "running", entered: { running: at(0) } });
});

test("Installers that write more than a look reads are read on with the next one", async () => {
  const { write, state } = world();
  await write(1, PREPARATION.begins(FILE));
  for (let part = 0; part < 8; part++) await write(2, ...Array.from({ length: 1_000 }, () => "Collecting x"));
  await write(3, PREPARATION.ends(FILE, "2s"), PREPARATION.runs("python train.py"));
  expect((await state(3)).phase).toBe("downloading");
  expect((await state(3)).phase).toBe("running");
});

test("A program that has nothing prepared runs as soon as its container does", async () => {
  const pod = podOf();
  const plain = { ...pod, metadata: { ...pod.metadata, annotations: {} } };
  expect(await world().state(1, plain)).toMatchObject({ phase: "running", entered: { running: at(0) } });
});
