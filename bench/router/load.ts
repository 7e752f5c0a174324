import { connect, type Socket } from "node:net";

export interface Load {
  readonly port: number;
  /** Requests sent one after the other on each connection. */
  readonly connections: number;
  readonly ms: number;
  /** The whole of one request. */
  readonly request: Buffer;
  /** Requests a second over all connections, sent when they are due; absent: each as soon as the one before it is answered. */
  readonly perSecond?: number;
}

export interface Loaded {
  readonly answered: number;
  /** From when each was due until its answer was whole. */
  readonly latenciesMs: readonly number[];
}

/** Sends requests over connections that stay open; throws where one is not answered with 200. */
export async function load({ port, connections, ms, request, perSecond }: Load): Promise<Loaded> {
  const begin = performance.now();
  const latenciesMs: number[] = [];
  const every = perSecond === undefined ? 0 : (1000 * connections) / perSecond;
  const lane = async (index: number): Promise<void> => {
    const client = await Client.open(port);
    let due = begin + (every * index) / connections;
    while (due < begin + ms) {
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const from = every === 0 ? performance.now() : due;
      await client.ask(request);
      const now = performance.now();
      latenciesMs.push(now - from);
      due = every === 0 ? now : due + every;
    }
    client.close();
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => lane(index)));
  return { answered: latenciesMs.length, latenciesMs };
}

const OK = Buffer.from("HTTP/1.1 200 ");

class Client {
  readonly #socket: Socket;
  #answered: (error?: Error) => void = () => {};
  #got: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("close", () => this.#answered(new Error("the connection was closed")));
    socket.on("error", () => {});
  }

  static open(port: number): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(new Client(socket)));
      socket.once("error", reject);
    });
  }

  ask(request: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#answered = (error) => (error === undefined ? resolve() : reject(error));
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Answers here tell their length. */
  #take(chunk: Buffer): void {
    this.#got = this.#got.length === 0 ? chunk : Buffer.concat([this.#got, chunk]);
    const end = this.#got.indexOf("\r\n\r\n");
    if (end === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#got.toString("latin1", 0, end))?.[1]);
    if (this.#got.length < end + 4 + length) return;
    const isOk = this.#got.subarray(0, OK.length).equals(OK);
    this.#got = Buffer.alloc(0);
    this.#answered(isOk ? undefined : new Error("an answer other than 200"));
  }
}
