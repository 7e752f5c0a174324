import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { BodyBudget } from "./body-budget.ts";

const LIMITS = { bytes: 1_000, requests: 2 };

/** A request whose body the test writes. */
const coming = () => Object.assign(new PassThrough(), { headers: {} });
const asRequest = (body: PassThrough) => body as unknown as IncomingMessage;
const response = () => new EventEmitter() as unknown as ServerResponse;

test("Where bodies have no room, the one that has been coming longest goes, and the newest is taken", async () => {
  const budget = new BodyBudget(LIMITS, new ManualClock());
  const [slow, quick] = [coming(), coming()];
  const given = budget.read(asRequest(slow), response(), 2_000);
  slow.write(Buffer.alloc(600));
  await setImmediate();
  const taken = budget.read(asRequest(quick), response(), 2_000);
  quick.end(Buffer.alloc(600));
  await expect(given).rejects.toThrow();
  expect(slow.destroyed).toBe(true);
  expect((await taken).length).toBe(600);
});

test("A body for which there is no room even alone is told so", async () => {
  const budget = new BodyBudget(LIMITS, new ManualClock());
  const body = coming();
  body.end(Buffer.alloc(1_500));
  await expect(budget.read(asRequest(body), response(), 2_000)).rejects.toMatchObject({
    code: "SLIP-AWS-005",
  });
});

test("Only requests of known callers count as under way, and give their place back", () => {
  const budget = new BodyBudget(LIMITS, new ManualClock());
  const [first, second] = [response(), response()];
  budget.enter(first);
  budget.enter(second);
  expect(() => budget.enter(response())).toThrow("Rate exceeded");
  first.emit("close");
  budget.enter(response());
});
