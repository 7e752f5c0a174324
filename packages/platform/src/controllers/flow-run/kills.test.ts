import type { FlowDefinition, FlowStep } from "@slipway/model/flows/index.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readStepEnds } from "#ledger/step-records.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { FlowBench } from "./testing/flow-bench.ts";

const run = { command: ["true"] };
const step = (name: string, more: Partial<FlowStep> = {}): FlowStep => ({ name, run, ...more });
const UP = step("up", { setup: true });
const DROP = step("drop", { teardownOf: ["up"] });
const RETRIED = { retry: { limits: { "user-code": 5 }, backoffSeconds: 0 } };
const RETRIED_LATER = { retry: { limits: { "user-code": 5 }, backoffSeconds: 5 } };

describe("a pipeline's run whose server is killed", () => {
  let bench: FlowBench;
  beforeEach(async () => {
    bench = await FlowBench.open();
  });
  afterEach(() => bench.close());

  const paths = (): readonly string[] => bench.runs.started.map(({ name }) => pathIn(name));
  const stopped = (): readonly string[] =>
    bench.runs.stopAsked.map((key) => pathIn(key.slice("default/".length)));
  const again = async (): Promise<void> => {
    bench.kill();
    await bench.look();
  };

  test("after it was canceled: a teardown that is done is not done again", async () => {
    await bench.run({
      steps: [
        UP,
        step("long", { needs: ["up"], forEach: { items: [0, 1] } }),
        step("never", { needs: ["long"] }),
        DROP,
      ],
      onExit: [step("tell")],
    });
    await bench.ended("up");
    await bench.cancel();
    await bench.look();
    expect(paths()).toEqual(["up", "long-0", "long-1", "drop"]);
    await bench.ended("drop");
    await again();
    expect(paths()).toEqual(["up", "long-0", "long-1", "drop", "onexit-tell"]);
    await bench.ended("onexit-tell");
    expect(await bench.status()).toMatchObject({ phase: "Canceled", steps: { success: 3, canceled: 4 } });
  });

  test("while programs of a canceled run come to their end: they are still asked to, and nothing follows before", async () => {
    bench.runs.slowToStop = true;
    await bench.run({ steps: [UP, step("long", { needs: ["up"] }), DROP] });
    await bench.ended("up");
    await bench.cancel();
    const before = stopped().length;
    await again();
    expect(stopped().slice(before)).toContain("long");
    expect(paths()).toEqual(["up", "long"]);
    await bench.ended("long", "failed");
    expect(paths()).toEqual(["up", "long", "drop"]);
  });

  test("while a canceled run is set up: what that has made is torn down", async () => {
    bench.runs.slowToStop = true;
    await bench.run({ steps: [UP, step("work", { needs: ["up"] }), DROP] });
    await bench.cancel();
    await again();
    await bench.ended("up");
    await again();
    expect(paths()).toEqual(["up", "drop"]);
    await bench.ended("drop");
    expect(await bench.status()).toMatchObject({ phase: "Canceled", steps: { success: 2, canceled: 1 } });
  });

  test("between a failure and the try that follows it: the failed one is not begun again", async () => {
    await bench.run({ steps: [step("work", RETRIED)] });
    const remove = bench.runs.remove.bind(bench.runs);
    const append = bench.ledger.appendFact.bind(bench.ledger);
    bench.ledger.appendFact = (subject, fact) => {
      bench.ledger.appendFact = append;
      return fact.type === "step-try" ? Promise.reject(new Error("killed")) : append(subject, fact);
    };
    await bench.ended("work", "failed");
    bench.runs.remove = async (ref) => {
      bench.runs.remove = remove;
      await remove(ref);
      throw new Error("killed");
    };
    await again();
    await again();
    const names = bench.runs.started.map(({ name, attempt }) => `${name} ${attempt}`);
    expect(new Set(names).size).toBe(names.length);
    expect(bench.runs.started.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test("after it was canceled while a step paused: the try that had failed is taken away", async () => {
    await bench.run({ steps: [step("work", RETRIED_LATER), step("other")] });
    bench.runs.slowToStop = true;
    const remove = bench.runs.remove.bind(bench.runs);
    bench.runs.remove = () => Promise.resolve("going");
    await bench.ended("work", "failed");
    await bench.cancel();
    bench.runs.remove = remove;
    await again();
    await bench.ended("other", "failed");
    expect(await bench.status()).toMatchObject({ phase: "Canceled" });
    for (const { name } of bench.runs.started) expect(bench.runs.phaseOf(`default/${name}`)).toBe("gone");
  });

  test("before what has ended was taken away: it is taken away", async () => {
    await bench.run({ steps: [step("work"), step("more", { needs: ["work"] })] });
    const remove = bench.runs.remove.bind(bench.runs);
    bench.runs.remove = async () => {
      bench.runs.remove = remove;
      throw new Error("killed");
    };
    await bench.ended("work");
    await again();
    expect(bench.runs.phaseOf(`default/${bench.runs.started[0]?.name}`)).toBe("gone");
    expect(paths()).toEqual(["work", "more"]);
  });
});

describe("a pipeline's run that two servers go on with", () => {
  let bench: FlowBench;
  beforeEach(async () => {
    bench = await FlowBench.open();
    await bench.run({ steps: [step("work", RETRIED_LATER), step("more", { needs: ["work"] })] });
    bench.swap();
    await bench.look();
  });
  afterEach(() => bench.close());

  const tries = (): readonly string[] =>
    bench.runs.started.map(({ name, attempt }) => `${pathIn(name)} ${attempt}`);
  const begun = (): ReadonlySet<string> => new Set(tries());
  /** What the server that looks tells of the run is told to nobody. */
  const untold = async (does: () => Promise<unknown>): Promise<void> => {
    bench.workshop.onWrite = () => {
      throw new Error("killed");
    };
    await does().catch(() => {});
    bench.workshop.onWrite = () => {};
  };

  test.each([true, false])(
    "begins nothing anew that the other one has ended, be that told (%s) or not",
    async (isTold) => {
      const before = tries().length;
      if (isTold) await bench.ended("work");
      else await untold(() => bench.ended("work"));
      bench.swap();
      await bench.look();
      await bench.look();
      expect(begun()).toEqual(new Set(["work 1", "more 1"]));
      expect(tries().slice(before)).not.toContain("work 1");
      await bench.ended("more");
      expect(await bench.status()).toMatchObject({ phase: "Succeeded", steps: { success: 2 } });
    },
  );

  test("begins no try anew that the other one has ended after its pause", async () => {
    await bench.ended("work", "failed");
    bench.swap();
    await bench.look();
    bench.workshop.clock.advance(6_000);
    bench.swap();
    await untold(async () => {
      await bench.look().catch(() => {});
      await bench.ended("work");
    });
    const before = tries().length;
    bench.swap();
    await bench.look();
    await bench.look();
    expect(tries().slice(before)).not.toContain("work 2");
    expect(begun()).toEqual(new Set(["work 1", "work 2", "more 1"]));
  });
});

/** A real API server takes its time. */
const RUNS = process.env["SLIPWAY_TEST_KUBECONFIG"] === undefined ? 20 : 2;

const definitionWith = (retried: Partial<FlowStep>): FlowDefinition => ({
  steps: [
    UP,
    step("fit", { needs: ["up"], forEach: { items: [0, 1, 2], maxConcurrency: 2 }, ...retried }),
    {
      name: "inner",
      needs: ["up"],
      steps: [step("a", { setup: true }), step("b", { needs: ["a"] }), step("c", { teardownOf: ["a"] })],
    },
    step("last", { needs: ["fit", "inner"] }),
    DROP,
  ],
  onExit: [step("tell")],
});

type Act =
  | { readonly does: "end"; readonly pick: number; readonly how: "succeeded" | "failed" }
  | { readonly does: "kill" | "cancel" | "break" | "swap" | "together"; readonly pick: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    does: fc.constant("end" as const),
    pick: fc.nat(20),
    how: fc.constantFrom("succeeded", "succeeded", "failed"),
  }),
  fc.record({
    does: fc.constantFrom("kill", "kill", "break", "cancel", "swap", "together"),
    pick: fc.nat(8),
  }),
);

test("a run whose server is killed at any moment begins each try once, and tears down what was set up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 16 }), pauses, async (acts, retried) => {
      const bench = await FlowBench.open();
      try {
        await play(bench, { acts, definition: definitionWith(retried) });
        await prove(bench);
      } finally {
        await bench.close();
      }
    }),
    {
      numRuns: RUNS,
      examples: [
        [HELD_UP, RETRIED],
        [GIVEN_UP, RETRIED_LATER],
      ],
    },
  );
});

