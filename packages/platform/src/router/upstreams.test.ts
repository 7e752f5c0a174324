import { afterEach, beforeEach, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { Upstreams } from "./upstreams.ts";

const A = "127.0.0.1:1";
const B = "127.0.0.1:2";
let clock: ManualClock;
let upstreams: Upstreams;

beforeEach(() => {
  clock = new ManualClock();
  upstreams = new Upstreams(
    { perPod: 2, connectTimeoutMs: 100, responseTimeoutMs: 100, answerTimeoutMs: 100 },
    clock,
    Math.random,
  );
});
afterEach(() => upstreams.destroy());

const none = new Set<string>();
function picked(addresses: readonly string[], exclude: ReadonlySet<string> = none): Set<string | undefined> {
  return new Set(Array.from({ length: 50 }, () => upstreams.pick(addresses, exclude)?.address));
}

test("the pod with the fewest invocations under way is picked, ties fall either way", () => {
  expect(picked([A, B])).toEqual(new Set([A, B]));
  const a = upstreams.pick([A], none);
  if (a !== undefined) a.outstanding = 1;
  expect(picked([A, B])).toEqual(new Set([B]));
});

test("a pod that is full or excluded is not picked", () => {
  const a = upstreams.pick([A], none);
  if (a !== undefined) a.outstanding = 2;
  expect(picked([A])).toEqual(new Set([undefined]));
  expect(picked([A, B], new Set([B]))).toEqual(new Set([undefined]));
});

test("a pod that failed is avoided for a while that doubles, and is used when there is no other", () => {
  const a = upstreams.pick([A], none);
  if (a === undefined) throw new Error("A is free");
  upstreams.failed(a);
  expect(picked([A, B])).toEqual(new Set([B]));
  expect(picked([A])).toEqual(new Set([A]));
  clock.advance(1000);
  expect(picked([A, B])).toEqual(new Set([A, B]));
  upstreams.failed(a);
  clock.advance(1500);
  expect(picked([A, B])).toEqual(new Set([B]));
  clock.advance(500);
  expect(picked([A, B])).toEqual(new Set([A, B]));
  upstreams.failed(a);
  upstreams.answered(a);
  expect(picked([A, B])).toEqual(new Set([A, B]));
});

test("a pod that left the table is forgotten with its failures", () => {
  const a = upstreams.pick([A], none);
  if (a === undefined) throw new Error("A is free");
  upstreams.failed(a);
  upstreams.keepOnly(new Set([B]));
  expect(picked([A, B])).toEqual(new Set([A, B]));
});
