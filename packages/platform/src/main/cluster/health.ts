import { createServer, type ServerResponse } from "node:http";
import { HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { guardConnections } from "#lib/http/guard-connections.ts";
import type { Closers } from "../common/closers.ts";

/** Where the kubelet asks; the parts' own doors need credentials, which a probe has not. */
const PORT = 8081;

/** What there is to say of the buckets: they are not reached, or reached and refuse something. */
export interface Found {
  readonly problem?: string;
  readonly note?: string;
}

export type BucketCheck = () => Promise<Found>;

/** Answers `/livez` always, `/readyz` once the part is ready, and `/bucketz` where it can tell whether buckets are reached. */
export async function openHealth(
  closers: Closers,
): Promise<{ ready(): void; leaving(): void; readonly buckets: { check?: BucketCheck } }> {
  let isReady = false;
  const buckets: { check?: BucketCheck } = {};
  const server = createServer({ ...HEAD_DEADLINE, requestTimeout: 10_000 }, (request, response) => {
    if (request.url === "/bucketz" && buckets.check !== undefined) {
      void answerBuckets(buckets.check, response);
      return;
    }
    const well = request.url === "/livez" || (request.url === "/readyz" && isReady);
    response.writeHead(well ? 200 : 503, { "content-type": "text/plain" }).end(well ? "ok\n" : "not ready\n");
  });
  guardConnections(server, { limits: { most: 64, strangers: 64, perCaller: 64 }, keepBusy: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, resolve);
  });
  closers.add(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    ready: () => {
      isReady = true;
    },
    leaving: () => {
      isReady = false;
    },
    buckets,
  };
}

async function answerBuckets(check: BucketCheck, response: ServerResponse): Promise<void> {
  const found = await check().catch((error: unknown): Found => ({ problem: String(error) }));
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(found));
}