const pauses = fc.constantFrom(RETRIED, RETRIED_LATER);

/** Items that could have begun when the run was canceled held up its teardown after a kill, which was done again. */
const HELD_UP: Act[] = [
  { does: "break", pick: 0 },
  { does: "end", pick: 0, how: "succeeded" },
  { does: "cancel", pick: 0 },
  { does: "kill", pick: 0 },
  { does: "break", pick: 2 },
  { does: "kill", pick: 0 },
];

/** A run that is canceled while a step pauses after a try that has failed. */
const GIVEN_UP: Act[] = [
  { does: "end", pick: 0, how: "succeeded" },
  { does: "end", pick: 0, how: "failed" },
  { does: "cancel", pick: 0 },
];

/** Does what was drawn, and then ends whatever goes on until the run is over. */
async function play(
  bench: FlowBench,
  { acts, definition }: { readonly acts: readonly Act[]; readonly definition: FlowDefinition },
): Promise<void> {
  bench.runs.slowToStop = true;
  await bench.run(definition);
  for (const one of acts) {
    await perform(bench, one);
    await bench.look();
  }
  for (let left = 40; left > 0 && (await bench.status()).completionTime === undefined; left--) {
    if (!(await endOne(bench, 0, "succeeded"))) bench.kill();
    bench.workshop.clock.advance(10_000);
    await bench.look();
  }
}

