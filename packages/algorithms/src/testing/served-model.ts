import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@slipway/lib/testing/free-port.ts";
import type { ContainerFixture } from "./container-fixture.ts";

/** For tests: an image's `serve`, the script one's where nothing is said, on a port of its own. */
export class ServedModel {
  readonly port: number;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  output = "";

  private constructor(port: number, process: ChildProcessWithoutNullStreams) {
    this.port = port;
    this.#process = process;
    this.#ended = once(process, "close").then(([code]) => code as number | null);
    for (const stream of [process.stdout, process.stderr])
      stream.on("data", (chunk: Buffer) => {
        this.output += chunk.toString();
      });
  }

  /** When it answers. Rejects with its output when it ends before. */
  static async start(
    fixture: ContainerFixture,
    more: Readonly<Record<string, string>> = {},
    image: "script" | "xgboost" = "script",
  ): Promise<ServedModel> {
    const port = await freePort();
    const child = fixture.spawn([image, "serve"], {
      SAGEMAKER_BIND_TO_PORT: String(port),
      SAGEMAKER_MODEL_SERVER_WORKERS: "2",
      ...more,
    });
    const served = new ServedModel(port, child);
    for (;;) {
      const answer = await served.ask("/ping").catch(() => undefined);
      if (answer?.status === 200) return served;
      const code = await Promise.race([served.#ended, pause(50)]);
      if (code !== undefined) throw new Error(`ended with ${code}: ${served.output}`);
    }
  }

  ask(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, init);
  }

  async invoke(
    body: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = { "content-type": "application/json" },
  ) {
    const response = await this.ask("/invocations", { method: "POST", body, headers });
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      text: await response.text(),
    };
  }

  /** Sends bytes as they are, and answers what comes until the other side closes. */
  async raw(...parts: readonly string[]): Promise<string> {
    const socket = connect(this.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    const closed = once(socket, "close");
    for (const part of parts) {
      socket.write(part);
      await pause(30);
    }
    await closed;
    return answer;
  }

  /** Asks it to end. */
  terminate(): void {
    this.#process.kill("SIGTERM");
  }

  /** Its exit code. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async stop(): Promise<number | null> {
    this.terminate();
    return this.#ended;
  }
}
