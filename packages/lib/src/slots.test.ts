import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

test("no more are at work at a time than may be, in their order, whatever becomes of them", async () => {
  const slots = new Slots(2);
  const begun: number[] = [];
  let atOnce = 0;
  let most = 0;
  const work = (number: number) =>
    slots.take(async () => {
      begun.push(number);
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, 1));
      atOnce -= 1;
      if (number % 2 === 0) throw new Error(`${number}`);
      return number;
    });
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(work));
  expect(outcomes.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
  await expect(work(7)).resolves.toBe(7);
});
