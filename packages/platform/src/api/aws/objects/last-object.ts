import type { Resource } from "@slipway/model";
import { forgetLast, readLast } from "#ledger/last-records.ts";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";

/** What ends is kept by AWS for good: of such kinds the last record of a deleted object is told. */
const isKept = ({ facts }: AwsKind): boolean => facts.program?.ends === true;

/**
 * What kubectl took away, as it was last; it is no object any more, so that nothing changes it and another may have its name. The
 * caller's right to read is asked for by whoever looked for the object itself before. Undefined where nothing is kept.
 */
export async function lastObject<R extends Resource>(
  aws: AwsKind<R>,
  name: string,
  { ledger, namespace }: Call,
): Promise<R | undefined> {
  if (!isKept(aws as unknown as AwsKind)) return undefined;
  return (await readLast(ledger, { namespace, kind: aws.kind.kind, name })) as R | undefined;
}

/** What AWS's own Delete operation takes away nobody is told of. */
export async function forgetObject<R extends Resource>(
  aws: AwsKind<R>,
  object: R,
  call: Call,
): Promise<void> {
  if (!isKept(aws as unknown as AwsKind)) return;
  const { ledger, namespace, now } = call;
  await forgetLast(ledger, { namespace, kind: aws.kind.kind, name: aws.nameOf(object) }, { object, at: now });
}