async function perform(bench: FlowBench, one: Act): Promise<void> {
  switch (one.does) {
    case "end":
      await endOne(bench, one.pick, one.how);
      break;
    case "cancel":
      return bench.cancel();
    case "break":
      return breakAfter(bench, one.pick);
    case "swap":
      return bench.swap();
    case "together":
      return bench.lookTogether();
    case "kill":
      return bench.kill();
  }
}

/** Of the programs that go on, one ends. */
async function endOne(bench: FlowBench, pick: number, how: "succeeded" | "failed"): Promise<boolean> {
  const going = bench.runs.started
    .map(({ name }) => `default/${name}` as const)
    .filter((key) => bench.runs.phaseOf(key) === "pending");
  const key = going[pick % going.length];
  if (key === undefined) return false;
  const failure = { class: "user-code", message: "it broke" } as const;
  bench.runs.enter(key, how, how === "failed" ? { failure } : { results: { stored: {}, facts: {} } });
  return true;
}

/** After so many calls of the machinery the server is killed: the next one has happened, and nobody learns of it. */
function breakAfter(bench: FlowBench, calls: number): void {
  let left = calls;
  for (const name of ["start", "remove"] as const) {
    const does = bench.runs[name].bind(bench.runs) as (one: never) => Promise<never>;
    bench.runs[name] = (async (one: never) => {
      const done = await does(one);
      if (left-- === 0) {
        bench.kill();
        throw new Error("killed");
      }
      return done;
    }) as never;
  }
}

async function prove(bench: FlowBench): Promise<void> {
  const { phase } = await bench.status();
  expect(["Succeeded", "Failed", "Canceled"]).toContain(phase);
  const names = bench.runs.started.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const ends = await readStepEnds(bench.ledger, subjectOf(await bench.get(flowRunKind, "nightly-1")));
  const states = new Map(ends.map(({ path, state }) => [path, state]));
  for (const [setup, teardown] of [
    ["up", "drop"],
    ["inner.a", "inner.c"],
  ] as const)
    if (states.get(setup) === "success") expect(["success", "failed"]).toContain(states.get(teardown));
  expect(states.get("onExit.tell")).toMatch(/success|failed/);
  for (const name of names) expect(bench.runs.phaseOf(`default/${name}`)).toBe("gone");
}

/** Of `nightly-1-fit-0-0123456789` the step. */
function pathIn(name: string): string {
  return name.slice("nightly-1-".length).replace(/-[0-9a-f]{10}$/, "");
}
