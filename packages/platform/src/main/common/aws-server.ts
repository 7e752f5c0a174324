import { createServer, type RequestListener, type Server } from "node:http";
import { continueWhenRead } from "#lib/http/continue-when-read.ts";
import { HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { guardConnections } from "#lib/http/guard-connections.ts";

/** Longer than clients and load balancers keep idle connections, so that they and not we close them. */
const KEEP_ALIVE_MS = 65_000;
/** Nothing comes and nothing is taken for so long: nobody is there any more. */
const STALL_MS = 300_000;

/** A server for AWS clients. Uploads by known keys may take long; each door bounds what else it reads. */
export function awsServer(handle: RequestListener): Server {
  const server = createServer({ ...HEAD_DEADLINE, requestTimeout: 0 }, handle);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.timeout = STALL_MS;
  continueWhenRead(server, handle);
  // What else is expected S3 passes over; Node would refuse it with 417.
  server.on("checkExpectation", handle);
  guardConnections(server);
  return server;
}
