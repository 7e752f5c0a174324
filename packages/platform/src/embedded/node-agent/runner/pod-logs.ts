import { existsSync } from "node:fs";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { LogShipper } from "../logs/log-shipper.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import type { PodFacts } from "../supervisor/facts.ts";

export interface PodLogsOptions {
  readonly pod: Pod;
  readonly folder: PodFolder;
  readonly ledger: Pick<Ledger, "appendLog" | "logLength" | "closeLog">;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a container's log is complete in the ledger. */
  settled(): void;
}

/** One shipper for each container that was ever started. */
export class PodLogs {
  readonly #options: PodLogsOptions;
  readonly #shippers = new Map<string, LogShipper>();
  readonly #finishing = new Set<string>();
  readonly #complete = new Set<string>();

  constructor(options: PodLogsOptions) {
    this.#options = options;
  }

  /** `isFinal`: nothing will be written by this container any more. */
  follow(facts: PodFacts, isFinal: (container: string) => boolean): void {
    for (const [container, launches] of facts.launches) {
      // What the agent does itself says nothing before its time.
      const { asked, end } = launches.at(-1) ?? {};
      const isQuiet =
        asked === "run" && end === undefined && !existsSync(this.#options.folder.log(container));
      if (isQuiet) continue;
      const shipper = this.#shippers.get(container) ?? this.#start(container);
      if (!isFinal(container) || this.#finishing.has(container)) continue;
      this.#finishing.add(container);
      void shipper.finish().then(() => {
        this.#complete.add(container);
        this.#options.settled();
      });
    }
  }

  /** Every log that was begun is complete in the ledger and closed. */
  get complete(): boolean {
    return [...this.#shippers.keys()].every((container) => this.#complete.has(container));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#shippers.values()].map((shipper) => shipper.stop()));
  }

  #start(container: string): LogShipper {
    const { pod, folder, ledger, clock, log } = this.#options;
    const { namespace = "", name, uid = "" } = pod.metadata;
    const shipper = new LogShipper({
      stream: { namespace, pod: name, uid, container },
      file: folder.log(container),
      ledger,
      clock,
      log: log.child({ container }),
    });
    this.#shippers.set(container, shipper);
    return shipper;
  }
}
