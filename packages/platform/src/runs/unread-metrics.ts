import { createHash } from "node:crypto";
import type { UnreadMetric } from "@slipway/model";
import type { MetricDefinition } from "#metrics/metric-reading.ts";

/** More are counted, so that the sentence stays one. */
const NAMED = 5;

/** Names a definition in a few characters, whatever its length; an edited one has another name and is tried again. */
export function identityOf({ name, regex }: MetricDefinition): string {
  return createHash("sha256")
    .update(JSON.stringify([name, regex]))
    .digest("hex")
    .slice(0, 16);
}

/** Those of the present definitions; what was switched off of earlier ones is forgotten. */
export function stillUnread(
  unread: readonly UnreadMetric[],
  definitions: readonly MetricDefinition[],
): readonly UnreadMetric[] {
  if (unread.length === 0) return [];
  const present = new Set(definitions.map(identityOf));
  return unread.filter(({ definition }) => present.has(definition));
}

/** What everybody is told of metrics that are not read; "" where all are. */
export function sentenceOf(unread: readonly UnreadMetric[]): string {
  if (unread.length === 0) return "";
  const named = unread.slice(0, NAMED).map(({ name, why }) => `${name} ${why}`);
  const more = unread.length > NAMED ? `; and ${unread.length - NAMED} more` : "";
  return `SLIP-RUN-007: not read any more: ${named.join("; ")}${more}`;
}
