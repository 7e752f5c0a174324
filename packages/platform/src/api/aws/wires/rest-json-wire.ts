import type { IncomingMessage } from "node:http";
import { restJson } from "../protocols/rest-json.ts";
import { jsonBody } from "./json-body.ts";
import type { Wire } from "./wire.ts";

/** A service in REST JSON whose operations are a method and a path each, and have all their members in the body. */
export function restJsonWire(paths: Readonly<Record<string, string>>): Wire {
  const operations = new Map(Object.entries(paths).map(([name, path]) => [path, name]));
  const asked = ({ method = "", url = "" }: IncomingMessage): string =>
    operations.get(`${method} ${url.split("?", 1)[0]}`) ?? "";
  return {
    takes: (request) => asked(request) !== "",
    names: () => true,
    protocolOf: () => restJson,
    operationIn: ({ request }) => asked(request),
    ...jsonBody,
  };
}
