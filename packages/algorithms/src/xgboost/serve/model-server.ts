import type { IncomingMessage, ServerResponse } from "node:http";
import { availableParallelism } from "node:os";
import { isSlipwayError } from "@slipway/model";
import { failureText } from "../../container.ts";
import { ContainerServer } from "../../container-server.ts";
import type { Scorer } from "../model/scorer.ts";
import { acceptedType, encodeAnswer } from "./encode-answer.ts";
import { parseRows, rowFormat } from "./parse-rows.ts";

export interface ModelServerOptions {
  /** Largest body, in bytes. */
  readonly bodyLimit: number;
  /** Answers a line a row, as batch transforms want it. */
  readonly batch: boolean;
}

const MEBIBYTE = 1024 * 1024;
/** How long a client that sends too much may go on, so that it can read the answer. */
const PATIENCE_MS = 1_000;

/** `GET /ping`, `POST /invocations` and `GET /execution-parameters` as SageMaker's XGBoost has them. */
export class ModelServer {
  readonly #scorer: Scorer;
  readonly #options: ModelServerOptions;
  readonly #server: ContainerServer;
  #draining = false;

  constructor(scorer: Scorer, options: ModelServerOptions) {
    this.#scorer = scorer;
    this.#options = options;
    this.#server = new ContainerServer((request, response) => {
      this.#tend(response, this.#handle(request, response));
    });
  }

  /** Answers a request that another server has, as `/invocations` would. */
  invoke(request: IncomingMessage, response: ServerResponse): void {
    this.#tend(response, this.#invoke(request, response));
  }

  listen(port: number, host: string): Promise<number> {
    return this.#server.listen(port, host);
  }

  /** From now on `/ping` says 503 and connections are closed after their answer. */
  drain(): void {
    this.#draining = true;
  }

  /** Takes no more connections; resolves when the last answer is out. */
  close(): Promise<void> {
    return this.#server.close();
  }

  #tend(response: ServerResponse, handled: Promise<void>): void {
    handled.catch((error: unknown) => {
      process.stderr.write(`${failureText(error)}\n`);
      if (response.headersSent) response.destroy();
      else this.#answer(response, 500, "the request could not be served");
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").split("?")[0];
    if (path === "/ping" && request.method === "GET") {
      return this.#answer(response, this.#draining ? 503 : 200, "");
    }
    if (path === "/execution-parameters" && request.method === "GET") {
      return this.#answer(response, 200, this.#executionParameters(), "application/json");
    }
    if (path === "/invocations" && request.method === "POST") return this.#invoke(request, response);
    request.resume();
    const known = ["/ping", "/invocations", "/execution-parameters"].includes(path ?? "");
    return this.#answer(response, known ? 405 : 404, known ? "wrong method" : "no such path");
  }

  async #invoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await this.#read(request);
    if (!body) return this.#refuse(request, response);
    if (body.length === 0) return this.#answer(response, 204, "");
    const contentType = request.headers["content-type"];
    const format = rowFormat(contentType);
    if (!format) {
      const supported = "text/csv, text/libsvm and text/x-libsvm";
      return this.#answer(response, 415, `Content-Type ${contentType} is not supported; ${supported} are`);
    }
    const type = acceptedType(request.headers.accept);
    if (!type) {
      const supported = "text/csv, application/json and application/jsonlines";
      return this.#answer(
        response,
        406,
        `Accept ${request.headers.accept} is not supported; ${supported} are`,
      );
    }
    try {
      const rows = parseRows(body, format, this.#scorer.columns);
      const answer = { values: this.#scorer.score(rows), width: this.#scorer.width };
      return this.#answer(response, 200, encodeAnswer(answer, type, this.#options.batch), type);
    } catch (error) {
      if (!isSlipwayError(error, "SLIP-XGB-012")) throw error;
      return this.#answer(response, 400, failureText(error));
    }
  }

  /** Nothing as soon as the body is too large; what follows is thrown away. */
  #read(request: IncomingMessage): Promise<Buffer | undefined> {
    return new Promise((resolve, reject) => {
      let chunks: Buffer[] = [];
      let size = 0;
      request.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= this.#options.bodyLimit) chunks.push(chunk);
        else {
          chunks = [];
          resolve(undefined);
        }
      });
      request.on("end", () => resolve(Buffer.concat(chunks)));
      request.on("error", reject);
    });
  }

  /** Says that the body is too large; a client that goes on sending nevertheless is cut off. */
  #refuse(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader("connection", "close");
    this.#answer(response, 413, `the body is larger than ${this.#options.bodyLimit} bytes`);
    const cut = setTimeout(() => request.destroy(), PATIENCE_MS);
    cut.unref();
    request.on("close", () => clearTimeout(cut));
  }

  #executionParameters(): string {
    return JSON.stringify({
      MaxConcurrentTransforms: availableParallelism(),
      BatchStrategy: "MULTI_RECORD",
      MaxPayloadInMB: Math.floor(this.#options.bodyLimit / MEBIBYTE),
    });
  }

  #answer(response: ServerResponse, status: number, body: string, type = "text/plain"): void {
    response.statusCode = status;
    if (body !== "") response.setHeader("content-type", `${type}; charset=utf-8`);
    response.setHeader("content-length", Buffer.byteLength(body));
    if (this.#draining) response.setHeader("connection", "close");
    response.end(body);
  }
}
