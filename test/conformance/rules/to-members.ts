import type { ToyObject } from "./driver.ts";

/** Fields whose keys are the user's own. */
const MAPS = ["hyperParameters", "environment"];

/** A spec as AWS writes it, by the rule of the names alone: `{roleARN}` → `{RoleArn}`; what no shape has is kept. */
export function toMembers(spec: ToyObject): ToyObject {
  return Object.fromEntries(
    Object.entries(spec).map(([field, value]) => [
      memberOf(field),
      MAPS.includes(field) ? value : translate(value),
    ]),
  );
}

function translate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translate);
  return typeof value === "object" && value !== null ? toMembers(value as ToyObject) : value;
}

function memberOf(field: string): string {
  const acronyms = field.replace(
    /ARN|URL|URI|KMS|VPC|ID/g,
    (word) => word.charAt(0) + word.slice(1).toLowerCase(),
  );
  return acronyms.charAt(0).toUpperCase() + acronyms.slice(1);
}
