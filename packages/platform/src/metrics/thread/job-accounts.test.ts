import { beforeEach, describe, expect, test } from "vitest";
import { JobAccounts } from "./job-accounts.ts";

const cheap = { name: "cheap", regex: "a" };
const costly = { name: "costly", regex: "b" };
const definitions = [cheap, costly];

describe("a job's time for its metrics", () => {
  let accounts: JobAccounts;
  beforeEach(() => {
    accounts = new JobAccounts();
  });
  /** So many slices of 50 lines, each of which takes 200 ms of the costly definition. */
  const book = (slices: number, job = "j") =>
    Array.from({ length: slices }, () =>
      accounts.book({ job, definitions, lines: 50, spent: [1, 200] }),
    ).flat();

  test("suffices for what takes less than 5 ms a line, for ever", () => {
    expect(book(2_000)).toEqual([]);
  });

  test("ends for the costliest definition when all together take more, and begins anew for the rest", () => {
    const slow = () => accounts.book({ job: "j", definitions, lines: 1, spent: [1, 200] });
    const over = Array.from({ length: 52 }, slow).flat();
    expect(over).toEqual([{ ...costly, why: expect.stringContaining("took 10 s for ") }]);
    expect(accounts.book({ job: "j", definitions: [cheap], lines: 1, spent: [1] })).toEqual([]);
  });

  test("is each job's own", () => {
    for (let job = 0; job < 100; job++)
      expect(accounts.book({ job: `${job}`, definitions, lines: 1, spent: [1, 5_000] })).toEqual([]);
  });
});
