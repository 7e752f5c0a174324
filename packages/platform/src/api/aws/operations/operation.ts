import type { Call } from "../call.ts";
import type { RpcOperation } from "../services/rpc-service.ts";

/** One operation over the objects of the store. What it throws is told in AWS's form. */
export type Operation = RpcOperation<Call>;

/** Operations by their names. */
export type Operations = Readonly<Record<string, Operation>>;
