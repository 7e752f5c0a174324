import type { Caller } from "@slipway/model";

/** What an access key of the AWS doors stands for: who asks, in which namespace and account. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly namespace: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  readonly caller: Caller;
}

/** The access keys that this Slipway has issued; `find` costs nothing and is asked once a request. */
export interface AccessKeys {
  find(accessKeyId: string): AccessKey | undefined;
}
