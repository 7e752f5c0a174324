import type { IncomingMessage } from "node:http";
import { namedService } from "../services/named-service.ts";
import { ec2Query } from "./ec2-query.ts";
import { json10 } from "./json-1-0.ts";
import { json11 } from "./json-1-1.ts";
import type { Protocol } from "./protocol.ts";
import { query } from "./query.ts";
import { restJson } from "./rest-json.ts";
import { restXml } from "./rest-xml.ts";
import { rpcV2Cbor } from "./rpc-v2-cbor.ts";

/** Services whose protocol the head of a request does not tell from the common ones. */
const BY_SERVICE: Readonly<Record<string, Protocol>> = {
  cloudfront: restXml,
  ec2: ec2Query,
  route53: restXml,
  s3express: restXml,
  "s3-object-lambda": restXml,
};

/** The protocol that a request speaks by its head alone, so that a client is refused in words that it reads, whatever it asked for. */
export function spokenProtocol(request: IncomingMessage): Protocol {
  const { method, url = "", headers } = request;
  const { "content-type": type = "" } = headers;
  if (headers["smithy-protocol"] === "rpc-v2-cbor") return rpcV2Cbor;
  if (headers["x-amz-target"] !== undefined) return type.startsWith(json10.contentType) ? json10 : json11;
  const service = namedService(request) ?? "";
  if (Object.hasOwn(BY_SERVICE, service)) return BY_SERVICE[service] ?? query;
  if (type.startsWith("application/x-www-form-urlencoded")) return query;
  if (/^(application|text)\/xml\b/.test(type)) return restXml;
  const isRoot = url === "/" || url.startsWith("/?");
  if (isRoot && method === "GET" && /[?&]Action=/.test(url)) return query;
  return isRoot && method === "POST" ? json11 : restJson;
}
