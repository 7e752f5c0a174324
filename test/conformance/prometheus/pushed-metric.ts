import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A page of one gauge named `drift`, for Prometheus to read. */
export class PushedMetric {
  value = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
      response.end(`# TYPE drift gauge\ndrift ${this.value}\n`);
    });
  }

  static async up(): Promise<PushedMetric> {
    const made = new PushedMetric();
    await new Promise<void>((resolve) => made.#server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  down(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
