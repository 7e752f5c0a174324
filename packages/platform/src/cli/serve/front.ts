import { once } from "node:events";
import { createServer, type Server, type ServerResponse, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { SlipwayError } from "@slipway/model";

/** As AWS's clients ask an endpoint of any name. */
const ENDPOINT = /^\/endpoints\/[^/]+\/invocations(?=\?|$)/;

/**
 * The address that stays while the server behind it is started anew: it answers by whoever is there, and while nobody is, requests
 * wait. What AWS's clients ask of an endpoint is asked of the model.
 */
export class Front {
  readonly #server: Server;
  #target: Promise<number>;
  #arrive: (port: number) => void = () => {};

  private constructor() {
    this.#target = this.#nobody();
    this.#server = createServer((request, response) => {
      this.#forward(request.url ?? "/", { request, response }).catch((error: Error) =>
        refuse(response, `the model's server is not there: ${error.message}`),
      );
    });
  }

  /** Throws SLIP-CLI-002 where the port is taken. */
  static async listen(port: number): Promise<Front> {
    const front = new Front();
    front.#server.listen(port, "127.0.0.1");
    await once(front.#server, "listening").catch((error: Error) => {
      throw new SlipwayError("SLIP-CLI-002", `--port ${port}: ${error.message}`, { cause: error });
    });
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The port of a server that answers. */
  leadTo(port: number): void {
    this.#arrive(port);
    this.#target = Promise.resolve(port);
  }

  leadNowhere(): void {
    this.#target = this.#nobody();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  #nobody(): Promise<number> {
    return new Promise((resolve) => {
      this.#arrive = resolve;
    });
  }

  async #forward(
    url: string,
    {
      request,
      response,
    }: { readonly request: import("node:http").IncomingMessage; readonly response: ServerResponse },
  ): Promise<void> {
    const port = await this.#target;
    const { connection: _, ...headers } = request.headers;
    const path = url.replace(ENDPOINT, "/invocations");
    const onward = send({ port, host: "127.0.0.1", method: request.method, path, headers });
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", (error) =>
      refuse(response, `the model's server broke the connection: ${error.message}`),
    );
    request.pipe(onward);
  }
}

function refuse(response: ServerResponse, sentence: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(502, { "content-type": "text/plain" }).end(`${sentence}\n`);
}
