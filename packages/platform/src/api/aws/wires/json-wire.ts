import type { AwsService } from "@slipway/model/aws/service.ts";
import { json10 } from "../protocols/json-1-0.ts";
import { json11 } from "../protocols/json-1-1.ts";
import { queryCompatible } from "../protocols/query-compatible.ts";
import { jsonBody } from "./json-body.ts";
import type { Wire } from "./wire.ts";

/** A service in JSON 1.0 and 1.1, which differ by their names alone; requests name their operation by `X-Amz-Target`. */
export function jsonWire(service: AwsService, { targetPrefix }: { readonly targetPrefix: string }): Wire {
  const prefix = `${targetPrefix}.`;
  const [older, newer] = [queryCompatible(service, json10), queryCompatible(service, json11)];
  return {
    takes: ({ method, headers }) => method === "POST" && typeof headers["x-amz-target"] === "string",
    names: ({ headers }) => String(headers["x-amz-target"]).startsWith(prefix),
    protocolOf: ({ headers }) => (headers["content-type"]?.startsWith(json10.contentType) ? older : newer),
    operationIn: ({ request }) => {
      const target = String(request.headers["x-amz-target"]);
      return target.startsWith(prefix) ? target.slice(prefix.length) : "";
    },
    ...jsonBody,
  };
}
