import type { FlowDefinition, FlowStep } from "@slipway/model/flows/index.ts";
import { expect, test } from "vitest";
import { diffFlows } from "./diff-flows.ts";

const step = (name: string, more: Partial<FlowStep> = {}): FlowStep => ({
  name,
  run: { command: ["true"] },
  ...more,
});
const BEFORE: FlowDefinition = {
  parameters: [
    { name: "day", type: "date" },
    { name: "rows", type: "integer", default: 1 },
  ],
  steps: [step("a"), { name: "b", steps: [step("x"), step("y", { needs: ["x"] })] }],
  onExit: [step("tell")],
  timeoutSeconds: 60,
};

test("Equal definitions have no changes, in whatever order their members are written", () => {
  const { steps, ...rest } = BEFORE;
  expect(diffFlows(BEFORE, { steps, ...rest })).toEqual([]);
});

test("Changes are told part by part, of steps inside of others too", () => {
  const after: FlowDefinition = {
    parameters: [
      { name: "rows", type: "integer", default: 2 },
      { name: "lr", type: "number" },
    ],
    steps: [
      step("a", { run: { command: ["true"], args: ["x".repeat(50)], image: "i:2" } }),
      { name: "b", steps: [step("x"), step("z")] },
    ],
    maxActiveSteps: 4,
    timeoutSeconds: 90,
  };
  expect(diffFlows(BEFORE, after)).toEqual([
    { what: "changed", part: "parameter rows", members: ["default: 1 → 2"] },
    { what: "added", part: "parameter lr", members: [] },
    { what: "removed", part: "parameter day", members: [] },
    { what: "changed", part: "step a", members: ["run.args", 'run.image: none → "i:2"'] },
    { what: "added", part: "step b.z", members: [] },
    { what: "removed", part: "step b.y", members: [] },
    { what: "removed", part: "step onExit.tell", members: [] },
    { what: "changed", part: "timeoutSeconds", members: ["timeoutSeconds: 60 → 90"] },
    { what: "added", part: "maxActiveSteps", members: [] },
  ]);
});

test("Another order of steps is another version, and told", () => {
  const turned = { ...BEFORE, steps: [...BEFORE.steps].reverse() };
  expect(diffFlows(BEFORE, turned)).toEqual([
    { what: "changed", part: "the order of steps or parameters", members: [] },
  ]);
});

test("A step that holds others no more, or does now, has changed", () => {
  const after = { ...BEFORE, steps: [step("a"), step("b")] };
  expect(diffFlows(BEFORE, after).filter(({ part }) => part === "step b")).toEqual([
    {
      what: "changed",
      part: "step b",
      members: ['steps: "inside" → none', 'run: none → {"command":["true"]}'],
    },
  ]);
});
