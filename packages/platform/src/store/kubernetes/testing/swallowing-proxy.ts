import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy that can fall silent: connections stay open, and nothing passes any more. */
export class SwallowingProxy {
  readonly #server;
  readonly #sockets = new Set<Socket>();
  #silent = new Set<Socket>();

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#server = createServer((near) => {
      const far = connect(target);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on("data", (bytes) => {
          if (!this.#silent.has(from)) to.write(bytes);
        });
        from.on("error", () => {});
        from.on("close", () => {
          this.#sockets.delete(from);
          if (!this.#silent.has(from)) to.destroy();
        });
      }
    });
  }

  static async open(target: { readonly host: string; readonly port: number }): Promise<SwallowingProxy> {
    const proxy = new SwallowingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Every connection of now swallows what it gets; later ones work. */
  swallow(): void {
    this.#silent = new Set(this.#sockets);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
