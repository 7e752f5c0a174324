import { SlipwayError } from "@slipway/model";
import type { KeptPage, KeptStepEnd, KeptStepTry } from "@slipway/model/kubernetes/kept-records.ts";
import { expect, test } from "vitest";
import { StepFeed } from "./step-feed.ts";

const PAGE = 3;

/** A list as the door gives it: pages behind a mark, which tell how to go on only once they are full. */
function pagesOf<T>(all: readonly T[], asked: string[]) {
  return async (after: string | undefined): Promise<KeptPage<T>> => {
    asked.push(after ?? "-");
    const from = Number(after ?? 0);
    const items = all.slice(from, from + PAGE);
    return items.length < PAGE ? { items } : { items, next: String(from + PAGE) };
  };
}

const tryOf = (item: number): KeptStepTry => ({
  path: `fit[${item}]`,
  attempt: 1,
  run: "x",
  at: "2026-11-30T03:00:00Z",
});

async function look(feed: StepFeed): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for await (const { tries } of feed.look()) for (const { path } of tries) seen.add(path);
  return seen;
}

test("A feed reads what is there page by page, and later what has come since, from its last page on", async () => {
  const all = [0, 1, 2, 3, 4, 5, 6].map(tryOf);
  const asked: string[] = [];
  const feed = new StepFeed({ stepTries: pagesOf(all, asked), stepEnds: pagesOf<KeptStepEnd>([], []) });
  expect((await look(feed)).size).toBe(7);
  expect(asked).toEqual(["-", "3", "6"]);
  all.push(tryOf(7), tryOf(8), tryOf(9));
  expect([...(await look(feed))]).toEqual(["fit[6]", "fit[7]", "fit[8]", "fit[9]"]);
  expect(asked).toEqual(["-", "3", "6", "6", "9"]);
});

test("Where steps are not the caller's to read there are none, and any other trouble is told", async () => {
  const failing = (code: "SLIP-API-006" | "SLIP-CLIENT-001") => {
    const refuse = async (): Promise<never> => {
      throw new SlipwayError(code, "no");
    };
    return new StepFeed({ stepTries: refuse, stepEnds: refuse });
  };
  expect((await look(failing("SLIP-API-006"))).size).toBe(0);
  await expect(look(failing("SLIP-CLIENT-001"))).rejects.toMatchObject({ code: "SLIP-CLIENT-001" });
});
