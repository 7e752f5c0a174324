import { createServer, type RequestListener, type Server } from "node:http";
import { HEAD_DEADLINE } from "@slipway/lib/http/deadlines.ts";
import { guardConnections } from "@slipway/lib/http/guard-connections.ts";

/** For a request to come whole. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Nobody reads the answer. */
const STALL_MS = 120_000;
/** Nobody says who it is here: an idle connection goes for a new one, a working one never. */
const CONNECTIONS = { most: 1_024, strangers: 1_024, perCaller: 1_024 };
/** Longer than a load balancer's or router's, so that they and not we close idle connections. */
const KEEP_ALIVE_MS = 65_000;

/** The HTTP server of a container that serves, with its bounds. */
export class ContainerServer {
  readonly #server: Server;

  constructor(handle: RequestListener) {
    this.#server = createServer({ ...HEAD_DEADLINE, requestTimeout: REQUEST_TIMEOUT_MS }, handle);
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.#server.timeout = STALL_MS;
    guardConnections(this.#server, { limits: CONNECTIONS, keepBusy: true });
  }

  /** The port, which is any free one for port 0. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : port;
  }

  /** Takes no more connections; resolves when the last answer is out. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    await closed;
  }
}
