/** What reaches buckets, or opens the AWS door. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
