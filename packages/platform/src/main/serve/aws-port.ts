import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { credentialScope } from "#lib/sigv4/claim.ts";
import { awsServer } from "../common/aws-server.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The one port of all AWS services: the credential scope of a request names its service. Only routing is decided here;
 * the door that gets the request verifies its signature for exactly that service.
 */
export function awsPort(doors: { readonly s3: Handler; readonly aws: Handler }): Server {
  return awsServer((request, response) => {
    const door = credentialScope(request)?.service === "s3" ? doors.s3 : doors.aws;
    door(request, response);
  });
}
