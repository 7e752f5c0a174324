import { type Resource, rfc3339, STOP_ANNOTATION } from "@slipway/model";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { changeObject } from "./change-object.ts";

/** The Stop operation of a kind: asks for the stop, and the controller carries it out. Asking twice is once. */
export async function stopObject<R extends Resource>(
  aws: AwsKind<R>,
  name: string,
  call: Call,
): Promise<void> {
  await changeObject(aws, name, {
    call,
    change: (object) => {
      if (aws.statusOf(object) === "Stopping") return object;
      requireWorking(aws, object);
      const annotations = { ...object.metadata.annotations, [STOP_ANNOTATION]: rfc3339(call.now) };
      return { ...object, metadata: { ...object.metadata, annotations } };
    },
  });
}

/** Throws once the object has ended or is being deleted: nothing about it can be changed then. */
export function requireWorking<R extends Resource>(aws: AwsKind<R>, object: R): void {
  const status = aws.statusOf(object);
  if (status !== "Deleting" && aws.facts.outcome(aws.aws.view(object)).state === "working") return;
  throw inStatus(aws, `is in status ${status}.`);
}

/** Throws unless the object has ended, as SageMaker has it of jobs that are to be deleted; kubectl deletes others as well. */
export function requireEnded<R extends Resource>(aws: AwsKind<R>, object: R): void {
  if (aws.facts.outcome(aws.aws.view(object)).state !== "working") return;
  throw inStatus(aws, `is in status ${aws.statusOf(object)}; stop it first.`, "ResourceInUse");
}

function inStatus<R extends Resource>({ aws }: AwsKind<R>, is: string, type?: string): AwsError {
  const message = `The request was rejected because the ${aws.wording.noun} ${is}`;
  return new AwsError("SLIP-AWS-004", message, type === undefined ? {} : { type });
}
