import { setTimeout } from "node:timers/promises";
import type { Key } from "@slipway/model";
import type { Controller } from "../controller.ts";
import { pass } from "../pass.ts";
import type { Verdict } from "../pass-tools.ts";
import type { Workshop } from "./workshop.ts";

/** Rechecks sooner than this are part of the same story, not a wait. */
const AT_ONCE_MS = 100;
const WRITING_PASSES = 8;
/** What a pass waits for beside the objects, such as a worker's answer, takes real time. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 5;

/**
 * Passes over one object until a pass writes nothing and wants to wait. A status that flips, or is written anew at each
 * pass, never gets there and fails the test.
 */
export async function settle(controller: Controller, key: Key, workshop: Workshop): Promise<Verdict> {
  const end = performance.now() + PATIENCE_MS;
  for (let writing = 0; writing < WRITING_PASSES && performance.now() < end; ) {
    const before = workshop.writes.length;
    const verdict = await pass(controller, key, workshop);
    if (verdict.next === "retry") return verdict;
    if (workshop.writes.length > before) writing += 1;
    else if ((verdict.recheckAfterMs ?? Number.POSITIVE_INFINITY) > AT_ONCE_MS) return verdict;
    else await setTimeout(PAUSE_MS);
  }
  throw new Error(`${key} does not come to rest: ${JSON.stringify(workshop.writes)}`);
}
