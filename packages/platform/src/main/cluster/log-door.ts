import { createServer } from "node:https";
import { createLogDoor } from "#cluster/log-door/log-door.ts";
import { apiServerReviews } from "#cluster/log-door/reviews.ts";
import { createPostgresLedger } from "#ledger/postgres/create-postgres-ledger.ts";
import { HANDSHAKE_DEADLINE, HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { guardConnections } from "#lib/http/guard-connections.ts";
import { issueAuthority, issueServer } from "#lib/tls/issue.ts";
import type { Base } from "./base.ts";
import { listenEverywhere } from "./listen.ts";

const PORT = 8443;
/** A request has no body. */
const REQUEST_MS = 10_000;

/** The door to the logs of pods that are gone, behind the API server's Service proxy. */
export async function runLogDoor({ client, store, files, clock, log, closers }: Base): Promise<void> {
  const ledger = await createPostgresLedger({ url: await files.text("database-url"), clock });
  closers.add(() => ledger.close());
  const door = createLogDoor({ ledger, store, reviews: apiServerReviews(client), clock, log });
  closers.add(() => door.close());
  // The API server's proxy checks no certificate; this one keeps tokens and lines from those who listen on the way.
  const authority = await issueAuthority(clock.now());
  const identity = await issueServer(authority, ["slipway-logs"], clock.now());
  const server = createServer(
    { ...identity, ...HEAD_DEADLINE, ...HANDSHAKE_DEADLINE, requestTimeout: REQUEST_MS },
    (request, response) => door.handler(request, response),
  );
  // All that asks comes through the API server's proxy: an address says nothing of who it is.
  guardConnections(server, { keepBusy: true });
  server.keepAliveTimeout = 65_000;
  await listenEverywhere(server, PORT);
  // Who follows a log would not end; he comes again by himself.
  closers.add(() => {
    server.close();
    server.closeAllConnections();
  });
}
