import { isConflict, keyOf, type Resource } from "@slipway/model";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { needObject, orNotFound } from "./find-object.ts";
import { forgetObject } from "./last-object.ts";

/** Removes the object of that AWS name; `allowed` may refuse by throwing. Twice is not found, as AWS has it. */
export async function removeObject<R extends Resource>(
  aws: AwsKind<R>,
  name: string,
  step: { readonly call: Call; readonly allowed?: (object: R) => void },
): Promise<void> {
  const { call, allowed } = step;
  const object = await needObject(aws, name, call);
  if (object.metadata.deletionTimestamp !== undefined) return;
  allowed?.(object);
  const { uid } = object.metadata;
  try {
    await call.store.remove(aws.kind, keyOf(object), uid === undefined ? {} : { uid });
    await forgetObject(aws, object, call);
  } catch (error) {
    // Another object has taken the name since: the one that was found is gone.
    if (isConflict(error)) throw aws.notFound(aws.arn(call.identity, name));
    orNotFound(aws, name, call)(error);
  }
}
