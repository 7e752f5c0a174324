import type { Kind, Resource } from "@slipway/model";
import type { Cache } from "#store/cache.ts";
import { awsNameOf, byAwsName, named } from "./aws-name-index.ts";

/** Far more than there are spellings of one name that wait to be refused. */
const MOST_TWINS = 100;

/**
 * The object whose spec carries the AWS name, whatever its own name is. One that is refused, for instance because an older one
 * has the name, counts only where there is no other.
 */
export async function findByAwsName<R extends Resource>(parts: {
  readonly cache: Cache;
  readonly kind: Kind<R>;
  readonly namespace: string;
  readonly name: string;
  readonly signal: AbortSignal;
}): Promise<R | undefined> {
  const all = await parts.cache.of(parts.kind, parts.signal);
  const find = (value: string): R | undefined =>
    all.by(byAwsName, value, { limit: MOST_TWINS }).find((object) => awsNameOf(object) === parts.name);
  return find(named.usable(parts)) ?? find(named.all(parts));
}
