import type { Container } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import { type CheckTools, check, type Probe } from "./check.ts";
import { ProbeLoop } from "./probe-loop.ts";

export interface ContainerProbesOptions {
  readonly container: Container;
  readonly clock: Clock;
  readonly tools: CheckTools;
  /** What was known before we were started, so that our restart makes no ready pod unready. */
  readonly known: { readonly started: boolean; readonly ready: boolean };
  /** Called when `started` or `ready` turns. */
  changed(): void;
  /** Called with each failure that a probe tells of. */
  unhealthy(kind: string, message: string): void;
  /** Called when the program is to be killed and started again. */
  kill(kind: string, message: string): void;
}

/** The probes of one running launch of one container, with a kubelet's order: nothing else before it has started. */
export class ContainerProbes {
  readonly #options: ContainerProbesOptions;
  readonly #loops: ProbeLoop[] = [];
  #started: boolean;
  #ready: boolean;

  constructor(options: ContainerProbesOptions) {
    this.#options = options;
    const { startupProbe, readinessProbe } = options.container;
    this.#started = startupProbe === undefined || options.known.started;
    this.#ready = this.#started && (readinessProbe === undefined || options.known.ready);
    if (startupProbe !== undefined && !this.#started) this.#watchStart(startupProbe);
    else this.#watchLife();
  }

  get started(): boolean {
    return this.#started;
  }

  get ready(): boolean {
    return this.#ready;
  }

  stop(): void {
    for (const loop of this.#loops) loop.stop();
  }

  #watchStart(probe: Probe): void {
    const loop = this.#loop(probe, (ok, message) => {
      loop.stop();
      if (!ok) return this.#options.kill("startup", message);
      this.#started = true;
      this.#ready = this.#options.container.readinessProbe === undefined;
      this.#watchLife();
      this.#options.changed();
    });
  }

  #watchLife(): void {
    const { livenessProbe, readinessProbe } = this.#options.container;
    if (readinessProbe !== undefined)
      this.#loop(readinessProbe, (ok, message) => {
        if (!ok) this.#options.unhealthy("Readiness", message);
        if (ok === this.#ready) return;
        this.#ready = ok;
        this.#options.changed();
      });
    if (livenessProbe !== undefined) {
      const loop = this.#loop(livenessProbe, (ok, message) => {
        if (ok) return;
        loop.stop();
        this.#options.unhealthy("Liveness", message);
        this.#options.kill("liveness", message);
      });
    }
  }

  #loop(probe: Probe, verdict: (ok: boolean, message: string) => void): ProbeLoop {
    const { clock, tools } = this.#options;
    const eager = !this.#ready;
    const loop = new ProbeLoop({ probe, clock, eager, look: () => check(probe, tools), verdict });
    this.#loops.push(loop);
    return loop;
  }
}
