import type { Kind, Resource } from "@slipway/model";
import type { Cache } from "#store/cache.ts";
import { byAwsName, named } from "./aws-name-index.ts";

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
  const [usable] = all.by(byAwsName, named.usable(parts), { limit: 1 });
  return usable ?? all.by(byAwsName, named.all(parts), { limit: 1 })[0];
}
