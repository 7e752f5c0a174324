import { Agent, request } from "node:https";
import type { ToyObject } from "./driver.ts";
import type { Send } from "./http-driver.ts";

/** Requests over TLS to a server that has its own CA, on connections that stay open until `close`. */
export function httpsSend(url: string, caPem: string): { readonly send: Send; close(): void } {
  const agent = new Agent({ ca: caPem, keepAlive: true });
  return {
    send: (method, path, { body, type, token }) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? undefined : JSON.stringify(body);
        const headers = {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          ...(payload === undefined
            ? {}
            : {
                "content-type": type ?? "application/json",
                "content-length": String(Buffer.byteLength(payload)),
              }),
        };
        const sent = request(new URL(path, url), { method, headers, agent }, (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            text += chunk;
          });
          response.on("error", reject);
          response.on("end", () => {
            const { statusCode: http = 0, headers } = response;
            resolve({ http, headers, body: JSON.parse(text) as ToyObject });
          });
        });
        sent.on("error", reject);
        sent.end(payload);
      }),
    close: () => agent.destroy(),
  };
}
