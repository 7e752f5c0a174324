import { createServer } from "node:net";
import { fnv1a, SlipwayError } from "@slipway/model";

/** Below the ports that systems give to outgoing connections, so that none of those is in the way by chance. */
const FIRST = 20_000;
const COUNT = 12_000;

/** Who has which ports of this machine's loopback: one for each serving container of a pod, the same over restarts. */
export class PortBook {
  readonly #byPort = new Map<number, string>();
  readonly #byPod = new Map<string, readonly number[]>();

  /** The pod's ports, once it has them. */
  of(uid: string): readonly number[] | undefined {
    return this.#byPod.get(uid);
  }

  /** The pod's ports of an earlier life, unless another pod has one of them. */
  claim(uid: string, ports: readonly number[]): boolean {
    if (ports.length === 0) return true;
    if (ports.some((port) => (this.#byPort.get(port) ?? uid) !== uid)) return false;
    this.release(uid);
    for (const port of ports) this.#byPort.set(port, uid);
    this.#byPod.set(uid, ports);
    return true;
  }

  /** The pod's ports, or `count` free ones that become the pod's. Throws SLIP-NODE-005 when there are not enough. */
  async take(uid: string, count = 1): Promise<readonly number[]> {
    const known = this.#byPod.get(uid) ?? [];
    if (known.length >= count) return known;
    const taken = [...known];
    const start = Number.parseInt(fnv1a(uid), 36) % COUNT;
    for (let step = 0; step < COUNT && taken.length < count; step++) {
      const port = FIRST + ((start + step) % COUNT);
      if (this.#byPort.has(port)) continue;
      this.#byPort.set(port, uid);
      if (await isFree(port)) taken.push(port);
      else this.#byPort.delete(port);
    }
    if (taken.length === count) {
      this.#byPod.set(uid, taken);
      return taken;
    }
    for (const port of taken.slice(known.length)) this.#byPort.delete(port);
    throw new SlipwayError("SLIP-NODE-005", `every port from ${FIRST} to ${FIRST + COUNT - 1} is in use`);
  }

  release(uid: string): void {
    for (const port of this.#byPod.get(uid) ?? []) this.#byPort.delete(port);
    this.#byPod.delete(uid);
  }
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
