import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AnsweredInvocation, InvocationId } from "./answers.ts";
import type { Ledger } from "./ledger.ts";

const NOW = Date.now();
const HOUR = 3_600_000;
const FOREVER = { maxAgeMs: 3650 * 24 * HOUR, maxBytes: Number.MAX_SAFE_INTEGER };

const id = (inferenceId: string, more: Partial<InvocationId> = {}): InvocationId => ({
  ...{ namespace: "default", endpoint: "shop", inferenceId },
  ...more,
});
const answered = (of: InvocationId, variant: string, more: Partial<AnsweredInvocation> = {}) => ({
  ...of,
  ...{ variant, at: NOW, until: NOW + HOUR },
  ...more,
});

/** What every memory of answered invocations must do. `open` gives one over an initially empty store. */
export function answersContract(open: () => Promise<Ledger>): void {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await open();
  });
  afterEach(() => ledger.close());

  const variantsOf = (asked: readonly InvocationId[], at = NOW) => ledger.answers.find(asked, new Date(at));

  describe("Answered invocations", () => {
    test("are found by namespace, endpoint and id, in the order asked", async () => {
      const odd = ` "ö"\\, ${"x".repeat(50)}`;
      await ledger.answers.note([
        answered(id("a"), "old"),
        answered(id("a", { endpoint: "other" }), "new"),
        answered(id("a", { namespace: "team" }), "third"),
        answered(id(odd), "odd"),
      ]);
      const asked = [
        id("b"),
        id(odd),
        id("a", { namespace: "team" }),
        id("a"),
        id("a", { endpoint: "other" }),
        id("a"),
        id("a", { endpoint: "shop2" }),
      ];
      expect(await variantsOf(asked)).toEqual([undefined, "odd", "third", "old", "new", "old", undefined]);
      expect(await variantsOf([])).toEqual([]);
    });

    test("are those that were answered last, whatever is written first, and again is the same", async () => {
      const [first, last] = [
        answered(id("a"), "old", { at: NOW }),
        answered(id("a"), "new", { at: NOW + 1 }),
      ];
      await ledger.answers.note([last, first]);
      await ledger.answers.note([first]);
      expect(await variantsOf([id("a")])).toEqual(["new"]);
      await ledger.answers.note([first, last]);
      expect(await variantsOf([id("a")])).toEqual(["new"]);
      await ledger.answers.note([answered(id("a"), "third", { at: NOW + 2 })]);
      expect(await variantsOf([id("a")])).toEqual(["third"]);
    });

    test("are known until their time, and then taken away", async () => {
      await ledger.answers.note([
        answered(id("over"), "old", { until: Date.now() - 1 }),
        answered(id("soon"), "old"),
      ]);
      expect(await variantsOf([id("soon")], NOW + HOUR - 1)).toEqual(["old"]);
      expect(await variantsOf([id("soon")], NOW + HOUR)).toEqual([undefined]);
      expect(await variantsOf([id("over")], NOW - HOUR)).toEqual(["old"]);
      await ledger.retain(FOREVER);
      expect(await variantsOf([id("over"), id("soon")], NOW - HOUR)).toEqual([undefined, "old"]);
    });

    test("are as many as may be, the newest ones", async () => {
      const ids = Array.from({ length: 4_500 }, (_, index) => id(`i-${index}`));
      for (let from = 0; from < ids.length; from += 1_500)
        await ledger.answers.note(ids.slice(from, from + 1_500).map((one) => answered(one, "old")));
      await ledger.retain({ ...FOREVER, maxAnswers: 500 });
      expect(await variantsOf(ids.slice(0, 1_000))).toEqual(Array(1_000).fill(undefined));
      // Those of one call are of one time.
      const last = [...(await variantsOf(ids.slice(-1_500, -750))), ...(await variantsOf(ids.slice(-750)))];
      expect(last.filter((variant) => variant !== undefined)).toHaveLength(500);
    });

    test("are noted by several at a time", async () => {
      const all = Array.from({ length: 300 }, (_, index) => answered(id(`i-${index}`), "old"));
      const later = all.map((one) => ({ ...one, variant: "new", at: NOW + 1 })).reverse();
      await Promise.all([all, later, all, later].map((batch) => ledger.answers.note(batch)));
      expect(new Set(await variantsOf(all))).toEqual(new Set(["new"]));
    });
  });
}
