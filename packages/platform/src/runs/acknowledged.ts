import type { AwsIdentity, Resource } from "@slipway/model";

/** What ACK's controllers tell of an object from the moment they have seen it. */
export const acknowledged = (
  { metadata }: Pick<Resource, "metadata">,
  { arn, identity }: { readonly arn: string; readonly identity: AwsIdentity },
) => ({
  ackResourceMetadata: { arn, ownerAccountID: identity.accountId, region: identity.region },
  creationTime: metadata.creationTimestamp ?? "",
});
