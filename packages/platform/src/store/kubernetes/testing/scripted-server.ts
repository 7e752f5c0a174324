import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An API server that gives one scripted answer after the other and remembers what it was asked. */
export class ScriptedServer {
  readonly asked: {
    readonly method: string;
    readonly url: URL;
    readonly headers: IncomingMessage["headers"];
  }[] = [];
  readonly #server: Server;
  readonly #answers: Answer[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? "", "http://scripted");
      this.asked.push({ method: request.method ?? "", url, headers: request.headers });
      const answer = this.#answers.shift();
      if (answer === undefined) response.writeHead(500).end("nothing is scripted");
      else answer(request, response);
    });
  }

  static async open(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    await new Promise<void>((resolve) => scripted.#server.listen(0, "127.0.0.1", resolve));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  next(answer: Answer): this {
    this.#answers.push(answer);
    return this;
  }

  /** A whole JSON answer. */
  json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): this {
    return this.next((_request, response) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body)),
    );
  }

  /** A watch that says these lines and is ended by the server, or cut in the middle of what follows them. */
  watch(events: readonly object[], how: { readonly cutWithin?: string } = {}): this {
    return this.next((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      for (const event of events) response.write(`${JSON.stringify(event)}\n`);
      if (how.cutWithin === undefined) response.end();
      else response.write(how.cutWithin, () => response.destroy());
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
