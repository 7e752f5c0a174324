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
  /** The role that STS tells it is a session of, as a notebook instance's credentials are: SageMaker's SDK takes it for the execution role. */
  readonly role?: string;
  /** Of temporary credentials alone, which have the rights of the key that they were made of. */
  readonly session?: Session;
}

/** What temporary credentials are of. */
export interface Session {
  /** The access key that they were made of, and end with. */
  readonly parentId: string;
  readonly expires: Date;
  /** Absent of those that stand for their user, without a role. */
  readonly role?: { readonly name: string; readonly sessionName: string };
}

/** The access keys that this Slipway has issued, without temporary ones, of which it keeps nothing; `find` costs nothing and is asked once a request. */
export interface AccessKeys {
  find(accessKeyId: string): AccessKey | undefined;
}
