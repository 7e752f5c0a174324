// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { describe, expect, test } from "vitest";
import type { FlowDefinition, FlowStep, RunBody } from "../definition.ts";
import type { Json } from "../json.ts";
import { readDefinition } from "../read-definition.ts";
import { cacheEffects } from "./cache-effects.ts";

const digest = (of: string) => `sha256:${of.repeat(64)}`;
const image = `reg/a@${digest("1")}`;
const cache = {};
const step = (name: string, run: RunBody, more: Partial<FlowStep> = {}): FlowStep => ({
  name,
  cache,
  run: { image, ...run },
  ...more,
});
const given = { uri: "s3://b/d", digest: digest("a") };
const prepare = step("prepare", { args: ["${{ parameters.day }}"], artifacts: [{ name: "data" }] });
const train = step("train", {
  args: ["${{ parameters.rate }}"],
  inputs: [{ name: "data", from: "${{ steps.prepare.artifacts.data }}" }],
});
const report = step("report", { command: ["report"] }, { needs: ["train"] });
const FLOW: FlowDefinition = {
  parameters: [
    { name: "day", type: "date" },
    { name: "rate", type: "number" },
  ],
  steps: [prepare, train, report],
};
const ends = [{ path: "prepare", artifacts: { data: given } }, { path: "train" }, { path: "report" }].map(
  (end) => ({ state: "success" as const, isWork: true, ...end }),
);
const PARAMETERS: Readonly<Record<string, Json>> = { day: "2026-11-30", rate: 0.1 };

const effects = (
  after: readonly FlowStep[],
  {
    before = FLOW.steps,
    parameters = PARAMETERS,
  }: { before?: readonly FlowStep[]; parameters?: typeof PARAMETERS } = {},
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    cacheEffects({
      before: {
        flow: readDefinition({ ...FLOW, steps: before }),
        parameters: PARAMETERS,
        run: { name: "first" },
      },
      after: { flow: readDefinition({ ...FLOW, steps: after }), parameters, run: { name: "next" } },
      ends,
    }).map((effect) => [effect.step, `${effect.what}: ${effect.why}`]),
  );

const SAME = "taken: nothing of it has changed";
const BEHIND = "depends: it is taken if prepare, which it reads, gives the same again";

describe("what another definition does to the cache", () => {
  test.each<[string, FlowStep, Readonly<Record<string, string>>]>([
    ["nothing", prepare, { prepare: SAME, train: SAME }],
    [
      "memory and retries",
      { ...prepare, run: { ...prepare.run, resources: { memory: "8Gi" } }, retry: { limits: {} } },
      { prepare: SAME, train: SAME },
    ],
    [
      "its image",
      { ...prepare, run: { ...prepare.run, image: `reg/a@${digest("2")}` } },
      { prepare: "runs: image changed", train: BEHIND },
    ],
    [
      "its command and arguments",
      { ...prepare, run: { ...prepare.run, command: ["x"], args: [] } },
      { prepare: "runs: args, command changed", train: BEHIND },
    ],
    [
      "a tag in place of a digest",
      { ...prepare, run: { ...prepare.run, image: "reg/a:1" } },
      {
        prepare: "runs: the image reg/a:1 is named by what may change: name it by its digest",
        train: BEHIND,
      },
    ],
    ["its cache", { ...prepare, cache: { key: "v2" } }, { prepare: "runs: key changed", train: BEHIND }],
  ])("where a step changes %s", (_, changed, expected) => {
    const found = effects([changed, train, report]);
    // What only waits for another is given nothing by it.
    expect(found).toMatchObject({ ...expected, report: SAME });
  });

  test("a parameter's other value is the reason of those that read it alone", () => {
    expect(effects(FLOW.steps, { parameters: { ...PARAMETERS, rate: 0.2 } })).toEqual({
      prepare: SAME,
      train: "runs: parameter rate changed",
      report: SAME,
    });
  });

  test("a step without cache always runs, and what was not kept cannot be taken", () => {
    const { cache: _, ...uncached } = prepare;
    expect(effects([uncached, train, report])).toEqual({ train: BEHIND, report: SAME });
    expect(effects(FLOW.steps, { before: [uncached, train, report] })["prepare"]).toBe(
      "runs: what it gave was not kept",
    );
  });

  test("what has the run's own name is never taken, nor what reads a place that may change", () => {
    const named = { ...prepare, run: { ...prepare.run, env: { RUN: "${{ run.name }}" } } };
    expect(effects([named, train, report], { before: [named, train, report] })["prepare"]).toBe(
      "runs: env would be other ones in each run",
    );
    const reads = { ...report, run: { image, inputs: [{ name: "raw", from: "s3://b/raw/" }] } };
    expect(effects([prepare, train, reads])["report"]).toBe(
      'runs: Input "raw" is no artifact of a step, and may change',
    );
  });

  test("a step behind a new one has nothing to be judged by", () => {
    const first = step("new", {});
    expect(effects([first, { ...prepare, needs: ["new"] }, train, report])).toMatchObject({
      prepare: "runs: what comes before it has changed",
      train: "runs: what comes before it has changed",
    });
  });
});
