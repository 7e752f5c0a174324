import { type AddressInfo, createServer, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MS = 10_000;
const STEP_SECONDS = 0.2;

interface Times {
  readonly start: number;
  readonly end: number;
}

/** Listens to steps that tell when their programs began and ended, by one clock of the machine. */
export class StepTimes {
  readonly #server: Server;
  #times: Times[] = [];

  private constructor() {
    this.#server = createServer((socket) => {
      let text = "";
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      socket.on("end", () => this.#note(text));
      socket.on("error", () => {});
    });
  }

  static async open(): Promise<StepTimes> {
    const times = new StepTimes();
    await new Promise<void>((resolve) => times.#server.listen(0, "127.0.0.1", resolve));
    return times;
  }

  /** What every step runs in bash 5: nothing for a while. It leaves no file, as steps of some have a file system of their own. */
  get script(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `start=$EPOCHREALTIME; sleep ${STEP_SECONDS}; echo $start $EPOCHREALTIME > /dev/tcp/127.0.0.1/${port}`;
  }

  /** Milliseconds between each step's end and the start of the next, of those that told since the last call; throws unless they are so many soon. */
  async take(steps: number): Promise<readonly number[]> {
    for (const end = Date.now() + PATIENCE_MS; this.#times.length < steps && Date.now() < end; )
      await pause(20);
    const times = this.#times.toSorted((a, b) => a.start - b.start);
    this.#times = [];
    if (times.length !== steps) throw new Error(`${times.length} of ${steps} steps have run`);
    return times.slice(1).map(({ start }, index) => (start - (times[index]?.end ?? Number.NaN)) * 1_000);
  }

  close(): void {
    this.#server.close();
  }

  #note(text: string): void {
    const [start = Number.NaN, end = Number.NaN] = text.trim().replaceAll(",", ".").split(" ").map(Number);
    this.#times.push({ start, end });
  }
}
