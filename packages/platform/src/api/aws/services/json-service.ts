import { credentialScope } from "#lib/sigv4/claim.ts";
import type { Call } from "../call.ts";
import { decode, encode } from "../control/codec.ts";
import { answerBody } from "../protocols/exchange.ts";
import { json11 } from "../protocols/json-1-1.ts";
import type { ServedService } from "./control-operations.ts";
import type { Authentic, DoorService } from "./door-service.ts";

/** Objects hold 3 MiB. */
const LONGEST_BODY = 3 * 1024 * 1024;

/** A service of the protocol JSON 1.1, whose requests name their operation by `X-Amz-Target`. */
export function jsonService(
  { service, operations }: ServedService,
  parts: {
    /** What operations get to work with. */
    readonly callOf: (request: Authentic) => Call;
    readonly notServed: (request: Authentic) => Error;
  },
): DoorService {
  const prefix = `${service.targetPrefix}.`;
  return {
    signingName: service.name,
    protocol: json11,
    operations: Object.keys(operations),
    longestBody: LONGEST_BODY,
    takes: (request) => {
      const { "x-amz-target": target } = request.headers;
      if (request.method !== "POST" || typeof target !== "string") return false;
      // Without a signature the target alone says whose it is.
      return credentialScope(request) !== undefined || target.startsWith(prefix);
    },
    async answer(request) {
      const target = String(request.exchange.request.headers["x-amz-target"]);
      const name = target.startsWith(prefix) ? target.slice(prefix.length) : "";
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation === undefined) throw parts.notServed(request);
      const at = { service: operation.service, name };
      const answer = await operation.run(decode(at, request.body), parts.callOf(request));
      answerBody(request.exchange, encode(at, answer ?? undefined));
    },
  };
}
