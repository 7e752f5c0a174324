import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { Layout } from "../state/layout.ts";
import { socketPath } from "../state/socket-path.ts";

/** Asks the server that holds the folder, through its control socket; the answer's body is the caller's to read. */
export function control(layout: Layout, method: "GET" | "POST", path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: socketPath(layout.control), path, method }, (response) => {
      if ((response.statusCode ?? 500) < 300) return resolve(response);
      text(response).then(
        (why) => reject(new Error(why === "" ? `the server answered ${response.statusCode}` : why)),
        reject,
      );
    });
    call.once("error", reject);
    call.end();
  });
}
