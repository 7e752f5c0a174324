import type { Key } from "@slipway/model";
import type { Controller } from "../controller.ts";
import { pass } from "../pass.ts";
import type { Verdict } from "../pass-tools.ts";
import type { Workshop } from "./workshop.ts";

/** Rechecks sooner than this are part of the same story, not a wait. */
const AT_ONCE_MS = 100;
const PASSES = 8;

/**
 * Passes over one object until a pass writes nothing and wants to wait. A status that flips, or is written anew at each
 * pass, never gets there and fails the test.
 */
export async function settle(controller: Controller, key: Key, workshop: Workshop): Promise<Verdict> {
  for (let passes = 0; passes < PASSES; passes++) {
    const before = workshop.writes.length;
    const verdict = await pass(controller, key, workshop);
    if (verdict.next === "retry") return verdict;
    const wrote = workshop.writes.length > before;
    if (!wrote && (verdict.recheckAfterMs ?? Number.POSITIVE_INFINITY) > AT_ONCE_MS) return verdict;
  }
  throw new Error(`${key} is still being written after ${PASSES} passes: ${JSON.stringify(workshop.writes)}`);
}
