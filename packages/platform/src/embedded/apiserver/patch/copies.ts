import { breachOf } from "#lib/bounds.ts";
import { cloneJson, type Json } from "../json/json.ts";

/** Kubernetes' own (JSONPatchMaxCopyBytes): bytes of JSON that all copies of a patch may add. */
const MOST_BYTES = 3 * 1024 * 1024;
/** And levels: each copy of a value into itself may double them. */
const MOST_LEVELS = 500;

/** What the copies of one JSON patch add up to; each is measured before it is made. */
export class Copies {
  #bytes = 0;
  #exceeded = false;

  /** Whether a copy was asked for that was too much; it was not made. */
  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** A copy of the value, or null when the copies would become too much. */
  of(value: Json): Json {
    const left = MOST_BYTES - this.#bytes;
    const bounds = { depth: MOST_LEVELS, values: left, bytes: 4 * left };
    this.#exceeded ||= breachOf(value, bounds) !== undefined;
    if (this.#exceeded) return null;
    this.#bytes += Buffer.byteLength(JSON.stringify(value));
    this.#exceeded = this.#bytes > MOST_BYTES;
    return this.#exceeded ? null : cloneJson(value);
  }
}
