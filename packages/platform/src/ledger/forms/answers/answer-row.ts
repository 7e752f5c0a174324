import { createHash } from "node:crypto";
import type { AnsweredInvocation, InvocationId } from "../../answers.ts";

/** Of one commit, and of one question. */
export const MOST_ANSWERS = 1_000;
/** Rows that one step of retention takes away. */
export const STEP_ANSWERS = 2_000;

/** An answered invocation as engines keep it. */
export interface AnswerRow {
  readonly key: string;
  readonly variant: string;
  readonly at: number;
  readonly until: number;
}

/** Short, of one length, and nothing that a client has said: 128 bits of a digest. */
export function answerKey({ namespace, endpoint, inferenceId }: InvocationId): string {
  const said = JSON.stringify([namespace, endpoint, inferenceId]);
  return createHash("sha256").update(said).digest().subarray(0, 16).toString("base64url");
}

/** A row for each id, the newest, by their keys: who writes several at the same time does so in one order. */
export function answerRows(answers: readonly AnsweredInvocation[]): readonly AnswerRow[] {
  const rows = new Map<string, AnswerRow>();
  for (const answer of answers) {
    const { variant, at, until } = answer;
    const key = answerKey(answer);
    if (at >= (rows.get(key)?.at ?? at)) rows.set(key, { key, variant, at, until });
  }
  return [...rows.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
}
