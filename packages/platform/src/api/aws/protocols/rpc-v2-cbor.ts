import { cbor } from "@smithy/core/cbor";
import type { Protocol } from "./protocol.ts";

const HEADERS = { "smithy-protocol": "rpc-v2-cbor" };

/** Smithy RPC v2 CBOR: what current clients of CloudWatch speak first. */
export const rpcV2Cbor: Protocol = {
  contentType: "application/cbor",
  headers: HEADERS,
  error: ({ type, members, message }) => ({
    contentType: "application/cbor",
    body: cbor.serialize({ __type: type, ...members, message }),
    headers: HEADERS,
  }),
};
