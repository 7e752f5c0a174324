import { type AwsIdentity, type Resource, sagemakerArn } from "@slipway/model";

interface Begun {
  readonly slipway?: { readonly runtime?: string };
}

/** What an object is known by from the moment it is seen. Once it has begun, what its runtime says of that stands. */
export function identified(
  { metadata, status }: Resource,
  { identity, type, name }: { readonly identity: AwsIdentity; readonly type: string; readonly name: string },
) {
  if ((status as Begun | undefined)?.slipway?.runtime !== undefined) return {};
  return {
    ackResourceMetadata: {
      arn: sagemakerArn(identity, type, name),
      ownerAccountID: identity.accountId,
      region: identity.region,
    },
    creationTime: metadata.creationTimestamp ?? "",
  };
}
