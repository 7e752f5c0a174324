import { describe, expect, test } from "vitest";
import { placeOf } from "../graph/problem.ts";
import { readDefinition } from "../read-definition.ts";
import { adviseFlow } from "./advise-flow.ts";
import { movesTag } from "./moves-tag.ts";

const advice = (definition: object): readonly string[] =>
  adviseFlow(readDefinition(definition)).map(({ code, path }) => `${code} ${placeOf(path)}`);
const ofSteps = (...steps: readonly object[]): readonly string[] => advice({ steps });
const run = { command: ["true"] };
const expression = (text: string): string => `$${`{{ ${text} }}`}`;
const reads = (...texts: readonly string[]) => ({ run: { args: texts.map(expression) } });
const giving = (...names: readonly string[]) => ({ run: { results: names.map((name) => ({ name })) } });

describe("A step apart", () => {
  test("is told where steps beside it have an order", () => {
    expect(ofSteps({ name: "a", run }, { name: "b", run, needs: ["a"] }, { name: "c", run })).toEqual([
      "unconnected-step steps[2].name",
    ]);
  });

  test("is none where all are, or where the flow's results or steps on exit read it", () => {
    expect(ofSteps({ name: "a", run }, { name: "b", run })).toEqual([]);
    const order = [
      { name: "a", run },
      { name: "b", run, needs: ["a"] },
    ];
    const results = [{ name: "r", value: expression("steps.c.results.x") }];
    expect(advice({ steps: [...order, { name: "c", ...giving("x") }], results })).toEqual([]);
    const onExit = [{ name: "mail", ...reads("steps.c.results.x") }];
    expect(advice({ steps: [...order, { name: "c", ...giving("x") }], onExit })).toEqual([]);
  });

  test("is looked for among steps in a step as well", () => {
    const steps = [
      { name: "a", run },
      { name: "b", run, needs: ["a"] },
      { name: "c", run },
    ];
    expect(ofSteps({ name: "all", steps })).toEqual(["unconnected-step steps[0].steps[2].name"]);
  });
});

describe("A result", () => {
  test("that nothing reads is told", () => {
    expect(ofSteps({ name: "a", ...giving("x", "y") }, { name: "b", ...reads("steps.a.results.y") })).toEqual(
      ["unread-result steps[0].run.results[0].name"],
    );
    const pass = { name: "a", pass: {}, results: [{ name: "x", value: 1 }] };
    expect(ofSteps(pass)).toEqual(["unread-result steps[0].results[0].name"]);
  });

  test("is read where all of its step's are, by a key that a value chooses or from inside of another step", () => {
    const a = { name: "a", ...giving("x") };
    expect(
      ofSteps({ name: "k", pass: {}, results: [{ name: "n", value: "x" }] }, a, {
        name: "b",
        ...reads("steps.a.results[steps.k.results.n]"),
      }),
    ).toEqual([]);
    expect(
      ofSteps(a, { name: "b", steps: [{ name: "c", when: "steps.a.results.x > 1", pass: {} }] }),
    ).toEqual([]);
  });
});

test("A parameter that nothing reads is told", () => {
  const parameters = [
    { name: "day", type: "date" },
    { name: "hour", type: "integer", default: 1 },
  ];
  expect(advice({ parameters, steps: [{ name: "a", ...reads("parameters.day") }] })).toEqual([
    "unread-parameter parameters[1].name",
  ]);
});

describe("An image's tag moves", () => {
  test.each([
    ["python", true],
    ["python:latest", true],
    ["localhost:5000/team/train", true],
    ["localhost:5000/team/train:latest", true],
    ["python:3.13-slim", false],
    ["localhost:5000/team/train:1", false],
    [`python@sha256:${"0".repeat(64)}`, false],
    [`python:latest@sha256:${"0".repeat(64)}`, false],
    ["slipway.dev/script", false],
    [expression("parameters.image"), false],
  ])("%s: %s", (image, moves) => {
    expect(movesTag(image)).toBe(moves);
  });

  test("and the step is told", () => {
    expect(ofSteps({ name: "a", run: { image: "python" } })).toEqual(["moving-image-tag steps[0].run.image"]);
  });
});

describe("triggerRule always", () => {
  test("does not wait for what is needed, nor for what is read", () => {
    const a = { name: "a", ...giving("x") };
    const triggerRule = "always";
    expect(ofSteps(a, { name: "b", triggerRule, ...reads("steps.a.results.x") })).toEqual([
      "always-with-needs steps[1].triggerRule",
    ]);
    expect(ofSteps({ name: "a", run }, { name: "b", triggerRule, run, needs: ["a"] })).toEqual([
      "always-with-needs steps[1].triggerRule",
    ]);
  });

  test("is as good as none without", () => {
    expect(ofSteps({ name: "a", run, triggerRule: "always" })).toEqual([]);
  });
});

describe("Another try of what a program did wrong", () => {
  const retry = { limits: { "user-code": 2 } };

  test("needs an end of what hangs", () => {
    expect(ofSteps({ name: "a", run, retry })).toEqual([
      "retry-without-timeout steps[0].retry.limits.user-code",
    ]);
  });

  test("has one by the step's time, or by that of a step around it", () => {
    expect(ofSteps({ name: "a", run, retry, timeoutSeconds: 60 })).toEqual([]);
    expect(ofSteps({ name: "b", timeoutSeconds: 60, steps: [{ name: "a", run, retry }] })).toEqual([]);
    expect(ofSteps({ name: "a", run, retry: { limits: { "user-code": 0, infrastructure: 3 } } })).toEqual([]);
  });
});

describe("A teardown", () => {
  const setup = { name: "up", run, setup: true };
  const teardown = { name: "down", run, teardownOf: ["up"] };

  test("of a setup that nothing needs is told", () => {
    expect(ofSteps(setup, teardown)).toContain("teardown-of-nothing steps[1].teardownOf[0]");
  });

  test("is none where work is behind the setup", () => {
    expect(ofSteps(setup, { name: "work", run, needs: ["up"] }, teardown)).toEqual([]);
  });
});

describe("A need that an expression implies", () => {
  test("is told, also where a step inside reads it", () => {
    const a = { name: "a", ...giving("x") };
    expect(ofSteps(a, { name: "b", needs: ["a"], ...reads("steps.a.results.x") })).toEqual([
      "needless-needs steps[1].needs[0]",
    ]);
    const inner = [{ name: "c", when: "steps.a.results.x > 1", pass: {} }];
    expect(ofSteps(a, { name: "b", needs: ["a"], steps: inner })).toEqual([
      "needless-needs steps[1].needs[0]",
    ]);
  });

  test("is none of a step inside that has the same name", () => {
    const inner = [
      { name: "a", ...giving("x") },
      { name: "c", when: "steps.a.results.x > 1", pass: {} },
    ];
    expect(ofSteps({ name: "a", run }, { name: "b", needs: ["a"], steps: inner })).toEqual([]);
  });
});
