import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { expect, test } from "vitest";
import { FlowBench } from "./testing/flow-bench.ts";

const FEW = 120;
const MANY = 480;

interface Cost {
  /** Looks at programs, and rows that were written, of a step. */
  readonly looks: number;
  readonly rows: number;
  readonly bytes: number;
}

test("a step costs as many looks and rows in a run of many as in one of few, and the run's object does not grow", async () => {
  const [few, many] = [await costOf(FEW), await costOf(MANY)];
  expect(many.looks).toBeLessThanOrEqual(few.looks);
  expect(many.rows).toBeCloseTo(2, 1);
  expect(few.rows).toBeCloseTo(2, 1);
  expect(many.bytes).toBe(few.bytes);
});

test.each([
  ["when it begins", false],
  ["when another process goes on with it", true],
])(
  "of steps without work the ledger is given some hundreds at once, and no more, %s",
  async (_, isKilled) => {
    const bench = await FlowBench.open();
    try {
      const { ledger } = bench;
      const append = ledger.appendFact;
      let [going, most] = [0, 0];
      ledger.appendFact = async (subject, fact) => {
        most = Math.max(most, ++going);
        // As of a ledger on a thread of its own: others have their turn.
        await new Promise((resolve) => setImmediate(resolve));
        await append(subject, fact);
        going--;
      };
      const items = Array.from({ length: 3_000 }, (_, index) => index);
      const first = { name: "first", run: { command: ["true"] } };
      const fan = { name: "fan", ...(isKilled ? { needs: ["first"] } : {}), forEach: { items }, pass: {} };
      await bench.run({ steps: isKilled ? [first, fan] : [fan] });
      if (isKilled) {
        bench.kill();
        await bench.ended("first");
      }
      expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
      expect(most).toBeGreaterThan(100);
      expect(most).toBeLessThanOrEqual(500);
    } finally {
      await bench.close();
    }
  },
);

/** Of a fan of so many programs, of which all that go on end at once, again and again. */
async function costOf(count: number): Promise<Cost> {
  const bench = await FlowBench.open();
  try {
    const [looks, rows] = [counted(bench.runs, "observe"), counted(bench.ledger, "appendFact")];
    const items = Array.from({ length: count }, (_, index) => index);
    await bench.run({ steps: [{ name: "fan", forEach: { items }, run: { command: ["true"] } }] });
    for (let ended = 0; ended < count; ) {
      const begun = bench.runs.started.slice(ended);
      expect(begun.length).toBeGreaterThan(0);
      ended += begun.length;
      for (const { name } of begun)
        bench.runs.enter(`default/${name}`, "succeeded", { results: { stored: {}, facts: {} } });
      await bench.look();
    }
    const run = await bench.get(flowRunKind, "nightly-1");
    expect(run.status).toMatchObject({ phase: "Succeeded", steps: { success: count + 1 } });
    return { looks: looks() / count, rows: rows() / count, bytes: JSON.stringify(run.status).length };
  } finally {
    await bench.close();
  }
}

/** How often a method is called from now on. */
function counted<Name extends string>(
  of: Record<Name, (...args: never[]) => unknown>,
  name: Name,
): () => number {
  let count = 0;
  const method = of[name].bind(of);
  of[name] = (...args) => {
    count++;
    return method(...args);
  };
  return () => count;
}
