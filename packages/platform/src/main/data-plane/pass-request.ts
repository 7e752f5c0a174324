import { type Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";

/** Has the server answer a request that came on a connection of invocations; 503 where it is away. */
export function passRequest(
  from: IncomingMessage,
  response: ServerResponse,
  to: { readonly socketPath: string; readonly agent: Agent },
): void {
  const { method, url: path, headers } = from;
  const passed = httpRequest({ ...to, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, response, () => {});
  });
  passed.on("error", () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(503, { "content-length": 0, connection: "close" }).end();
  });
  pipeline(from, passed, () => {});
}
