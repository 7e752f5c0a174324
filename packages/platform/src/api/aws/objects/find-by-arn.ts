import { keyOf, type Resource } from "@slipway/model";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { namedInArn } from "./kind-indexes.ts";
import { lastObject } from "./last-object.ts";

/** An object with the kind that it is of. */
export interface Found<R extends Resource = Resource> {
  readonly aws: AwsKind<R>;
  readonly object: R;
  /** Its AWS name, which the ARN has in lower case only. */
  readonly name: string;
}

/**
 * The object of an ARN of the caller's account and region. Throws the kind's own not-found error, and ValidationException for an ARN
 * that is of none of the kinds.
 */
export async function needByArn(kinds: readonly AwsKind[], arn: string, call: Call): Promise<Found> {
  const aws = kinds.find((kind) => arn.toLowerCase().startsWith(kind.arn(call.identity, "")));
  if (aws === undefined)
    throw new AwsError("SLIP-API-001", `Could not find the resource "${arn}".`, NOT_FOUND);
  const name = arn.slice(aws.arn(call.identity, "").length);
  for (const known of namedInArn(await call.cache.of(aws.kind), { namespace: call.namespace, name })) {
    const object = await call.store.get(aws.kind, keyOf(known));
    if (object !== undefined && aws.nameOf(object).toLowerCase() === name.toLowerCase())
      return { aws, object, name: aws.nameOf(object) };
  }
  // Whoever would change it looks for it again, and finds none.
  const last = await lastOf(aws, name, call);
  if (last !== undefined) return { aws, object: last, name: aws.nameOf(last) };
  throw aws.notFound(call.identity, name);
}

/** For whom the object itself would be shown. */
async function lastOf(aws: AwsKind, name: string, call: Call): Promise<Resource | undefined> {
  const last = await lastObject(aws, name, call);
  if (last === undefined) return undefined;
  await call.store.get(aws.kind, keyOf(last));
  return last;
}

const NOT_FOUND = { type: "ValidationException", status: 400 } as const;
