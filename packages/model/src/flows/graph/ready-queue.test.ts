import { expect, test } from "vitest";
import { ReadyQueue } from "./ready-queue.ts";

const drain = (queue: ReadyQueue<string>, ...left: readonly string[]): string => {
  let all = "";
  for (;;) {
    const next = queue.shift((pool) => left.includes(pool));
    if (next === undefined) return all;
    all += next;
  }
};

test("goes by priority and then by who was first, whatever pools they are of", () => {
  const queue = new ReadyQueue<string>();
  const push = (item: string, priority: number, pool = "") => queue.push(item, { priority, pool });
  push("a", 0);
  push("b", 0, "gpu");
  push("c", 1, "gpu");
  push("d", 0);
  push("e", 1, "db");
  push("f", -1, "db");
  expect(drain(queue)).toBe("ceabdf");
});

test("leaves what is of some pools where it is, in its order", () => {
  const queue = new ReadyQueue<string>();
  for (const item of "abc") queue.push(item, { priority: 5, pool: "gpu" });
  queue.push("x", { priority: 0, pool: "" });
  expect(drain(queue, "gpu")).toBe("x");
  expect(drain(queue)).toBe("abc");
});
