import { createServer } from "node:https";
import { createLogDoor } from "#cluster/log-door/log-door.ts";
import { apiServerReviews } from "#cluster/log-door/reviews.ts";
import { createPostgresLedger } from "#ledger/postgres/create-postgres-ledger.ts";
import { issueAuthority, issueServer } from "#lib/tls/issue.ts";
import type { Base } from "./base.ts";
import { listenEverywhere } from "./listen.ts";

const PORT = 8443;
const HEADERS_MS = 10_000;
const CONNECTIONS = 512;

/** The door to the logs of pods that are gone, behind the API server's Service proxy. */
export async function runLogDoor({ client, store, files, clock, log, closers }: Base): Promise<void> {
  const ledger = await createPostgresLedger({ url: await files.text("database-url"), clock });
  closers.add(() => ledger.close());
  const door = createLogDoor({ ledger, store, reviews: apiServerReviews(client), clock, log });
  closers.add(() => door.close());
  // The API server's proxy checks no certificate; this one keeps tokens and lines from those who listen on the way.
  const authority = await issueAuthority(clock.now());
  const identity = await issueServer(authority, ["slipway-logs"], clock.now());
  const server = createServer({ ...identity, requestTimeout: HEADERS_MS, headersTimeout: HEADERS_MS });
  server.on("request", (request, response) => door.handler(request, response));
  server.maxConnections = CONNECTIONS;
  server.keepAliveTimeout = 65_000;
  await listenEverywhere(server, PORT, closers);
}
