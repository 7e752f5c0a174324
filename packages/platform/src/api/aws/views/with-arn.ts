import type { Resource } from "@slipway/model";
import type { AckResourceMetadata } from "@slipway/model/ack.ts";
import type { Call } from "../call.ts";
import type { AwsKind } from "../objects/aws-kinds.ts";

type Status<R extends Resource> = NonNullable<R["status"]> & {
  readonly ackResourceMetadata: AckResourceMetadata;
};

/** The object's status with its ARN, which is known before any controller has written it. */
export function withArn<R extends Resource>(aws: AwsKind<R>, object: R, { identity }: Call): Status<R> {
  const status = object.status as { readonly ackResourceMetadata?: AckResourceMetadata } | undefined;
  const known = status?.ackResourceMetadata;
  return {
    ...status,
    ackResourceMetadata: {
      ownerAccountID: identity.accountId,
      region: identity.region,
      ...known,
      arn: known?.arn ?? aws.arn(identity, aws.nameOf(object)),
    },
  } as Status<R>;
}
