import { appendFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** What a program of a step says when it begins, and when it has done its work. */
export interface Mark {
  readonly run: string;
  readonly path: string;
  readonly what: "begin" | "end";
  /** In milliseconds since 1970. */
  readonly at: number;
}

/**
 * Appends to a file what programs say of themselves, a line each, whatever their home knows: a sandbox lets them write nowhere else. A program goes on when
 * its line has been written, and learns with what exit code it is to end.
 */
export class LineWitness {
  readonly #file: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #marks = new Map<string, Mark[]>();
  /** What is heard of one whose program is to fail the first time that it begins. */
  readonly #isToFail: (path: string, begun: number) => boolean;

  constructor(file: string, isToFail: (path: string, begun: number) => boolean) {
    this.#file = file;
    this.#isToFail = isToFail;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  /** In the order in which it was said. */
  of(run: string): readonly Mark[] {
    return this.#marks.get(run) ?? [];
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    const lines = createInterface(socket);
    lines.on("error", () => {});
    lines.on("line", (line) => socket.write(`${this.#hear(line)}\n`));
  }

  #hear(line: string): number {
    const [run = "", path = "", what] = line.split(" ");
    if (what !== "begin" && what !== "end") return 1;
    const marks = this.#marks.get(run) ?? [];
    this.#marks.set(run, marks);
    const mark: Mark = { run, path, what, at: Date.now() };
    appendFileSync(this.#file, `${mark.at} ${line}\n`);
    marks.push(mark);
    const begun = marks.filter((one) => one.path === path && one.what === "begin").length;
    return this.#isToFail(path, begun) ? 1 : 0;
  }
}
