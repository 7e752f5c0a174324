import { describe, expect, test } from "vitest";
import type { FlowDefinition, FlowStep } from "../definition.ts";
import { readDefinition } from "../read-definition.ts";
import type { StepEnd } from "./states.ts";
import { TakenOver } from "./taken-over.ts";

const run = { command: ["true"] };
const step = (name: string, more: Partial<FlowStep> = {}): FlowStep => ({ name, run, ...more });

/** The steps of `ends` that count, of a run that ended so. */
const counting = (definition: FlowDefinition, ends: Readonly<Record<string, StepEnd>>): readonly string[] => {
  const taken = new TakenOver(
    readDefinition(definition),
    Object.entries(ends).map(([path, state]) => ({ path, state })),
  );
  return Object.keys(ends).filter((path) => taken.has(path));
};

describe("of a run that is gone on with", () => {
  test("what has succeeded counts, and nothing behind what is done again", () => {
    const steps = [
      step("a"),
      step("b", { needs: ["a"] }),
      step("c", { needs: ["b"] }),
      step("d", { needs: ["b"], triggerRule: "all_done" }),
      step("e", { needs: ["a"] }),
      step("f", { needs: ["d", "e"] }),
    ];
    const ends = {
      a: "success",
      b: "failed",
      c: "upstream_failed",
      d: "success",
      e: "success",
      f: "success",
    };
    expect(counting({ steps }, ends as Record<string, StepEnd>)).toEqual(["a", "e"]);
    expect(counting({ steps }, { a: "success", b: "canceled", e: "success" })).toEqual(["a", "e"]);
  });

  test("what was skipped is no reason to do anything again", () => {
    const steps = [
      step("a"),
      step("b", { needs: ["a"], when: "false" }),
      step("c", { needs: ["b"], triggerRule: "none_failed" }),
    ];
    expect(counting({ steps }, { a: "success", b: "skipped", c: "success" })).toEqual(["a", "c"]);
  });

  test("items count each for itself, and what collects them is done again", () => {
    const inner = [step("prep"), step("train", { needs: ["prep"] })];
    const steps: FlowStep[] = [
      { name: "fit", forEach: { items: [1, 2], toleratedFailureCount: 1 }, steps: inner },
      step("best", { needs: ["fit"] }),
    ];
    const ends = {
      ...{ "fit[0].prep": "success", "fit[0].train": "success", "fit[0]": "success" },
      ...{ "fit[1].prep": "success", "fit[1].train": "failed", "fit[1]": "failed" },
      ...{ fit: "success", best: "success" },
    };
    expect(counting({ steps }, ends as Record<string, StepEnd>)).toEqual([
      "fit[0].prep",
      "fit[0].train",
      "fit[0]",
      "fit[1].prep",
    ]);
  });

  test("setups are done again for work in their scope, with their teardowns, and for nothing else", () => {
    const steps = [
      step("net", { setup: true }),
      step("cluster", { setup: true, needs: ["net"] }),
      step("load", { needs: ["cluster"] }),
      step("fit", { needs: ["load"] }),
      step("drop", { teardownOf: ["cluster"] }),
      step("cut", { teardownOf: ["net"] }),
      step("desk", { setup: true }),
      step("write", { needs: ["desk"] }),
      step("tidy", { teardownOf: ["desk"] }),
    ];
    const well = Object.fromEntries(steps.map(({ name }) => [name, "success"])) as Record<string, StepEnd>;
    const all = steps.map(({ name }) => name);
    expect(counting({ steps }, well)).toEqual(all);
    expect(counting({ steps }, { ...well, fit: "failed" })).toEqual(["load", "desk", "write", "tidy"]);
    expect(counting({ steps }, { ...well, drop: "failed" })).toEqual(all.filter((name) => name !== "drop"));
  });

  test("what runs on exit runs again", () => {
    const definition = { steps: [step("a")], onExit: [step("tell")] };
    expect(counting(definition, { a: "success", "onExit.tell": "success" })).toEqual(["a"]);
  });
});
