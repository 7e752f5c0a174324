import type { Store } from "#store/store.ts";
import type { AccessKey } from "../../access-keys.ts";
import type { RpcOperation } from "../services/rpc-service.ts";

/** What IAM works with. */
export interface IamCall {
  readonly key: AccessKey;
  /** With the caller's rights. */
  readonly store: Store;
  readonly now: Date;
}

export type IamOperation = RpcOperation<IamCall>;
export type IamOperations = Readonly<Record<string, IamOperation>>;
