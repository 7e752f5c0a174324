import { inputOf, outputOf } from "@slipway/model/aws/lookup.ts";
import type { AwsService } from "@slipway/model/aws/service.ts";
import { staticSchema } from "@slipway/model/aws/static-schema.ts";
import { CborShapeDeserializer2, CborShapeSerializer2 } from "@smithy/core/cbor";
import type { Members } from "../call.ts";
import { codeOfType } from "../control/refusal-code.ts";
import { queryCompatible } from "../protocols/query-compatible.ts";
import { rpcV2Cbor } from "../protocols/rpc-v2-cbor.ts";
import { checkCbor } from "./check-cbor.ts";
import { unreadable } from "./unreadable.ts";
import type { Wire } from "./wire.ts";

const PATH = /^\/service\/([A-Za-z0-9_.]+)\/operation\/([A-Za-z0-9_]+)(?:\?|$)/;

/** A service in Smithy's RPC v2 CBOR; the path of requests names the service and the operation. */
export function cborWire(service: AwsService, { service: name }: { readonly service: string }): Wire {
  const deserializer = new CborShapeDeserializer2();
  const protocol = queryCompatible(service, rpcV2Cbor);
  const names = (url = ""): boolean => PATH.exec(url)?.[1]?.split(".").at(-1) === name;
  return {
    takes: ({ method, headers }) => method === "POST" && headers["smithy-protocol"] === "rpc-v2-cbor",
    names: ({ url }) => names(url),
    protocolOf: () => protocol,
    operationIn: ({ request: { url = "" } }) => (names(url) ? (PATH.exec(url)?.[2] ?? "") : ""),
    read: (operation, { body }) => {
      if (body.length === 0) return {};
      checkCbor(body);
      try {
        return deserializer.read(
          staticSchema(inputOf(operation.service, operation.name)),
          body,
        ) as unknown as Members;
      } catch (error) {
        throw unreadable((error as Error).message, codeOfType(operation));
      }
    },
    write: (operation, answer) => {
      const output = outputOf(operation.service, operation.name);
      if (output === undefined) return new Uint8Array();
      const serializer = new CborShapeSerializer2();
      serializer.write(staticSchema(output), answer);
      return serializer.flush();
    },
  };
}
