import { createServer } from "node:net";
import { fnv1a, SlipwayError } from "@slipway/model";

/** Below the ports that systems give to outgoing connections, so that none of those is in the way by chance. */
const FIRST = 20_000;
const COUNT = 12_000;

/** Who has which port of this machine's loopback: one for each serving pod, the same over restarts. */
export class PortBook {
  readonly #byPort = new Map<number, string>();
  readonly #byPod = new Map<string, number>();

  /** The pod's port, once it has one. */
  of(uid: string): number | undefined {
    return this.#byPod.get(uid);
  }

  /** The pod's port of an earlier life, unless another pod has it. */
  claim(uid: string, port: number): boolean {
    const holder = this.#byPort.get(port);
    if (holder !== undefined && holder !== uid) return false;
    this.release(uid);
    this.#byPort.set(port, uid);
    this.#byPod.set(uid, port);
    return true;
  }

  /** The pod's port, or a free one that becomes the pod's. Throws SLIP-NODE-005 when none is left. */
  async take(uid: string): Promise<number> {
    const known = this.#byPod.get(uid);
    if (known !== undefined) return known;
    const start = Number.parseInt(fnv1a(uid), 36) % COUNT;
    for (let step = 0; step < COUNT; step++) {
      const port = FIRST + ((start + step) % COUNT);
      if (this.#byPort.has(port)) continue;
      this.#byPort.set(port, uid);
      if (await isFree(port)) {
        this.#byPod.set(uid, port);
        return port;
      }
      this.#byPort.delete(port);
    }
    throw new SlipwayError("SLIP-NODE-005", `every port from ${FIRST} to ${FIRST + COUNT - 1} is in use`);
  }

  release(uid: string): void {
    const port = this.#byPod.get(uid);
    this.#byPod.delete(uid);
    if (port !== undefined) this.#byPort.delete(port);
  }
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
