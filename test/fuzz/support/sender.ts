import { Agent, type ClientRequest, request as http } from "node:http";
import { request as https, Agent as TlsAgent } from "node:https";
import type { FuzzAnswer, FuzzRequest } from "./fuzz-request.ts";
import type { FuzzTarget } from "./target.ts";

/** An answer that has begun and goes on is a stream: what came so far is looked at. */
const STREAM_MS = 300;
const ANSWER_MS = 60_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** Says how far the request came. */
class NoAnswer extends Error {
  constructor({ socket, reusedSocket, writableFinished }: ClientRequest) {
    const { bytesWritten, bytesRead, localPort } = socket ?? {};
    const how = { reusedSocket, writableFinished, bytesWritten, bytesRead, localPort };
    super(`no answer in time: ${JSON.stringify(how)}`);
  }
}

/** Sends requests as they are, over connections that are kept. */
export class Sender {
  readonly #target: Pick<FuzzTarget, "ports">;
  readonly #plain = new Agent({ keepAlive: true, maxSockets: 24 });
  readonly #tls = new TlsAgent({ keepAlive: true, maxSockets: 24, rejectUnauthorized: false });

  constructor(target: Pick<FuzzTarget, "ports">) {
    this.#target = target;
  }

  /** Undefined when the connection was closed without an answer. */
  send(asked: FuzzRequest): Promise<FuzzAnswer | undefined> {
    const { ports } = this.#target;
    const { door, method, path, body } = asked;
    const length = body.length > 0 || ["POST", "PUT", "PATCH"].includes(method);
    const headers = { ...asked.headers, ...(length ? { "content-length": String(body.length) } : {}) };
    const where = { host: "127.0.0.1", method, path, headers };
    return new Promise((resolve, reject) => {
      const call =
        door === "kubernetes"
          ? https({ ...where, port: ports.kubernetes, agent: this.#tls })
          : http({ ...where, port: door === "router" ? ports.router : ports.aws, agent: this.#plain });
      const late = setTimeout(() => call.destroy(new NoAnswer(call)), ANSWER_MS);
      call.on("error", (error) => {
        clearTimeout(late);
        if (error instanceof NoAnswer) reject(error);
        else resolve(undefined);
      });
      call.on("response", (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const done = (whole: boolean): void => {
          clearTimeout(late);
          clearTimeout(stream);
          if (!whole) response.destroy();
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
            whole,
          });
        };
        const stream = setTimeout(
          () => done(false),
          response.headers["content-length"] === undefined ? STREAM_MS : ANSWER_MS,
        );
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > MOST_BYTES) done(false);
        });
        response.on("end", () => done(true));
        response.on("error", () => done(false));
      });
      call.end(body);
    });
  }

  close(): void {
    this.#plain.destroy();
    this.#tls.destroy();
  }
}
