import { isNotFound, keyOf, objectName, type Resource } from "@slipway/model";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { namedInArn, namedOtherwise } from "./kind-indexes.ts";

/** The object that carries the AWS name in the caller's namespace, whatever its metadata.name is. */
export async function findObject<R extends Resource>(
  aws: AwsKind<R>,
  name: string,
  call: Call,
): Promise<R | undefined> {
  const derived = await call.store.get(aws.kind, `${call.namespace}/${objectName(name)}`);
  if (derived !== undefined && aws.nameOf(derived) === name) return derived;
  return findElsewhere(aws, name, call);
}

/** The same, but for the metadata.name that is derived from the AWS name. */
export async function findElsewhere<R extends Resource>(
  aws: AwsKind<R>,
  name: string,
  call: Call,
): Promise<R | undefined> {
  const known = namedOtherwise(await call.cache.of(aws.kind), aws, { namespace: call.namespace, name });
  const other = known && (await call.store.get(aws.kind, keyOf(known)));
  return other !== undefined && aws.nameOf(other) === name ? other : undefined;
}

/** An object of another name whose ARN would be the same, as the names differ by upper and lower case alone. */
export async function findTwin<R extends Resource>(
  aws: AwsKind<R>,
  name: string,
  call: Call,
): Promise<R | undefined> {
  const all = namedInArn(await call.cache.of(aws.kind), { namespace: call.namespace, name });
  for (const known of all.filter((object) => aws.nameOf(object) !== name)) {
    const found = await call.store.get(aws.kind, keyOf(known));
    if (found !== undefined && aws.nameOf(found) === aws.nameOf(known)) return found;
  }
  return undefined;
}

/** Throws the kind's own not-found error. */
export async function needObject<R extends Resource>(aws: AwsKind<R>, name: string, call: Call): Promise<R> {
  const object = await findObject(aws, name, call);
  if (object === undefined) throw aws.notFound(call.identity, name);
  return object;
}

/** For steps that found the object a moment ago: gone meanwhile is not found. */
export function orNotFound<R extends Resource>(
  aws: AwsKind<R>,
  name: string,
  call: Call,
): (error: unknown) => never {
  return (error) => {
    throw isNotFound(error) ? aws.notFound(call.identity, name) : error;
  };
}
