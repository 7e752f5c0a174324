import type { IncomingMessage } from "node:http";
import { json11 } from "./json-1-1.ts";
import type { Protocol } from "./protocol.ts";
import { query } from "./query.ts";
import { restJson } from "./rest-json.ts";
import { rpcV2Cbor } from "./rpc-v2-cbor.ts";

/** The protocol that a request speaks by its head alone, so that a client is refused in words that it reads, whatever it asked for. */
export function spokenProtocol({ method, url = "", headers }: IncomingMessage): Protocol {
  if (headers["smithy-protocol"] === "rpc-v2-cbor") return rpcV2Cbor;
  if (headers["x-amz-target"] !== undefined) return json11;
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return query;
  const isRoot = url === "/" || url.startsWith("/?");
  if (isRoot && method === "GET" && /[?&]Action=/.test(url)) return query;
  return isRoot ? json11 : restJson;
}
