// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, type FlowRunSpec, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { readStepEnds } from "#ledger/step-records.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { flowController } from "../flow/flow-controller.ts";
import { flowRunController } from "./flow-run-controller.ts";
import { noBuckets } from "./testing/bucket-names.ts";

const apiVersion = "slipway.dev/v1alpha1";
const run = { command: ["true"] };

const NIGHTLY: FlowDefinition = {
  parameters: [{ name: "rows", type: "integer", default: 10 }],
  steps: [
    { name: "up", run, setup: true },
    { name: "prepare", needs: ["up"], run: { ...run, results: [{ name: "rows" }] } },
    {
      name: "fit",
      forEach: { items: [1, 2, 3], toleratedFailureCount: 3 },
      run: { args: ["${{ item }}", "${{ steps.prepare.results.rows }}", "${{ run.date }}"] },
    },
    { name: "best", needs: ["fit"], run },
    { name: "drop", teardownOf: ["up"], run },
  ],
  results: [{ name: "rows", value: "${{ steps.prepare.results.rows + parameters.rows }}" }],
  onExit: [{ name: "tell", run: { args: ["${{ run.state }}"] } }],
};

describe("a run that goes on from another one's failures", () => {
  let workshop: Workshop;
  let runs: FakeRuns;
  let ledger: Ledger;
  let controller: ReturnType<typeof flowRunController>;
  beforeEach(async () => {
    workshop = await openWorkshop();
    runs = new FakeRuns(workshop.clock);
    ledger = createMemoryLedger();
    controller = flowRunController({ runs, ledger, artifacts: noBuckets() });
    await workshop.hands.create(flowKind, {
      apiVersion,
      kind: "Flow",
      metadata: { name: "nightly", namespace: "default" },
      spec: NIGHTLY,
    });
    await settle(flowController({ ledger }), "default/nightly", workshop);
  });
  afterEach(async () => {
    await workshop.close();
    await ledger.close();
  });

  const make = async (name: string, spec: Partial<FlowRunSpec> = {}): Promise<void> => {
    const metadata = { name, namespace: "default" };
    await workshop.hands.create(flowRunKind, {
      apiVersion,
      kind: "FlowRun",
      metadata,
      spec: { flow: "nightly", ...spec },
    });
  };
  const look = (name: string) => settle(controller, `default/${name}`, workshop);
  const found = async (name: string): Promise<FlowRun> => {
    const object = await workshop.hands.get(flowRunKind, `default/${name}`);
    if (object === undefined) throw new Error(`there is no run ${name}`);
    return object;
  };
  const status = async (name: string) => (await found(name)).status ?? {};
  const pathOf = (started: string): string =>
    started.replace(/^(?:first|again|third)-/, "").replace(/-[0-9a-f]{10}$/, "");
  const paths = (from = 0): readonly string[] => runs.started.slice(from).map(({ name }) => pathOf(name));

  /** Ends everything that runs, and what comes after it, until the run is over; those of `failing` fail. */
  const toItsEnd = async (name: string, failing: readonly string[] = []): Promise<void> => {
    const ended = new Set<string>();
    for (;;) {
      await look(name);
      const next = runs.started.find(
        (one) =>
          one.name.startsWith(`${name}-`) &&
          !ended.has(one.name) &&
          runs.phaseOf(`default/${one.name}`) !== "gone",
      );
      if (next === undefined) return;
      ended.add(next.name);
      const failure = { class: "user-code", message: "it broke" } as const;
      workshop.clock.advance(1_000);
      if (failing.includes(pathOf(next.name))) runs.enter(`default/${next.name}`, "failed", { failure });
      else
        runs.enter(`default/${next.name}`, "succeeded", { results: { stored: {}, facts: { rows: "32" } } });
    }
  };

  test("runs again what failed and what is behind it, with its setup and teardown, and takes over all else", async () => {
    await make("first", { parameters: { rows: 5 } });
    await toItsEnd("first", ["fit-1", "best"]);
    expect(await status("first")).toMatchObject({ phase: "Failed", steps: { failed: 2, success: 7 } });
    const before = runs.started.length;
    workshop.clock.advance(2 * 86_400_000);
    await make("again", { retryOf: "first" });
    await toItsEnd("again");
    expect(paths(before)).toEqual(["up", "fit-1", "best", "drop", "onexit-tell"]);
    // What it is given is of the day, the results and the parameters of the run that it goes on from.
    expect(runs.started[before + 1]).toMatchObject({ args: ["2", "32", "2026-01-01"] });
    expect(await status("again")).toMatchObject({
      phase: "Succeeded",
      version: (await status("first")).version,
      parameters: { rows: 5 },
      results: { rows: 37 },
      steps: { failed: 0, success: 9 },
    });
    const ends = await readStepEnds(ledger, subjectOf(await found("again")));
    expect(ends.find(({ path }) => path === "prepare")).toMatchObject({ isWork: true, why: "Done in first" });
  });

  test("of a slot is of that slot", async () => {
    await make("first", { scheduledTime: "2025-12-24T23:00:00Z", timeZone: "Europe/Paris" });
    await toItsEnd("first", ["fit-1"]);
    const before = runs.started.length;
    await make("again", { retryOf: "first" });
    await toItsEnd("again");
    expect(runs.started[before + 1]).toMatchObject({ args: ["2", "32", "2025-12-25"] });
    expect((await status("again")).slot).toEqual({
      scheduledTime: "2025-12-24T23:00:00Z",
      date: "2025-12-25",
    });
  });

  test("can be gone on with itself, and is of the first one's day", async () => {
    await make("first");
    await toItsEnd("first", ["prepare"]);
    workshop.clock.advance(2 * 86_400_000);
    await make("again", { retryOf: "first" });
    await toItsEnd("again", ["fit-0", "best"]);
    const before = runs.started.length;
    await make("third", { retryOf: "again" });
    await toItsEnd("third");
    expect(paths(before)).toEqual(["up", "fit-0", "best", "drop", "onexit-tell"]);
    expect(runs.started[before + 1]?.args?.[2]).toBe("2026-01-01");
  });

  test("waits for the end of that, and goes on without its object or its Flow's version of today", async () => {
    await make("first");
    await look("first");
    await make("again", { retryOf: "first" });
    await look("again");
    expect(await status("again")).toMatchObject({
      phase: "Pending",
      message: "Waiting for the end of the run first",
    });
    await toItsEnd("first", ["best"]);
    const flow = await workshop.hands.get(flowKind, "default/nightly");
    await workshop.hands.replace(
      flowKind,
      { ...flow, spec: { steps: [{ name: "x", run }] } } as never,
      "object",
    );
    await settle(flowController({ ledger }), "default/nightly", workshop);
    await look("again");
    await workshop.hands.remove(flowRunKind, "default/first");
    await look("first");
    controller = flowRunController({ runs, ledger, artifacts: noBuckets() });
    const before = runs.started.length;
    await toItsEnd("again");
    expect(await status("again")).toMatchObject({ phase: "Succeeded", steps: { success: 9 } });
    expect(paths(before)).not.toContain("prepare");
  });

  test("of a run whose records have gone with the time is refused", async () => {
    await make("first");
    await toItsEnd("first", ["best"]);
    const before = runs.started.length;
    await ledger.retain({
      maxAgeMs: -1_000,
      maxBytes: Number.MAX_SAFE_INTEGER,
      keeps: ({ kind }) => kind === "Flow",
    });
    await make("again", { retryOf: "first" });
    await look("again");
    expect(await status("again")).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining("Records of the steps of first are gone"),
    });
    expect(runs.started.length).toBe(before);
  });

  test("takes over each step once, wherever it is killed", async () => {
    await make("first");
    await toItsEnd("first", ["fit-2", "best"]);
    for (let writes = 0; ; writes++) {
      const name = `again-${writes}`;
      let left = writes;
      const failing: Ledger = Object.assign(Object.create(ledger), {
        appendFact: async (...of: Parameters<Ledger["appendFact"]>) => {
          if (left-- <= 0) throw new Error("killed");
          return ledger.appendFact(...of);
        },
      });
      await make(name, { retryOf: "first" });
      const before = runs.started.length;
      controller = flowRunController({ runs, ledger: failing, artifacts: noBuckets() });
      await toItsEnd(name).catch(() => {});
      const wasKilled = left < 0;
      controller = flowRunController({ runs, ledger, artifacts: noBuckets() });
      await toItsEnd(name);
      expect(await status(name)).toMatchObject({ phase: "Succeeded", steps: { success: 9, failed: 0 } });
      const began = paths(before).map((path) => path.replace(/^\d+-/, ""));
      expect(new Set(began)).toEqual(new Set(["up", "fit-2", "best", "drop", "onexit-tell"]));
      if (!wasKilled) return void expect(writes).toBe(14);
    }
  });

  test.each([
    [{ retryOf: "first", parameters: { rows: 1 } }, "leave parameters and version out"],
    [{ retryOf: "first", scheduledTime: "2025-12-24T23:00:00Z" }, "and scheduledTime"],
    [{ retryOf: "first", version: "sha256:1" }, "leave parameters and version out"],
  ])("with %j is refused", async (spec, message) => {
    await make("first");
    await toItsEnd("first", ["best"]);
    await make("again", spec);
    await look("again");
    const { conditions = [] } = await status("again");
    expect(conditions.find(({ type }) => type === "Accepted")).toMatchObject({
      status: "False",
      message: expect.stringContaining(message),
    });
  });
});
