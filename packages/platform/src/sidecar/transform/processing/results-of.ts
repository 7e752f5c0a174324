import { SlipwayError } from "@slipway/model";
import { parseExactly } from "./exact-json.ts";

/**
 * One result for each of a request's records: its lines, or else the elements of a JSON list, or of the one list that a JSON object
 * holds, as `{"predictions": [...]}`. Throws SLIP-BATCH-005 where there are more or fewer.
 */
export function resultsOf(answer: Buffer, count: number): readonly string[] {
  const text = answer.toString();
  if (count === 1) return [text.replace(/\r?\n$/, "")];
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  if (lines.length === count) return lines;
  const list = listIn(text);
  if (list?.length === count) return list.map((element) => JSON.stringify(element));
  throw new SlipwayError(
    "SLIP-BATCH-005",
    `the model answered ${count} records with ${list?.length ?? lines.length} results, and which belongs to which is needed`,
  );
}

function listIn(text: string): readonly unknown[] | undefined {
  try {
    const value = parseExactly(text);
    if (Array.isArray(value)) return value;
    const lists =
      typeof value === "object" && value !== null ? Object.values(value).filter(Array.isArray) : [];
    return lists.length === 1 ? lists[0] : undefined;
  } catch {
    return undefined;
  }
}
