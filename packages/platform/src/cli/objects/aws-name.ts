import { type ShapeRef, shapeOf } from "@slipway/model/aws/lookup.ts";
import type { AwsService } from "@slipway/model/aws/service.ts";
import { violations } from "@slipway/model/aws/violations.ts";
import { usageError } from "../errors/usage-error.ts";

const LONGEST = 63;

/**
 * Throws for a name that AWS's API would refuse, with the rule and a good name near it, before anything is sent. `shape` is the
 * name's type in AWS's model.
 */
export function requireAwsName(
  option: string,
  name: string,
  shape: { readonly service: AwsService; readonly name: string },
): void {
  if (violations(shape, name, { naming: "field" }).length === 0 && name !== "") return;
  const proposed = goodName(name, shape);
  const instead = proposed === undefined ? "" : `; for instance ${proposed}`;
  throw usageError(
    `${option} ${name}: expected letters, digits and dashes, a letter or digit first and last, at most ${LONGEST} characters${instead}`,
  );
}

/** The name with dashes for what may not stand in one; undefined where nothing is left. */
function goodName(name: string, shape: ShapeRef): string | undefined {
  const { max = LONGEST } = shapeOf(shape) as { readonly max?: number };
  const proposed = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, max)
    .replace(/-$/, "")
    .toLowerCase();
  return proposed === "" ? undefined : proposed;
}
