import { SlipwayError } from "@slipway/model";
import { parseExactly } from "./exact-json.ts";

/**
 * One result for each of a request's records: the elements of a JSON list, or of the one list that a JSON object holds, as
 * `{"predictions": [...]}`, however it is written; of what is no JSON as a whole, its lines. Throws SLIP-BATCH-005 where there are more or
 * fewer.
 */
export function resultsOf(answer: Buffer, count: number): readonly string[] {
  const text = answer.toString();
  if (count === 1) return [text.replace(/\r?\n$/, "")];
  const results = elementsOf(text) ?? text.split(/\r?\n/).filter((line) => line !== "");
  if (results.length === count) return results;
  throw new SlipwayError(
    "SLIP-BATCH-005",
    `the model answered ${count} records with ${results.length} results, and which belongs to which is needed`,
  );
}

/** A JSON text that holds no one list is one result. */
function elementsOf(text: string): readonly string[] | undefined {
  const value = jsonOf(text);
  if (value === undefined) return undefined;
  return listIn(value)?.map((element) => JSON.stringify(element)) ?? [text];
}

function jsonOf(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const lists = typeof value === "object" && value !== null ? Object.values(value).filter(Array.isArray) : [];
  return lists.length === 1 ? lists[0] : undefined;
}
