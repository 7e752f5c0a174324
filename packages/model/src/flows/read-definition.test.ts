import { expect, test } from "vitest";
import { FlowProblems } from "./graph/problem.ts";
import { readDefinition } from "./read-definition.ts";

const run = { command: ["true"] };
const problems = (value: unknown): string => {
  try {
    readDefinition(value);
    return "none";
  } catch (error) {
    if (error instanceof FlowProblems) return error.message;
    throw error;
  }
};

test.each([
  [7, ": is 7: expected an object"],
  [{}, ": has no steps"],
  [{ steps: [] }, "steps: has 0 items: expected 1 at least"],
  [{ steps: [{ name: "a", run, need: ["b"] }] }, "steps[0].need: is not known: did you mean needs?"],
  [{ steps: [{ name: "a", run: { args: "x" } }] }, 'steps[0].run.args: is "x": expected a list'],
  [
    { steps: [{ name: "a", run, triggerRule: "all" }] },
    'steps[0].triggerRule: is "all": expected all_success, ',
  ],
  [{ steps: [{ name: "a" }] }, "steps[0]: has nothing to do: expected one of run, resource"],
  [{ steps: [{ name: "a", run, pass: {} }] }, "steps[0]: has run and pass: expected one of run, resource"],
  [{ steps: [{ name: "a", run, timeoutSeconds: 0 }] }, "steps[0].timeoutSeconds: is 0: expected 1 at least"],
  [
    { steps: [{ name: "a", steps: [{ name: "b", steps: [{ name: "c", steps: [{ name: 4, run }] }] }] }] },
    "steps[0].steps[0].steps[0].steps[0].name: is 4: expected a text",
  ],
  [
    { steps: [{ name: "a", run, results: [] }] },
    "steps[0].results: are given by the program of a step that runs one",
  ],
  [
    { steps: [{ name: "a", run }], parameters: [{ name: "x", type: "int" }] },
    'parameters[0].type: is "int": did you mean integer?',
  ],
])("%j", (value, message) => {
  expect(problems(value)).toContain(message);
});

test("what nests for ever is refused, and costs no more than it is allowed to", () => {
  let step: object = { name: "a", run };
  for (let level = 0; level < 300; level++) step = { name: "a", steps: [step] };
  expect(problems({ steps: [step] })).toContain("nested deeper than");
});

test("a definition that can run is read", () => {
  expect(
    problems({
      steps: [
        { name: "a", run },
        { name: "b", steps: [{ name: "c", pass: {} }], needs: ["a"] },
      ],
    }),
  ).toBe("none");
});
