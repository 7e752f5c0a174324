import { chmodSync, rmSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/**
 * The AWS port apart from the server behind it, so that another process can take it over: the server itself listens at a socket of the
 * state folder, for that process alone.
 */
export class AwsFront {
  readonly #server: HttpServer;
  #front: Server | undefined;

  private constructor(server: HttpServer) {
    this.#server = server;
  }

  static async open(server: HttpServer, socketPath: string): Promise<AwsFront> {
    rmSync(socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(socketPath, () => {
        server.off("error", reject);
        chmodSync(socketPath, 0o600);
        resolve();
      });
    });
    return new AwsFront(server);
  }

  /** What listens at the port; undefined where nothing of this process does. */
  get front(): Server | undefined {
    return this.#front;
  }

  /** Starts to listen on loopback; a port of 0 takes any free one. Resolves with the port. */
  listen(port: number): Promise<number> {
    const front = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#server.emit("connection", socket);
    });
    front.maxConnections = this.#server.maxConnections;
    return new Promise((resolve, reject) => {
      front.once("error", reject);
      front.listen(port, "127.0.0.1", () => {
        front.off("error", reject);
        this.#front = front;
        resolve((front.address() as AddressInfo).port);
      });
    });
  }

  /** Accepts no more; the connections that there are stay. */
  leave(): void {
    this.#front?.close();
    this.#front = undefined;
  }

  /** Serves a connection that another process has accepted, and read some bytes of. */
  take(socket: Socket, bytes: Uint8Array): void {
    socket.allowHalfOpen = true;
    socket.setNoDelay(true);
    socket.unshift(bytes);
    this.#server.emit("connection", socket);
  }
}
