import type { AwsIdentity } from "@slipway/model";

/** What `slipway install` writes down for every part of a cluster home and for its clients. */
export interface HomeSettings {
  readonly identity: AwsIdentity;
  /** The one OCI image of Slipway. */
  readonly image: string;
  /** What source code runs on where its object names nothing else. */
  readonly baseImage: string;
  /** Where buckets are; absent means AWS itself. */
  readonly s3Endpoint?: string;
  /** Where clients outside of the cluster reach the AWS door; absent means by its Service. */
  readonly awsUrl?: string;
  /** Namespaces that have jobs, in the order in which they came. */
  readonly jobsIn?: readonly string[];
  /** Namespaces without a bucket key of their own use the home's, and so reach one another's data. */
  readonly sharedBucketKey?: boolean;
}
