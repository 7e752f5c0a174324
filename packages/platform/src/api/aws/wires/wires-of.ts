import type { AwsService } from "@slipway/model/aws/service.ts";
import { cborWire } from "./cbor-wire.ts";
import { jsonWire } from "./json-wire.ts";
import { queryWire } from "./query-wire.ts";
import { restJsonWire } from "./rest-json-wire.ts";
import type { Wire } from "./wire.ts";

/** The protocols that the service speaks; the first that takes a request has it. */
export function wiresOf(service: AwsService): readonly Wire[] {
  const { cbor, json, restJson, query } = service.protocols;
  return [
    ...(cbor === undefined ? [] : [cborWire(service, cbor)]),
    ...(json === undefined ? [] : [jsonWire(service, json)]),
    ...(restJson === undefined ? [] : [restJsonWire(restJson)]),
    ...(query === undefined ? [] : [queryWire(service, query)]),
  ];
}
