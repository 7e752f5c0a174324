import type { AwsIdentity, Kind, Resource } from "@slipway/model";
import type { AckResourceMetadata } from "@slipway/model/ack.ts";
import { type AwsNames, awsArn, awsNames, saidName } from "@slipway/model/aws/aws-names.ts";
import type { AwsFacts, AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import { lowerFirst } from "@slipway/model/lower-first.ts";
import { AwsError } from "../aws-error.ts";

type Taken = "SLIP-API-002" | "SLIP-RUN-003";

/** A kind as the AWS API speaks of it: all of it follows from the kind's facts. */
export interface AwsKind<R extends Resource = Resource> {
  readonly kind: Kind<R>;
  readonly facts: AwsKindFacts<R>;
  readonly aws: AwsFacts<R>;
  readonly names: AwsNames;
  /** The AWS name; "" of an object that has none yet. */
  nameOf(object: R): string;
  /** The status as AWS tells it, also while no controller has said one; "" of a kind that has none. */
  statusOf(object: R): string;
  arn(identity: AwsIdentity, name: string): string;
  /** Of the name as the caller wrote it. */
  notFound(identity: AwsIdentity, name: string): AwsError;
  /** `code` tells an object of that name from one that holds the AWS name under another metadata.name. */
  exists(arn: string, code: Taken): AwsError;
  /** The object as AWS tells it, with its ARN, which is known before any controller has written it. */
  present(object: R, identity: AwsIdentity): R;
}

export function awsKind<R extends Resource>(facts: AwsKindFacts<R>): AwsKind<R> {
  const { kind, aws } = facts;
  const names = awsNames(aws);
  const { wording } = aws;
  const nameOf = (object: R): string => saidName(names, object);
  const arn = (identity: AwsIdentity, name: string): string => awsArn(aws, identity, name);
  return {
    kind,
    facts,
    aws,
    names,
    nameOf,
    statusOf: (object) => viewedStatus(aws, object),
    arn,
    notFound: (identity, name) =>
      new AwsError("SLIP-API-001", wording.notFound(name, arn(identity, name)), {
        type: wording.notFoundType,
        status: 400,
      }),
    exists: (taken, code) =>
      new AwsError(code, wording.taken(taken), { type: wording.takenType, status: 400 }),
    present: (object, identity) =>
      withArn(aws.view(object), { identity, arn: arn(identity, nameOf(object)) }),
  };
}

function viewedStatus<R extends Resource>({ status, view }: AwsFacts<R>, object: R): string {
  if (status === undefined) return "";
  const shown = (view(object).status ?? {}) as Readonly<Record<string, unknown>>;
  return String(shown[lowerFirst(status)] ?? "");
}

interface Known {
  readonly ackResourceMetadata?: AckResourceMetadata;
}

function withArn<R extends Resource>(
  object: R,
  { identity, arn }: { readonly identity: AwsIdentity; readonly arn: string },
): R {
  const known = (object.status as Known | undefined)?.ackResourceMetadata;
  const ackResourceMetadata: AckResourceMetadata = {
    ownerAccountID: identity.accountId,
    region: identity.region,
    ...known,
    arn: known?.arn ?? arn,
  };
  return { ...object, status: { ...object.status, ackResourceMetadata } };
}
