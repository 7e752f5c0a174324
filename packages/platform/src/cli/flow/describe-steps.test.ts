import type { FlowDefinition, StepEnd } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { StepsAsked } from "@slipway/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stepsPage } from "#ledger/kept-steps.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { appendStepEnd, appendStepTry, openTries } from "#ledger/step-records.ts";
import { colorsFor } from "../output/colors.ts";
import { askedFor, type StepsShown, stepSection, stepsForPrograms } from "./describe-steps.ts";
import { readFrom } from "./read-steps.ts";

const START = Date.parse("2026-11-30T03:00:00Z");
const subject = { namespace: "default", kind: "FlowRun", name: "nightly-1", uid: "u-1" };
const command = { command: ["true"] };
const at = new Date(START);

let ledger: Ledger;
let rows = 0;
beforeEach(() => {
  ledger = createMemoryLedger();
  rows = 0;
});
afterEach(() => ledger.close());

const end = (path: string, more: { state?: StepEnd; isWork?: boolean; place?: number; why?: string } = {}) =>
  appendStepEnd(ledger, subject, { path, state: "success", isWork: false, at, ...more });
const begin = (path: string, attempt = 1) =>
  appendStepTry(ledger, subject, { path, attempt, run: `x-${path}-${attempt}`, at });

const counting = (): Ledger => ({
  ...ledger,
  facts: async (asked) => {
    const page = await ledger.facts(asked);
    rows += page.facts.length;
    return page;
  },
  filedFacts: async (asked) => {
    const found = await ledger.filedFacts(asked);
    rows += found.length;
    return found;
  },
});

async function read(definition: FlowDefinition | undefined, asked: StepsAsked, count = 0) {
  const run = { status: { steps: { success: count } } } as unknown as FlowRun;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, String(value));
  return readFrom(run, { definition, asked, kept: await stepsPage(counting(), subject, query) });
}

async function drawn(definition: FlowDefinition | undefined, shown: Partial<StepsShown> = {}) {
  const asked = { page: 1, ...shown };
  const how = { name: "flowrun/nightly-1", colors: colorsFor(false, {}), now: START, width: undefined };
  return stepSection(await read(definition, askedFor(asked, false)), asked, how)
    .join("")
    .split("\n");
}

const fanOf = (count: number): FlowDefinition => ({
  steps: [
    { name: "fan", forEach: { items: Array.from({ length: count }, (_, item) => item) }, run: command },
  ],
});

async function runFan(count: number): Promise<void> {
  for (let item = 0; item < count; item++) {
    await begin(`fan[${item}]`);
    if (item % 100 !== 98)
      await end(`fan[${item}]`, {
        isWork: true,
        ...(item === 70 ? { state: "failed", why: "it broke" } : {}),
      });
  }
}

describe("a run's steps as they are described", () => {
  test("are those of a page, with the failed and the running ones wherever they are, and counted whole", async () => {
    await runFan(300);
    expect(await drawn(fanOf(300))).toEqual([
      "Failed steps:",
      "  STEP      TRIES   TOOK   WHY",
      "  fan[70]   1       0s     it broke",
      "Steps:          1 running",
      expect.stringMatching(/^ {2}… fan +0s {2}300 items: 1 failed, 3 running, 296 done$/),
      ...Array.from({ length: 12 }, (_, item) => expect.stringContaining(`✓ [${item}]`)),
      expect.stringContaining("✗ [70]"),
      ...[98, 198, 298].map((item) => expect.stringContaining(`… [${item}]`)),
      "    … 284 more: 284 done",
      "",
    ]);
    const second = await drawn(fanOf(300), { step: "fan", page: 2 });
    const items = second.flatMap((line) => /\[\d+\](?= +0s)/.exec(line) ?? []);
    expect(items).toEqual(Array.from({ length: 50 }, (_, item) => `[${item + 50}]`));
    expect(second).toContain("  page 2 of 6: slipway describe flowrun/nightly-1 --step 'fan' --page 3");
    await expect(drawn(fanOf(300), { step: "fan", page: 7 })).rejects.toThrow("there are 6 pages");
    await expect(drawn(fanOf(300), { step: "fin" })).rejects.toThrow("no step of the run has that path");
  });

  test("cost as many records in a run of 2,000 as in one of 300", async () => {
    await runFan(300);
    await drawn(fanOf(300));
    const few = rows;
    rows = 0;
    for (let item = 300; item < 2_000; item++) {
      await begin(`fan[${item}]`);
      await end(`fan[${item}]`, { isWork: true });
    }
    await drawn(fanOf(2_000));
    expect(rows).toBe(few);
    expect(few).toBeLessThan(100);
  });

  test("are in the order of the flow, with those to come where it is known which these are", async () => {
    const names = Array.from({ length: 120 }, (_, index) => `s${index}`);
    const definition = { steps: names.map((name) => ({ name, run: command })) };
    for (const [place, name] of [...names.entries()].slice(0, 60).reverse()) {
      await begin(name);
      await end(name, { isWork: true, place });
    }
    await begin("s60");
    const [counts, ...lines] = await drawn(definition, { page: 2 });
    expect(counts).toBe("Steps:          1 running, 60 done, 59 to come");
    const shown = lines.flatMap((line) => /^ {2}(\S s\d+)/.exec(line)?.[1] ?? []);
    expect(shown).toEqual([
      ...names.slice(50, 60).map((name) => `✓ ${name}`),
      "… s60",
      ...names.slice(61, 100).map((name) => `· ${name}`),
    ]);
    expect(lines).toContain("  page 2 of 3: slipway describe flowrun/nightly-1 --page 3");
  });

  test("are what is known of them where the flow is another by now", async () => {
    await begin("b");
    await end("b", { isWork: true, place: 1 });
    await end("a", { state: "skipped", why: "not today" });
    expect((await drawn(undefined)).map((line) => line.replaceAll(/ +/g, " "))).toEqual([
      "Steps: 1 done, 1 skipped",
      " – a skipped · not today",
      " ✓ b 0s",
      "",
    ]);
  });

  test("are told programs, a thousand at most, the failed ones first", async () => {
    await runFan(1_200);
    const told = stepsForPrograms(await read(fanOf(1_200), askedFor({ page: 1 }, true), 1_201)) as {
      items: { path: string; state: string }[];
      leftOut: number;
    };
    expect(told.items).toHaveLength(1_000);
    expect(told.items.slice(0, 3).map(({ path, state }) => `${path} ${state}`)).toEqual([
      ...["fan[70] failed", "fan running", "fan[0] success"],
    ]);
    expect(told.leftOut).toBe(201);
  });

  test("have one open try each, until they have ended", async () => {
    await begin("a");
    await begin("a", 2);
    await begin("b");
    const open = async () => (await openTries(ledger, subject)).map(({ run }) => run);
    expect(await open()).toEqual(["x-a-2", "x-b-1"]);
    await end("a", { isWork: true });
    await end("b", { state: "canceled" });
    expect(await open()).toEqual([]);
  });
});
