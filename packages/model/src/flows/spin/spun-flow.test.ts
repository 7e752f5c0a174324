// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { describe, expect, test } from "vitest";
import type { FlowDefinition, FlowStep } from "../definition.ts";
import { RunGraph } from "../graph/run-graph.ts";
import type { StepEnd } from "../graph/states.ts";
import type { Json } from "../json.ts";
import { readDefinition } from "../read-definition.ts";
import { spunFlow } from "./spun-flow.ts";

const run = { command: ["true"] };
const FACTS = { name: "again", date: "2026-11-30" };

interface End {
  readonly path: string;
  readonly state: StepEnd;
  readonly isWork: boolean;
  readonly results?: Readonly<Record<string, Json>>;
  readonly artifacts?: Readonly<Record<string, Json>>;
}

const did = (path: string, results: Readonly<Record<string, Json>> = {}): End => ({
  path,
  state: "success",
  isWork: true,
  results,
});

const spun = (
  definition: FlowDefinition,
  path: string,
  { ends = [], parameters = {} }: { ends?: readonly End[]; parameters?: Readonly<Record<string, Json>> } = {},
): FlowDefinition =>
  spunFlow(readDefinition(definition), { path, of: "first", ends, parameters, run: FACTS });

/** What the only step of a flow is given. */
function bodyOf(definition: FlowDefinition): Json | undefined {
  const graph = new RunGraph(readDefinition(definition), { parameters: {}, run: {} });
  while (!graph.advance(100));
  return graph.take(1)[0]?.body;
}

const FIT: FlowStep = {
  name: "fit",
  forEach: { items: [0.1, 0.2], as: "rate" },
  steps: [
    {
      name: "train",
      run: { args: ["${{ items.rate }}", "${{ steps.prepare.results.rows }}", "${{ run.name }}"] },
    },
    { name: "test", run: { args: ["${{ steps.train.results.auc }}"] } },
  ],
};
const NIGHTLY: FlowDefinition = {
  parameters: [{ name: "day", type: "date" }],
  steps: [
    { name: "prepare", run: { ...run, results: [{ name: "rows" }], artifacts: [{ name: "data" }] } },
    FIT,
    {
      name: "best",
      needs: ["fit"],
      timeoutSeconds: 60,
      pool: "gpus",
      retry: { limits: { "user-code": 3 } },
      cache: {},
      run: {
        command: ["best", "${{ results.loss.path }}"],
        args: ["${{ parameters.day }}"],
        inputs: [{ name: "data", from: "${{ steps.prepare.artifacts.data }}" }],
        results: [{ name: "loss" }],
      },
    },
  ],
  onExit: [{ name: "tell", run: { args: ["${{ run.state }}"] } }],
};
const DATA = { uri: "s3://b/data", digest: "sha256:1" };
const ENDS: readonly End[] = [
  { ...did("prepare", { rows: 32 }), artifacts: { data: DATA } },
  did("fit[1].train", { auc: 0.9 }),
  did("fit[0].train", { auc: 0.8 }),
  did("fit[0].test"),
  { ...did("fit[1].test"), state: "failed" },
];

