import { isDeepStrictEqual } from "node:util";

/** An answer as far as it is compared. */
export interface ComparedAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Of the same status, and the same bytes, or JSON that means the same. */
export function sameAnswers(one: ComparedAnswer, other: ComparedAnswer): boolean {
  if (one.status !== other.status) return false;
  if (one.body.equals(other.body)) return true;
  const [mine, theirs] = [json(one.body), json(other.body)];
  return mine !== undefined && theirs !== undefined && isDeepStrictEqual(mine.value, theirs.value);
}

function json(body: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString()) };
  } catch {
    return undefined;
  }
}
