import { createServer } from "node:http";
import type { Closers } from "../serve/closers.ts";

/** Where the kubelet asks; the parts' own doors need credentials, which a probe has not. */
const PORT = 8081;

/** Answers `/livez` always and `/readyz` once the part is ready. */
export async function openHealth(closers: Closers): Promise<{ ready(): void }> {
  let isReady = false;
  const server = createServer((request, response) => {
    const well = request.url === "/livez" || (request.url === "/readyz" && isReady);
    response.writeHead(well ? 200 : 503, { "content-type": "text/plain" }).end(well ? "ok\n" : "not ready\n");
  });
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
