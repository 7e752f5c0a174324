import type { AwsService } from "@slipway/model/aws/service.ts";
import type { Protocol } from "./protocol.ts";
import { queryError } from "./query-error.ts";

/** The protocol with, of a service that once spoke AWS Query alone, that one's words for an error too, by which clients know it. */
export function queryCompatible(service: AwsService, protocol: Protocol): Protocol {
  if (service.protocols.query === undefined) return protocol;
  return {
    ...protocol,
    error: (error, requestId) => {
      const reply = protocol.error(error, requestId);
      const { code, status } = queryError(service, error);
      const fault = status < 500 ? "Sender" : "Receiver";
      return { ...reply, status, headers: { ...reply.headers, "x-amzn-query-error": `${code};${fault}` } };
    },
  };
}
