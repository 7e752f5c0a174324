import { request } from "node:http";
import { join } from "node:path";
import type { Diagnostics } from "../../packages/platform/src/main/serve/diagnostics.ts";
import { socketPath } from "../../packages/platform/src/main/state/socket-path.ts";

/** Asks a running home how its process does; delays count from the last time it was asked. */
export function diagnostics(state: string): Promise<Diagnostics> {
  return new Promise((resolve, reject) => {
    const call = request(
      { socketPath: socketPath(join(state, "control.sock")), path: "/diagnostics" },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Diagnostics));
      },
    );
    call.once("error", reject);
    call.end();
  });
}
