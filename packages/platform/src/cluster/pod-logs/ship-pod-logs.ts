import { defined, keyOf } from "@slipway/model";
import { backOff, spread } from "@slipway/model/back-off.ts";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Ledger, LogStream } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Cache, CacheChange } from "#store/cache.ts";
import { pause } from "#store/pause.ts";
import { type ContainerInstance, containerInstances } from "./container-instances.ts";
import { followContainer } from "./follow-container.ts";
import type { PodLogReader } from "./pod-log-reader.ts";

export interface ShipperOptions {
  readonly cache: Cache;
  readonly reader: PodLogReader;
  readonly ledger: Pick<Ledger, "appendLog" | "logLength" | "readLog" | "closeLog">;
  readonly clock: Clock;
  readonly log: Log;
  /** Pods whose logs are kept. */
  readonly labels: Readonly<Record<string, string>>;
}

const BACK_OFF = { baseMs: 500, capMs: 15_000 } as const;
/** A log that cannot be read is given up when its instance has ended and this many tries have failed. */
const TRIES_AFTER_THE_END = 8;

/**
 * Carries the logs of a cluster's pods into the ledger, so that they outlive the pods: each instance of a container is followed
 * while it runs, and read to its end when it ran while nobody looked. Ends when closed; what is left, a later one does.
 */
export function shipPodLogs(options: ShipperOptions): { close(): Promise<void> } {
  const shipper = new PodLogShipper(options);
  const stop = new AbortController();
  const changed = ({ before, after }: CacheChange<Pod>): void => {
    if (after !== undefined) shipper.look(after);
    else if (before !== undefined) shipper.forget(before);
  };
  options.cache.follow(podKind, { where: { labels: options.labels }, changed }, stop.signal);
  return {
    close: () => {
      stop.abort();
      return shipper.close();
    },
  };
}

/** What is known of one container of one pod. */
interface Shipment {
  readonly stream: LogStream;
  instance: ContainerInstance;
  /** The instance that was read to its end. */
  readId?: string;
  /** Tries at the instance of now that failed in a row. */
  failures: number;
  closed: boolean;
  working: boolean;
}

class PodLogShipper {
  readonly #options: ShipperOptions;
  readonly #shipments = new Map<string, Shipment>();
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(options: ShipperOptions) {
    this.#options = options;
  }

  look(pod: Pod): void {
    const { namespace = "", name, uid = "" } = pod.metadata;
    for (const instance of containerInstances(pod)) {
      const key = `${uid}/${instance.container}`;
      const known = this.#shipments.get(key);
      const shipment: Shipment = known ?? {
        stream: { namespace, pod: name, uid, container: instance.container },
        instance,
        failures: 0,
        closed: false,
        working: false,
      };
      shipment.instance = instance;
      this.#shipments.set(key, shipment);
      this.#work(shipment);
    }
  }

  /** A follower of a deleted pod's log comes to its end by itself. */
  forget(pod: Pod): void {
    for (const [key, shipment] of this.#shipments) {
      if (shipment.stream.uid !== pod.metadata.uid) continue;
      shipment.instance = { ...shipment.instance, ended: true, last: true };
      this.#shipments.delete(key);
      this.#work(shipment);
    }
    this.#options.log.debug("pod is gone, its log stays", { pod: keyOf(pod) });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  #work(shipment: Shipment): void {
    if (shipment.working || this.#stop.signal.aborted || isSettled(shipment)) return;
    shipment.working = true;
    const work = this.#ship(shipment).finally(() => {
      shipment.working = false;
      this.#running.delete(work);
    });
    this.#running.add(work);
  }

  async #ship(shipment: Shipment): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted && !isSettled(shipment)) {
      try {
        await this.#step(shipment);
        shipment.failures = 0;
      } catch (error) {
        shipment.failures += 1;
        if (signal.aborted) return;
        if (shipment.instance.ended && shipment.failures >= TRIES_AFTER_THE_END)
          this.#giveUp(shipment, error);
        else await pause({ clock, signal }, spread(backOff(shipment.failures - 1, BACK_OFF)));
      }
    }
  }

  /** Follows the instance of now to its end, or closes the log after the last one. */
  async #step(shipment: Shipment): Promise<void> {
    const { reader, ledger } = this.#options;
    const { instance, stream } = shipment;
    if (shipment.readId !== instance.id) {
      const { startedAt } = instance;
      const unread = shipment.readId !== undefined && shipment.failures === 0;
      await followContainer({
        stream,
        reader,
        ledger,
        instance: { unread, ...defined({ startedAt }) },
        signal: this.#stop.signal,
      });
      if (!this.#stop.signal.aborted) shipment.readId = instance.id;
      return;
    }
    await ledger.closeLog(stream);
    shipment.closed = true;
  }

  #giveUp(shipment: Shipment, error: unknown): void {
    const { pod, container } = shipment.stream;
    this.#options.log.warn("the rest of a container's log cannot be read", {
      pod,
      container,
      error: String(error),
    });
    shipment.readId = shipment.instance.id;
  }
}

/** Nothing to do until the pod changes. */
function isSettled({ closed, readId, instance }: Shipment): boolean {
  return closed || (readId === instance.id && !instance.last);
}
