import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { defined } from "@slipway/model";
import type { Layout } from "../state/layout.ts";
import { socketPath } from "../state/socket-path.ts";

/**
 * Asks the server that holds the folder, through its control socket; the answer's body is the caller's to read. The signal ends the
 * request, and the answer with it.
 */
export function control(
  layout: Layout,
  method: "GET" | "POST",
  path: string,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request(
      { socketPath: socketPath(layout.control), path, method, ...defined({ signal }) },
      (response) => {
        if ((response.statusCode ?? 500) < 300) return resolve(response);
        text(response).then(
          (why) => reject(new Error(why === "" ? `the server answered ${response.statusCode}` : why)),
          reject,
        );
      },
    );
    call.once("error", reject);
    call.end();
  });
}
