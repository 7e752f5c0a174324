import { describe, expect, test } from "vitest";
import { colorsFor } from "../output/colors.ts";
import { type DrawSteps, drawSteps } from "./draw-steps.ts";
import { type StepState, StepTree } from "./step-tree.ts";

const START = Date.parse("2026-11-30T03:00:00Z");
const at = (second: number): string => new Date(START + second * 1_000).toISOString();
const run = { command: ["true"] };
const how = (more: Partial<DrawSteps> = {}): DrawSteps => {
  return { colors: colorsFor(false, {}), now: START + 60_000, rows: 40, ...more };
};
const tried = (tree: StepTree, path: string, second: number, more: object = {}) =>
  tree.tried({ path, attempt: 1, run: `x-${path}`, at: at(second), ...more });
const ended = (
  tree: StepTree,
  path: string,
  second: number,
  state: Exclude<StepState, "waiting" | "running"> = "success",
  why?: string,
) => tree.ended({ path, state, at: at(second), ...(why === undefined ? {} : { why }) });

const nightly = () =>
  new StepTree({
    steps: [
      { name: "prepare", run },
      { name: "fit", forEach: { items: [1, 2, 3] }, steps: [{ name: "train", run }] },
      { name: "tell", steps: [{ name: "mail", run }] },
    ],
    onExit: [{ name: "sweep", run }],
  });

describe("the tree of a run's steps", () => {
  test("shows what is to come, what runs and for how long, and what has ended", () => {
    const tree = nightly();
    tried(tree, "prepare", 0);
    ended(tree, "prepare", 7);
    tried(tree, "fit[1].train", 9);
    tried(tree, "fit[0].train", 8);
    tree.tried({
      path: "fit[1].train",
      attempt: 2,
      run: "x",
      at: at(50),
      after: "preempted",
      pauseMs: 20_000,
    });
    expect(drawSteps(tree.root, how())).toEqual([
      "✓ prepare        7s",
      "… fit           52s  2 items: 2 running",
      "  … [0]         52s",
      "    … train     52s",
      "  … [1]         51s",
      "    … train     51s  try 2 in 10s after preempted",
      "· tell",
      "  · mail",
      "· on exit",
      "  · sweep",
    ]);
  });

  test("is the same in whatever order its records come, and when they come twice", () => {
    const records: readonly ((tree: StepTree) => void)[] = [
      (tree) => tried(tree, "prepare", 0),
      (tree) => ended(tree, "prepare", 7),
      (tree) => tried(tree, "fit[0].train", 8),
      (tree) => tried(tree, "fit[10].train", 8),
      (tree) => tried(tree, "fit[2].train", 9),
      (tree) => ended(tree, "fit[2].train", 20, "failed", "it broke"),
      (tree) => ended(tree, "fit[2]", 20, "failed", "it broke"),
      (tree) => tried(tree, "onExit.sweep", 30),
      (tree) => ended(tree, "onExit.sweep", 31),
    ];
    const drawn = (order: readonly ((tree: StepTree) => void)[]) => {
      const tree = nightly();
      for (const tell of order) tell(tree);
      return drawSteps(tree.root, how());
    };
    const once = drawn(records);
    expect(once).toContain("  ✗ [2]         11s  it broke");
    expect(once.filter((line) => /\[\d+\]/.test(line)).map((line) => /\[\d+\]/.exec(line)?.[0])).toEqual([
      "[0]",
      "[2]",
      "[10]",
    ]);
    expect(once.slice(-2)).toEqual(["✓ on exit        1s", "  ✓ sweep        1s"]);
    expect(drawn([...records].reverse())).toEqual(once);
    expect(drawn([...records, ...records])).toEqual(once);
  });

  test("answers what is news", () => {
    const tree = new StepTree();
    expect([tried(tree, "a", 0), tried(tree, "a", 0), ended(tree, "a", 1), ended(tree, "a", 2)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test("of 100,000 steps keeps to its rows, and shows those that failed", () => {
    const tree = new StepTree();
    for (let item = 0; item < 100_000; item++) {
      tried(tree, `fit[${item}]`, 0);
      if (item % 10 !== 9) ended(tree, `fit[${item}]`, 2, item === 77_773 ? "failed" : "success", "no");
    }
    const lines = drawSteps(tree.root, how({ rows: 20, width: 79 }));
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(lines[0]).toBe("… fit           60s  100,000 items: 1 failed, 10,000 running, 89,999 done");
    expect(lines.find((line) => line.includes("[77773]"))).toContain("✗");
    expect(lines.at(-1)).toMatch(/^ {2}… 99,9\d\d more: 9,9\d\d running, 89,999 done$/);
  });

  test("closes what has ended well before it leaves out what has not, and cuts lines to the terminal", () => {
    const tree = new StepTree();
    for (const name of ["a", "b", "c"])
      for (const inner of ["x", "y", "z"]) {
        tried(tree, `${name}.${inner}`, 0);
        if (name !== "b") ended(tree, `${name}.${inner}`, 1);
      }
    ended(tree, "a", 1);
    ended(tree, "c", 1, "failed", "w".repeat(100));
    const lines = drawSteps(tree.root, how({ rows: 9, width: 30 }));
    expect(lines.map((line) => line.trim().split(/\s+/)[1])).toEqual([
      "a",
      "b",
      "x",
      "y",
      "z",
      "c",
      "x",
      "y",
      "z",
    ]);
    expect(lines.every((line) => line.length <= 30)).toBe(true);
  });
});
