import { expect, test } from "vitest";
import { descriptorLimit } from "../descriptor-limit.ts";
import { connectionLimits } from "./connection-limits.ts";

/** As proc_pid_limits(5) has it. */
const limits = (soft: string) =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}                 524288               files\n`;

test.each([
  ["1024", 1_024],
  ["unlimited", Number.MAX_SAFE_INTEGER],
])("A process that may open %s files knows it", (soft, expected) => {
  expect(descriptorLimit(() => limits(soft))).toBe(expected);
});

test("Where nothing says how many files may be open, it is what most systems give", () => {
  const unreadable = () => {
    throw new Error("no /proc");
  };
  expect(descriptorLimit(unreadable)).toBe(4_096);
});

test.each([64, 256, 1_024, 4_096, 1_048_576])(
  "All servers of a process that may open %i files leave room for files",
  (descriptors) => {
    const { most, strangers, perCaller } = connectionLimits(descriptors);
    expect(strangers).toBeLessThan(most);
    expect(perCaller).toBeLessThan(most);
    if (descriptors >= 1_024) expect(4 * most).toBeLessThanOrEqual(descriptors - 256);
  },
);

/** net.Server.listen's backlog is 511: so many may be handed over in one go. */
test("A burst that the kernel holds back does not displace itself", () => {
  expect(connectionLimits(1_048_576).strangers).toBeGreaterThanOrEqual(511);
});
