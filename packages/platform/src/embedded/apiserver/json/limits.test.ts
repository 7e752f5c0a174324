import { expect, test } from "vitest";
import { limitObject } from "./limits.ts";

const chain = (length: number): readonly object[] =>
  Array.from({ length }, (_, index) => ({
    name: `s${index}`,
    ...(index === 0 ? {} : { needs: [`s${index - 1}`] }),
    run: { command: ["true"] },
  }));

test("a flow of too many steps is refused with how to write it, and written so it is taken", () => {
  const flow = (steps: readonly object[]) => ({ kind: "Flow", metadata: { name: "long" }, spec: { steps } });
  expect(() => limitObject(flow(chain(10_000)))).toThrow(
    "Request entity too large: limit is 15000 values: write steps that are alike once, with forEach over a list or a parameter, or put a part of them into a Flow of its own that a step runs",
  );
  const items = Array.from({ length: 100 }, (_, item) => item);
  const links = { name: "links", forEach: { items, maxConcurrency: 1 }, steps: chain(100) };
  expect(() => limitObject(flow([links]))).not.toThrow();
  const other = {
    kind: "ConfigMap",
    data: Object.fromEntries(Array.from({ length: 15_001 }, (_, i) => [i, ""])),
  };
  expect(() => limitObject(other)).toThrow(/limit is 15000 values$/);
});
