import { totalmem } from "node:os";
import type { Environment } from "./container.ts";

/** Of what the container may have, and at least so many bytes, stay free for answers. */
const KEPT = { share: 0.1, bytes: 64 * 2 ** 20 } as const;

/** Whether there is memory for one more model beside `loaded` others: by what the container has left, and by `SLIPWAY_MOST_MODELS`. */
export function hasMemory(environment: Environment, loaded: number): boolean {
  const most = Number(environment["SLIPWAY_MOST_MODELS"] || Number.POSITIVE_INFINITY);
  if (loaded >= most) return false;
  const whole = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
  return process.availableMemory() > Math.max(KEPT.bytes, whole * KEPT.share);
}