describe("one step of a run alone", () => {
  test("has what the steps before it gave, and neither retries nor cache", () => {
    const ends = [...ENDS.slice(0, -1), did("fit[1].test"), did("best"), did("onExit.tell")];
    expect(spun(NIGHTLY, "best", { ends, parameters: { day: "2026-11-30" } })).toEqual({
      steps: [
        {
          name: "best",
          timeoutSeconds: 60,
          pool: "gpus",
          run: {
            command: ["best", "/opt/ml/output/results/loss"],
            args: ["2026-11-30"],
            inputs: [{ name: "data", from: DATA }],
            results: [{ name: "loss" }],
          },
        },
      ],
    });
    expect(spun(NIGHTLY, "onExit.tell", { ends }).steps[0]?.run?.args).toEqual(["success"]);
  });

  test("is one of an item, whatever the others came to and whether or not it came to its own end", () => {
    expect(spun(NIGHTLY, "fit[1].train", { ends: ENDS }).steps[0]?.run?.args).toEqual([0.2, 32, "again"]);
    expect(spun(NIGHTLY, "fit[1].test", { ends: ENDS }).steps[0]?.run?.args).toEqual([0.9]);
    const still = [did("prepare", { rows: 5 })];
    expect(spun(NIGHTLY, "fit[1].train", { ends: still }).steps[0]?.run?.args?.[1]).toBe(5);
  });

  test("is taken from another definition than the run's, in whatever order that has its steps", () => {
    const changed: FlowDefinition = {
      steps: [
        { name: "late", needs: ["prepare"], run: { args: ["new ${{ steps.first.results.x }}"] } },
        { name: "prepare", needs: ["first"], run },
        { name: "first", run },
      ],
    };
    const ends = [did("prepare"), did("first", { x: 1 })];
    expect(spun(changed, "late", { ends }).steps[0]?.run?.args).toEqual(["new 1"]);
  });

  test("takes what steps gave for data, also where it looks like an expression", () => {
    const text = "${{ 1 + }} and ${{";
    const definition: FlowDefinition = {
      steps: [
        { name: "a", run: { ...run, results: [{ name: "x" }] } },
        { name: "b", run: { args: ["${{ steps.a.results.x }}"], env: { X: "= ${{ steps.a.results.x }}" } } },
      ],
    };
    const flow = spun(definition, "b", { ends: [did("a", { x: { text } })] });
    expect(bodyOf(flow)).toEqual({ args: [{ text }], env: { X: `= ${JSON.stringify({ text })}` } });
    expect(bodyOf(spun(definition, "b", { ends: [did("a", { x: "${{" })] }))).toMatchObject({
      args: ["${{"],
    });
  });

  const skipping: FlowDefinition = {
    steps: [
      { name: "a", run },
      { name: "b", when: "false", run },
      { name: "c", needs: ["a"], run },
      { name: "d", needs: ["c"], run: { args: ["${{ steps.a.results.x }}"] } },
      { name: "g", steps: [{ name: "h", run }] },
      { name: "p", pass: {} },
    ],
  };
  test.each<[string, FlowDefinition, readonly End[], string]>([
    ["fits[0].train", NIGHTLY, ENDS, "The flow has no step fits[0].train: did you mean fit?"],
    ["fit[0].x.y", NIGHTLY, ENDS, "The flow has no step fit[0].x.y"],
    ["fit", NIGHTLY, ENDS, "fit runs for each of its items: name one, for instance fit[0]"],
    [
      "fit[0]",
      NIGHTLY,
      ENDS,
      "fit[0] holds steps, and runs nothing itself: name one of them, for instance fit[0].train",
    ],
    ["prepare[0]", NIGHTLY, ENDS, "prepare has no items: name it without [0]"],
    ["fit[7].train", NIGHTLY, ENDS, "fit[7].train has not come to run in first: there is no such item"],
    [
      "fit[0].train",
      NIGHTLY,
      [],
      "fit[0].train has no inputs in first: prepare before it has not ended there",
    ],
    ["best", NIGHTLY, ENDS, "best has no inputs in first: fit before it did not succeed there"],
    ["b", skipping, [], "b would not run in first: false is false"],
    [
      "c",
      skipping,
      [{ ...did("a"), state: "failed" }],
      "c has no inputs in first: a before it did not succeed there",
    ],
    ["d", skipping, [did("a"), did("c")], "d would not run in first: "],
    ["g", skipping, [], "name one of them, for instance g.h"],
    ["p", skipping, [], "p runs nothing: it only gives results"],
    ["..", skipping, [], "The flow has no step .."],
  ])("is refused for %s", (path, definition, ends, words) => {
    expect(() => spun(definition, path, { ends })).toThrow(words);
  });
});
