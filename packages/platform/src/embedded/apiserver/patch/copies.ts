import { sizeOf } from "#lib/bounds.ts";
import { cloneJson, type Json } from "../json/json.ts";

/** Kubernetes' own (JSONPatchMaxCopyBytes): bytes of JSON that all copies of a patch may add. */
const MOST_BYTES = 3 * 1024 * 1024;
/** And levels and values: each copy of a value into itself may double them. */
const MOST = { depth: 500, values: 60_000 };

/** What the copies of one JSON patch add up to; each is measured before it is made. */
export class Copies {
  #bytes = 0;
  #values = 0;
  #exceeded = false;

  /** Whether a copy was asked for that was too much; it was not made. */
  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** A copy of the value, or null when the copies would become too much. */
  of(value: Json): Json {
    const left = MOST_BYTES - this.#bytes;
    const size = sizeOf(value, { ...MOST, values: MOST.values - this.#values, bytes: 4 * left });
    this.#exceeded ||= size.breach !== undefined;
    if (this.#exceeded) return null;
    this.#values += size.values;
    this.#bytes += Buffer.byteLength(JSON.stringify(value));
    this.#exceeded = this.#bytes > MOST_BYTES;
    return this.#exceeded ? null : cloneJson(value);
  }
}
