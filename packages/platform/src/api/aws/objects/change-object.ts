import { isConflict, type Resource } from "@slipway/model";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { needObject, orNotFound } from "./find-object.ts";

const MOST_TRIES = 10;

/** Reads, changes and writes; again when somebody wrote in between. `change` may refuse by throwing. */
export async function changeObject<R extends Resource>(
  aws: AwsKind<R>,
  name: string,
  step: { readonly call: Call; readonly change: (object: R) => R },
): Promise<R> {
  for (let tries = 1; ; tries++) {
    const object = await needObject(aws, name, step.call);
    const changed = step.change(object);
    if (changed === object) return object;
    try {
      return await step.call.store.replace(aws.kind, changed, "object");
    } catch (error) {
      if (!isConflict(error) || tries === MOST_TRIES) return orNotFound(aws, name, step.call)(error);
    }
  }
}
