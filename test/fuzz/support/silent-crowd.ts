import { connect, type Socket } from "node:net";
import type { FuzzTarget } from "./target.ts";

/** At each port: more than a door has room for. */
const EACH = 700;
/** What a silent peer has sent before it fell silent. */
const BEGINNINGS = [
  "",
  "",
  "",
  "GET / HTTP/1.1\r\nhost: a",
  "PUT /a/b HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n",
];
/** A head has ten seconds, a refused body three, and each is looked for every second. */
const GONE_AFTER_MS = 20_000;

/** Connections that say nothing, or not all, and wait: two thousand that must keep nobody out. */
export class SilentCrowd {
  readonly #sockets: Socket[] = [];
  readonly #since = Date.now();

  constructor({ ports }: FuzzTarget) {
    for (const port of Object.values(ports)) {
      for (let index = 0; index < EACH; index++) {
        const socket = connect({ port, host: "127.0.0.1" }).on("error", () => {});
        socket.resume().write(BEGINNINGS[index % BEGINNINGS.length] ?? "");
        this.#sockets.push(socket);
      }
    }
  }

  /** How many are still there when the time that they may take is over. */
  async left(): Promise<number> {
    const rest = this.#since + GONE_AFTER_MS - Date.now();
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    const left = this.#sockets.filter(({ destroyed, readableEnded }) => !destroyed && !readableEnded);
    for (const socket of this.#sockets) socket.destroy();
    return left.length;
  }
}
