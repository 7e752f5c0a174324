import { isConflict, isNotFound, keyOf, type Resource } from "@slipway/model";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { findObject, orNotFound } from "./find-object.ts";
import { forgetObject, lastObject } from "./last-object.ts";

/**
 * Removes the object of that AWS name; `allowed` may refuse by throwing. Twice is not found, as AWS has it. What is gone and still
 * described is forgotten, so that a call that a crash cut short after the removal is finished by its repetition.
 */
export async function removeObject<R extends Resource>(
  aws: AwsKind<R>,
  name: string,
  step: { readonly call: Call; readonly allowed?: (object: R) => void },
): Promise<void> {
  const { call, allowed } = step;
  const object = await findObject(aws, name, call);
  if (object === undefined) return await forgetGone(aws, name, call);
  if (object.metadata.deletionTimestamp !== undefined) return;
  allowed?.(object);
  try {
    await removeThis(aws, object, call);
    await forgetObject(aws, object, call);
  } catch (error) {
    // Another object has taken the name since: the one that was found is gone.
    if (isConflict(error)) throw aws.notFound(call.identity, name);
    orNotFound(aws, name, call)(error);
  }
}

/** Asks for the removal of what is not there as well: whether the caller may remove is the store's to say. */
async function forgetGone<R extends Resource>(aws: AwsKind<R>, name: string, call: Call): Promise<void> {
  const last = await lastObject(aws, name, call);
  if (last === undefined || aws.nameOf(last) !== name) throw aws.notFound(call.identity, name);
  await removeThis(aws, last, call).catch((error: unknown) => {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  });
  await forgetObject(aws, last, call);
}

async function removeThis<R extends Resource>(aws: AwsKind<R>, object: R, call: Call): Promise<void> {
  const { uid } = object.metadata;
  await call.store.remove(aws.kind, keyOf(object), uid === undefined ? {} : { uid });
}
