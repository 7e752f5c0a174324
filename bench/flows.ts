import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { FlowDefinition, FlowStep } from "@slipway/model/flows/index.ts";
import { Home, ok } from "../test/e2e/support/home.ts";
import { peakWhile } from "../test/e2e/support/resident-memory.ts";
import { diagnostics } from "./support/diagnostics.ts";
import { median, table } from "./support/table.ts";

const ROUNDS = 5;
const LOOK_MS = 100;
const apiVersion = "slipway.dev/v1alpha1";

const pass = (name: string, more: Partial<FlowStep> = {}): FlowStep => ({ name, pass: {}, ...more });
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const chain = (length: number): readonly FlowStep[] =>
  upTo(length).map((index) => pass(`s${index}`, index === 0 ? {} : { needs: [`s${index - 1}`] }));
const fan = (count: number): FlowStep => pass("fan", { forEach: { items: upTo(count) } });
/** As many levels of steps in steps as there are. */
const nested = (levels: number): FlowStep =>
  upTo(levels).reduce((inner: FlowStep, level) => ({ name: `level-${level}`, steps: [inner] }), pass("leaf"));

/** By name, what is run, and what it is called. */
const CASES: Readonly<Record<string, { readonly title: string; readonly steps: readonly FlowStep[] }>> = {
  few: { title: "100 steps beside each other", steps: [fan(99)] },
  // One definition may have 15,000 values, so that the chain is one of a hundred chains, each behind the one before.
  chain: {
    title: "a chain of 10,000",
    steps: [{ name: "links", forEach: { items: upTo(100), maxConcurrency: 1 }, steps: chain(100) }],
  },
  fan: { title: "a fan-out of 10,000", steps: [fan(10_000)] },
  nested: { title: "100 sub-pipelines inside of each other", steps: [nested(100)] },
  many: {
    title: "100,000 steps, 1,000 in each of 100 items",
    steps: [{ name: "outer", forEach: { items: upTo(100) }, steps: [fan(1_000)] }],
  },
};

/** What a pipeline costs by its size, and whether anything that shows it does. */
export async function benchFlows(): Promise<string> {
  const home = await Home.up();
  try {
    const sizes: (string | number)[][] = [];
    for (const [name, { title, steps }] of Object.entries(CASES))
      sizes.push([title, ...(await costOf(home, name, { steps }))]);
    const lists: (string | number)[][] = [];
    for (const [title, ask] of LISTS) {
      const [few, many] = await timesOf(home, ask);
      lists.push([title, few, many, many / few]);
    }
    return [
      "## Pipelines by their size",
      "",
      "Runs of steps without work, which cost what the engine itself does: CPU of the home's server from `kubectl apply` until the run is over. Peak memory is that of the whole server; rows are the ledger's. Goals: at most 2 ms of CPU a step, the same at any size; an object that does not grow.",
      "",
      table(
        [
          "",
          "steps",
          "seconds",
          "CPU ms a step",
          "peak MB",
          "longest turn, ms of CPU",
          "rows a step",
          "ledger bytes a step",
          "bytes of the FlowRun",
        ],
        sizes,
      ),
      "",
      `What shows a run, in seconds of the whole command, medians of ${ROUNDS} in turn. Goal: no slower than at 100 steps.`,
      "",
      table(["", "100 steps", "100,000 steps", "ratio"], lists),
    ].join("\n");
  } finally {
    await home.down();
  }
}

async function costOf(home: Home, name: string, spec: FlowDefinition): Promise<readonly number[]> {
  const items = [
    { apiVersion, kind: "Flow", metadata: { name }, spec },
    { apiVersion, kind: "FlowRun", metadata: { name: `${name}-1` }, spec: { flow: name } },
  ];
  const [rows, bytes] = ledgerOf(home);
  const before = await diagnostics(home.state);
  const began = performance.now();
  let turn = 0;
  const peak = await peakWhile(home.pid, async () => {
    await ok(home.kubectlWith(JSON.stringify({ apiVersion: "v1", kind: "List", items }), "apply", "-f", "-"));
    while (!(await isOver(home, name))) {
      turn = Math.max(turn, (await diagnostics(home.state)).busiestTurnMs);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  });
  const seconds = (performance.now() - began) / 1_000;
  const { cpuSeconds } = await diagnostics(home.state);
  const { object, steps } = await ended(home, name);
  const [rowsNow, bytesNow] = ledgerOf(home);
  return [
    steps,
    seconds,
    ((cpuSeconds - before.cpuSeconds) * 1_000) / steps,
    peak,
    turn,
    (rowsNow - rows) / steps,
    (bytesNow - bytes) / steps,
    object,
  ];
}

async function isOver(home: Home, name: string): Promise<boolean> {
  const phase = await home.kubectl("get", "flowrun", `${name}-1`, "-o", "jsonpath={.status.completionTime}");
  return phase.stdout !== "";
}

async function ended(home: Home, name: string): Promise<{ readonly object: number; readonly steps: number }> {
  const text = await ok(home.kubectl("get", "flowrun", `${name}-1`, "-o", "json"));
  const { status } = JSON.parse(text) as {
    readonly status: { readonly phase: string; readonly steps: { readonly success: number } };
  };
  if (status.phase !== "Succeeded") throw new Error(`${name} is ${status.phase}`);
  return { object: text.length, steps: status.steps.success };
}

/** Facts in the ledger, and the bytes of their JSON. */
function ledgerOf(home: Home): readonly [rows: number, bytes: number] {
  const database = new DatabaseSync(join(home.state, "db/ledger.sqlite"), { readOnly: true });
  try {
    const row = database
      .prepare("SELECT count(*) AS rows, coalesce(sum(length(json)), 0) AS bytes FROM fact")
      .get();
    return [Number(row?.["rows"]), Number(row?.["bytes"])];
  } finally {
    database.close();
  }
}

const LISTS: readonly (readonly [title: string, ask: (home: Home, run: string) => Promise<unknown>])[] = [
  ["`kubectl get flowrun x`", (home, run) => ok(home.kubectl("get", "flowrun", run))],
  ["`kubectl describe flowrun x`", (home, run) => ok(home.kubectl("describe", "flowrun", run))],
  ["`slipway get flowruns`", (home) => ok(home.slipway("get", "flowruns"))],
  ["`slipway describe flowrun/x`", (home, run) => ok(home.slipway("describe", `flowrun/${run}`))],
  ["`slipway why flowrun/x`", (home, run) => ok(home.slipway("why", `flowrun/${run}`))],
];

async function timesOf(
  home: Home,
  ask: (home: Home, run: string) => Promise<unknown>,
): Promise<readonly [few: number, many: number]> {
  const times: Record<string, number[]> = { "few-1": [], "many-1": [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const [run, seconds] of Object.entries(times)) {
      const began = performance.now();
      await ask(home, run);
      seconds.push((performance.now() - began) / 1_000);
    }
  return [median(times["few-1"] ?? []), median(times["many-1"] ?? [])];
}
