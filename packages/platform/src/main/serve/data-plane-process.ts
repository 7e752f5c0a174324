import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { backOff } from "@slipway/model/back-off.ts";
import { SERVING_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import { serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { AnsweredInvocation } from "#ledger/answers.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { VariantMeasures } from "#router/counters.ts";
import type { Cache } from "#store/cache.ts";
import type { DataPlaneSettings, FromDataPlane, ToDataPlane } from "../data-plane/messages.ts";
import { PROGRAMS } from "../program-files.ts";
import type { AwsFront } from "./aws-front.ts";

export interface DataPlaneParts {
  readonly cache: Cache;
  readonly settings: DataPlaneSettings;
  readonly front: AwsFront;
  readonly port: number;
  /** Told of invocations as they are answered. */
  readonly answered: (invocations: readonly AnsweredInvocation[]) => void;
  readonly log: Log;
  readonly clock: Clock;
}

const RESTART = { baseMs: 1_000, capMs: 60_000 } as const;
/** More than it lets invocations under way end. */
const CLOSE_MS = 8_000;

/**
 * The process that carries invocations, from the home's first endpoint on. It takes the AWS port over and gives back every connection that
 * begins with anything else. While there is none, at first and where one ends, the server does it all by itself.
 */
export class DataPlaneProcess {
  readonly #parts: DataPlaneParts;
  readonly #stop = new AbortController();
  #child: ChildProcess | undefined;
  #failures = 0;
  #measures: VariantMeasures[] = [];
  #cancelRestart = (): void => {};

  constructor(parts: DataPlaneParts) {
    this.#parts = parts;
    const follower = {
      where: { has: [SERVING_LABEL.endpoint] },
      changed: ({ after }: { readonly after: unknown }) => {
        if (after !== undefined) this.#start();
      },
    };
    parts.cache.follow(serviceKind, follower, this.#stop.signal);
  }

  /** What it has served since this was last called. */
  takeMeasures(): readonly VariantMeasures[] {
    return this.#measures.splice(0);
  }

  /** Resolves once it has ended, what is under way with it. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#cancelRestart();
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    // Its last words are read before the channel closes.
    const ended = Promise.all([once(child, "exit"), child.connected ? once(child, "disconnect") : undefined]);
    send(child, { kind: "close" });
    const cancel = this.#parts.clock.after(CLOSE_MS, () => child.kill("SIGKILL"));
    await ended;
    cancel();
  }

  #start(): void {
    if (this.#child !== undefined || this.#stop.signal.aborted) return;
    const child = fork(PROGRAMS.dataPlane, [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child = child;
    child.on("message", (message, socket) => this.#hear(child, message as FromDataPlane, socket as Socket));
    child.on("error", (error) => this.#parts.log.error("data plane failed", { error: String(error) }));
    child.once("exit", (code, signal) => this.#ended({ code, signal }));
    send(child, { kind: "start", settings: this.#parts.settings });
  }

  #hear(child: ChildProcess, message: FromDataPlane, socket: Socket | undefined): void {
    const { front, log, answered } = this.#parts;
    switch (message.kind) {
      case "ready":
        if (front.front !== undefined) send(child, { kind: "listen" }, front.front);
        break;
      case "listening":
        this.#failures = 0;
        front.leave();
        log.info("the data plane listens", { pid: child.pid });
        break;
      case "connection":
        // A client that has gone meanwhile is no socket any more.
        if (socket !== undefined) front.take(socket, message.bytes);
        break;
      case "measures":
        this.#measures.push(...message.measures);
        break;
      case "answered":
        answered(message.answered);
        break;
      case "log":
        relayLine(log, message.line);
    }
  }

  /** The server takes the port back, and tries another process. */
  #ended(how: { readonly code: number | null; readonly signal: string | null }): void {
    this.#child = undefined;
    if (this.#stop.signal.aborted) return;
    const { front, port, log, clock } = this.#parts;
    log.error("the data plane ended, the server carries invocations itself", how);
    if (front.front === undefined) this.#listenAgain(port);
    this.#cancelRestart = clock.after(backOff(this.#failures++, RESTART), () => this.#start());
  }

  #listenAgain(port: number): void {
    const { front, log, clock } = this.#parts;
    front.listen(port).catch((error: unknown) => {
      log.error("the AWS port could not be taken back", { error: String(error) });
      clock.after(RESTART.baseMs, () => {
        if (!this.#stop.signal.aborted && front.front === undefined) this.#listenAgain(port);
      });
    });
  }
}

/** What cannot be sent any more is not wanted either: the process has ended. */
function send(child: ChildProcess, message: ToDataPlane, handle?: Parameters<ChildProcess["send"]>[1]): void {
  child.send(message, handle, {}, () => {});
}

function relayLine(log: Log, line: string): void {
  const { level, msg, time, ...fields } = JSON.parse(line) as Record<string, unknown>;
  void time;
  const say = level === "error" || level === "warn" || level === "info" ? level : "debug";
  log.child({ part: "data-plane" })[say](String(msg), fields);
}
