import { describe, expect, test } from "vitest";
import type { FlowStep } from "../definition.ts";
import { compileFlow } from "./compile.ts";
import { FlowProblems } from "./problem.ts";
import { RunGraph } from "./run-graph.ts";
import type { WorkEnd } from "./work.ts";

const run = { command: ["true"] };

/** Plays a run to its end, whose work ends as told, with success where nothing is; answers what ran, and how all has ended. */
function play(
  steps: readonly FlowStep[],
  told: Readonly<Record<string, Omit<WorkEnd, "state"> & Partial<WorkEnd>>> = {},
) {
  const graph = new RunGraph(compileFlow({ steps }), { parameters: {}, run: {} });
  const [ran, ends] = [[] as string[], {} as Record<string, string>];
  const decide = (): void => {
    while (!graph.advance(2));
    for (const { path, state } of graph.takeSettled()) ends[path] = state;
  };
  for (decide(); graph.end === undefined; decide()) {
    const taken = graph.take(10);
    for (const { path } of taken) {
      ran.push(path);
      graph.ended(path, { state: "success", ...told[path] });
    }
    if (taken.length === 0 && graph.advance(0) && graph.end === undefined)
      throw new Error("it waits for ever");
  }
  return { ran, ends, state: graph.end.state };
}

const FAILED = { state: "failed" } as const;
const ERRORED = { state: "failed", isError: true } as const;
const a: FlowStep = { name: "a", run };
const never: FlowStep = { name: "a", run, when: "false" };
const omitted: readonly FlowStep[] = [
  { name: "first", run, allowFailure: true },
  { name: "a", run, depends: "first.Failed" },
];

// https://argo-workflows.readthedocs.io/en/latest/enhanced-depends-logic/: what each result says of a task.
describe.each([
  ["has succeeded", [a], {}, "Succeeded"],
  ["has failed by its program", [a], { a: FAILED }, "Failed"],
  ["was kept from success by something else", [a], { a: ERRORED }, "Errored"],
  ["was skipped by its condition", [never], {}, "Skipped"],
  ["was not let run by its own depends", omitted, {}, "Omitted"],
] as const)("a step that %s", (_, steps, told, is) => {
  test.each(["Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned"])(
    "is asked for %s",
    (asked) => {
      const { ran, ends } = play([...steps, { name: "b", run, depends: `a.${asked}` }], told);
      expect(ran.includes("b")).toBe(asked === is);
      expect(ends["b"]).toBe(asked === is ? "success" : "skipped");
    },
  );

  // "If a task name is used without a result, it's equivalent to (task.Succeeded || task.Skipped || task.Daemoned)."
  test("is asked for nothing", () => {
    const { ran } = play([...steps, { name: "b", run, depends: "a" }], told);
    expect(ran.includes("b")).toBe(is === "Succeeded" || is === "Skipped");
  });
});

test.each([
  [{}, true, false],
  [{ "a[0]": FAILED, "a[1]": FAILED }, false, true],
  [{ "a[1]": FAILED }, true, false],
  [{ "a[0]": FAILED, "a[1]": ERRORED }, false, false],
])("items that ended as %j", (told, any, all) => {
  const many: FlowStep = { name: "a", run, forEach: { items: [1, 2], toleratedFailureCount: 2 } };
  const after: readonly FlowStep[] = [
    { name: "any", run, depends: "a.AnySucceeded" },
    { name: "all", run, depends: "a.AllFailed" },
  ];
  const { ran } = play([many, ...after], told);
  expect([ran.includes("any"), ran.includes("all")]).toEqual([any, all]);
});

test("all that it names is waited for, also where one would do, and what the step reads besides", () => {
  const steps: readonly FlowStep[] = [
    a,
    { name: "b", run, needs: ["a"] },
    { name: "c", run, needs: ["b"] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text with an expression of ours
    { name: "d", run: { args: ["${{ steps.c.state }}"] }, depends: "a || b.Failed" },
  ];
  expect(play(steps).ran).toEqual(["a", "b", "c", "d"]);
});

test("work in the scope of a setup that has failed does not run, whatever it says", () => {
  const steps: readonly FlowStep[] = [
    { name: "up", run, setup: true },
    { name: "a", run, needs: ["up"] },
    { name: "b", run, depends: "a.Omitted || a" },
    { name: "down", run, teardownOf: ["up"] },
  ];
  expect(play(steps, { up: FAILED }).ran).toEqual(["up"]);
  expect(play(steps).ran).toEqual(["up", "a", "b", "down"]);
});

test.each([
  [{ depends: "a &&" }, "At column 5 of depends: expected a step's name, ! or (, but found the end.", 4],
  [{ depends: "dwn" }, 'needs "dwn", and there is no such step beside it: did you mean down?', undefined],
  [{ depends: "a.AllFailed" }, "asks a for AnySucceeded or AllFailed, which only a step with forEach has", 0],
  [
    { depends: "a", needs: ["a"] },
    "says what the step waits for in place of needs: leave one of them out",
    0,
  ],
  [{ depends: "up" }, "names or reads a setup", undefined],
  [{ depends: "a", teardownOf: ["up"] }, "is that of a teardown", undefined],
] as const)("%j is refused", (more, message, at) => {
  const steps: readonly FlowStep[] = [
    a,
    { name: "up", run, setup: true },
    { name: "down", run, teardownOf: ["up"] },
    { name: "b", run, ...more },
  ];
  const problems = problemsOf(steps);
  expect(problems).toMatchObject([
    { path: ["steps", 3, "depends"], message: expect.stringContaining(message) },
  ]);
  expect(problems[0]?.at).toBe(at);
});

test("steps that depend on each other are told", () => {
  const steps = [
    { name: "a", run, depends: "b.Failed" },
    { name: "b", run, depends: "!a" },
  ];
  expect(problemsOf(steps)).toMatchObject([{ message: "steps wait for each other: a needs b needs a" }]);
});

function problemsOf(steps: readonly FlowStep[]): FlowProblems["problems"] {
  try {
    compileFlow({ steps });
  } catch (error) {
    if (error instanceof FlowProblems) return error.problems;
    throw error;
  }
  return [];
}
