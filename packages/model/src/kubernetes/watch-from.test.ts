import { expect, test } from "vitest";
import { SlipwayError } from "../errors/slipway-error.ts";
import { watchFrom } from "./watch-from.ts";

const event = (type: string, revision: string) =>
  JSON.stringify({ type, object: { metadata: { name: "a", resourceVersion: revision } } });
const gone = JSON.stringify({
  type: "ERROR",
  object: { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" },
});
const broken = (words: string) => new SlipwayError("SLIP-CLIENT-001", words);

type Answer = readonly string[] | SlipwayError;

/** A watch over these answers, one a request, stopped when there are no more. */
async function watched(...answers: Answer[]) {
  const asked: Readonly<Record<string, string>>[] = [];
  const restarts: string[] = [];
  const pauses: number[] = [];
  const limits: number[] = [];
  const events: string[] = [];
  const watch = watchFrom({
    from: "5",
    broken,
    request: async function* (query, limitMs) {
      asked.push(query);
      limits.push(limitMs);
      const answer = answers.shift() ?? [];
      if (answer instanceof SlipwayError) throw answer;
      yield* answer;
    },
    pause: async (ms) => void pauses.push(ms),
    isStopped: () => answers.length === 0,
    trouble: (error, inARow) => restarts.push(`${error.code} ${inARow}`),
  });
  let thrown: unknown;
  try {
    for await (const { type, object } of watch) events.push(`${type} ${object.metadata.resourceVersion}`);
  } catch (error) {
    thrown = error;
  }
  return { asked, restarts: restarts, pauses, limits, events, thrown };
}

test("a watch goes on from the last revision, bookmarks among them, over as many requests as it takes", async () => {
  const { asked, events, restarts } = await watched(
    [event("ADDED", "6"), event("MODIFIED", "7")],
    [event("BOOKMARK", "9")],
    [event("DELETED", "10")],
    [],
  );
  expect(asked.slice(0, 3).map(({ resourceVersion }) => resourceVersion)).toEqual(["5", "7", "9"]);
  expect(events).toEqual(["ADDED 6", "MODIFIED 7", "BOOKMARK 9", "DELETED 10"]);
  expect(restarts).toEqual([]);
});

test("the server is asked to end each request, and has a little longer before it counts as silent, 30 seconds in all", async () => {
  const { asked, limits } = await watched([], []);
  for (const [at, { timeoutSeconds }] of asked.entries()) {
    expect(limits[at]).toBeGreaterThan(Number(timeoutSeconds) * 1_000);
    expect(limits[at]).toBeLessThan(25_000);
  }
});

test("what may pass is tried again with growing pauses, and a server that ends each request at once is not asked in a circle", async () => {
  const refused = broken("connection refused");
  const { restarts, pauses } = await watched(refused, refused, refused, [event("ADDED", "6")], [], [], []);
  expect(restarts).toEqual(["SLIP-CLIENT-001 1", "SLIP-CLIENT-001 2", "SLIP-CLIENT-001 3"]);
  const [first = 0, , third = 0, afterEvent = 0, idleAgain = 0] = pauses;
  expect(third).toBeGreaterThanOrEqual(2 * first);
  expect(afterEvent).toBeLessThanOrEqual(200);
  expect(idleAgain).toBeGreaterThan(0);
});

test("what no other try can mend is thrown: a forgotten revision, and a server's no", async () => {
  expect((await watched([gone], [])).thrown).toMatchObject({ code: "SLIP-API-007" });
  const no = new SlipwayError("SLIP-API-006", "no");
  expect((await watched([event("ADDED", "6")], no, [])).thrown).toBe(no);
});

test("an event that is cut in its middle is a connection that broke off", async () => {
  const { restarts, events, asked } = await watched(
    [event("ADDED", "6"), '{"type":"ADD'],
    [event("ADDED", "7")],
    [],
  );
  expect(restarts).toEqual(["SLIP-CLIENT-001 1"]);
  expect(events).toEqual(["ADDED 6", "ADDED 7"]);
  expect(asked[1]?.["resourceVersion"]).toBe("6");
});
