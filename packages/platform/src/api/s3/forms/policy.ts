import { SlipwayError } from "@slipway/model";
import { refined } from "../refined.ts";
import { withFileName } from "./file-name.ts";

/** What a signed policy says of a form. */
export interface Policy {
  readonly expiration: Date;
  readonly conditions: readonly Condition[];
}

type Condition =
  | { readonly test: "eq" | "starts-with"; readonly field: string; readonly value: string }
  | { readonly test: "content-length-range"; readonly from: number; readonly to: number };

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z$/;

/** Reads a policy document. Throws SLIP-S3-017 (InvalidPolicyDocument). */
export function parsePolicy(base64: string): Policy {
  const document = jsonOf(Buffer.from(base64, "base64").toString("utf8"));
  if (typeof document !== "object" || document === null) throw invalid("it is no object");
  const { expiration, conditions } = document as Record<string, unknown>;
  const time = typeof expiration === "string" && ISO.test(expiration) ? Date.parse(expiration) : Number.NaN;
  if (Number.isNaN(time)) throw invalid("Policy missing expiration, or it is no time of ISO 8601");
  if (!Array.isArray(conditions)) throw invalid("Policy missing conditions");
  return { expiration: new Date(time), conditions: conditions.flatMap(conditionsOf) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("Invalid JSON");
  }
}

function conditionsOf(condition: unknown): readonly Condition[] {
  if (Array.isArray(condition)) return [listed(condition)];
  if (typeof condition !== "object" || condition === null)
    throw invalid("a condition is a list or an object");
  const entries = Object.entries(condition);
  if (entries.length === 0) throw invalid("a condition is empty");
  return entries.map(([field, value]) => ({ test: "eq", field: field.toLowerCase(), value: String(value) }));
}

function listed([name, first, second, ...rest]: readonly unknown[]): Condition {
  const test = String(name).toLowerCase();
  if (second === undefined || rest.length > 0) throw invalid(`a condition ${test} has two values`);
  if (test === "content-length-range") {
    const [from, to] = [Number(first), Number(second)];
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0) throw invalid("content-length-range");
    return { test, from, to };
  }
  if (test !== "eq" && test !== "starts-with") throw invalid(`the operator ${test.slice(0, 40)}`);
  const field = String(first);
  if (!field.startsWith("$")) throw invalid("a field is named as $field");
  return { test, field: field.slice(1).toLowerCase(), value: String(second) };
}

/** Fields that a policy need not name. */
const FREE = new Set(["policy", "x-amz-signature", "signature", "awsaccesskeyid", "file"]);

/**
 * Throws SLIP-S3-034 unless the policy still counts and every field is as it says; `fields` has the bucket too, and the key that the
 * object gets.
 */
export function checkPolicy(
  policy: Policy,
  fields: ReadonlyMap<string, string>,
  { now, fileName }: { readonly now: Date; readonly fileName: string },
): void {
  if (policy.expiration <= now) throw failed("Policy expired.");
  const named = new Set<string>();
  for (const condition of policy.conditions) {
    if (condition.test === "content-length-range") continue;
    const { field, value, test } = condition;
    named.add(field);
    const got = fields.get(field) ?? "";
    const wanted = field === "key" ? withFileName(value, fileName) : value;
    const holds = test === "eq" ? got === wanted : got.startsWith(wanted);
    if (!holds) throw failed(`Policy Condition failed: ["${test}", "$${field}", "${value}"]`);
  }
  for (const name of fields.keys()) {
    if (FREE.has(name) || name.startsWith("x-ignore-") || named.has(name)) continue;
    throw failed(`Extra input fields: ${name.slice(0, 100)}`);
  }
}

/** How large the file may be. */
export function sizesOf({ conditions }: Policy): { readonly from: number; readonly to: number } {
  const ranges = conditions.filter((condition) => condition.test === "content-length-range");
  return {
    from: Math.max(0, ...ranges.map(({ from }) => from)),
    to: Math.min(Number.POSITIVE_INFINITY, ...ranges.map(({ to }) => to)),
  };
}

const invalid = (why: string): SlipwayError =>
  refined("SLIP-S3-017", "InvalidPolicyDocument", `Invalid Policy: ${why}.`);
const failed = (why: string): SlipwayError =>
  new SlipwayError("SLIP-S3-034", `Invalid according to Policy: ${why}`);
