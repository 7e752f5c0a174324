import { expect, test } from "vitest";
import { memoryForPrograms } from "./this-machine.ts";

const GIB = 2 ** 30;

test.each([
  [1, 0.5],
  [2, 1.5],
  [8, 7.2],
  [24, 22],
  [1024, 1022],
])("of %d GiB a program may have %d at most", (all, most) => {
  expect(memoryForPrograms(all * GIB) / GIB).toBeCloseTo(most, 5);
});
