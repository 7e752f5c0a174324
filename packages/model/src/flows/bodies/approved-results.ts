import { rfc3339 } from "../../conditions.ts";
import { defined } from "../../defined.ts";
import type { Json } from "../json.ts";
import { parametersFromTexts } from "../parameters/parameter-values.ts";
import type { ApproveAnswer, ApproveBody } from "./approve.ts";

/** Results of an approval that are no fields of its own. */
export const APPROVAL_RESULTS = ["approved", "by", "comment", "at"] as const;

/** What a step gives that was approved then. Throws FlowProblems where the answer's fields are not those that were asked for. */
export function approvedResults(
  { fields: asked = [] }: ApproveBody,
  { approved, fields = {}, comment, by = SOMEBODY }: ApproveAnswer,
  at: Date,
): Readonly<Record<string, Json>> {
  const texts = Object.entries(fields).map(([name, value]) => [name, textOf(value)]);
  const values = parametersFromTexts(asked, Object.fromEntries(texts));
  return { ...values, approved, by, at: rfc3339(at), ...defined({ comment }) };
}

const SOMEBODY = "somebody";

/** Why a step has failed that was rejected. */
export const rejection = ({ comment, by = SOMEBODY }: ApproveAnswer): string =>
  `rejected by ${by}${comment === undefined ? "" : `: ${comment}`}`;

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
