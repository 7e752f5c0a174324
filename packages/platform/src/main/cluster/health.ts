import { createServer } from "node:http";
import { HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { guardConnections } from "#lib/http/guard-connections.ts";
import type { Closers } from "../serve/closers.ts";

/** Where the kubelet asks; the parts' own doors need credentials, which a probe has not. */
const PORT = 8081;

/** Answers `/livez` always and `/readyz` once the part is ready. */
export async function openHealth(closers: Closers): Promise<{ ready(): void }> {
  let isReady = false;
  const server = createServer({ ...HEAD_DEADLINE, requestTimeout: 10_000 }, (request, response) => {
    const well = request.url === "/livez" || (request.url === "/readyz" && isReady);
    response.writeHead(well ? 200 : 503, { "content-type": "text/plain" }).end(well ? "ok\n" : "not ready\n");
  });
  guardConnections(server, { limits: { most: 64, strangers: 64, perCaller: 64 }, keepBusy: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, resolve);
  });
  closers.add(() => {
    isReady = false;
    server.close();
    server.closeAllConnections();
  });
  return {
    ready: () => {
      isReady = true;
    },
  };
}
