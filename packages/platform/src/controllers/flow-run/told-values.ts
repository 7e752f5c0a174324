import type { Json } from "@slipway/model/flows/index.ts";

/** Of each of a run's parameters and results: the object has the parameters twice, and stores take a million bytes and a half at most. */
const MOST_BYTES = 400_000;

/** Why values cannot stand in a run's status; undefined where they can. */
export function toldProblem(values: Readonly<Record<string, Json>>): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(values));
  if (bytes <= MOST_BYTES) return undefined;
  return `take ${bytes} bytes of JSON, and may take ${MOST_BYTES}: what is larger goes into an artifact`;
}
