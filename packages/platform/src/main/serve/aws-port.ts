import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { credentialScope } from "#lib/sigv4/claim.ts";

const MOST_CONNECTIONS = 2048;

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The one port of all AWS services: the credential scope of a request names its service. Only routing is decided here;
 * the door that gets the request verifies its signature for exactly that service.
 */
export function awsPort(doors: { readonly s3: Handler; readonly aws: Handler }): Server {
  const server = createServer((request, response) => {
    const door = credentialScope(request)?.service === "s3" ? doors.s3 : doors.aws;
    door(request, response);
  });
  // Uploads by known keys may take long; heads of requests have Node's minute, and each door bounds what else it reads.
  server.requestTimeout = 0;
  server.maxConnections = MOST_CONNECTIONS;
  server.keepAliveTimeout = 65_000;
  return server;
}
