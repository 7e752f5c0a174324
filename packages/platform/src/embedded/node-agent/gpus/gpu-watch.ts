import { HOST_LABEL } from "@slipway/model/instance-metrics.ts";
import { GPU_ADVICE } from "@slipway/model/kubernetes/gpu-resources.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Ledger, MetricPoint, Subject } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Gpu, GpuPlaces } from "#lib/gpus/gpu.ts";
import { type GpuLoad, gpuLoads } from "#lib/gpus/gpu-load.ts";
import type { Log } from "#lib/log.ts";
import type { DeviceBook } from "../node/device-book.ts";
import { IdleGpus } from "./idle-gpus.ts";

/** Four to a minute, SageMaker's period; one question to nvidia-smi for all pods together. */
const EVERY_MS = 15_000;

/** A call that takes longer is of no use for what is asked again soon. */
const PATIENCE_MS = 10_000;

const HOST = "slipway.dev/host";
const FIRST_HOST = "algo-1";

export interface GpuWatchOptions {
  readonly devices: DeviceBook;
  readonly places: GpuPlaces;
  readonly ledger: Pick<Ledger, "appendMetrics" | "metricsCursor">;
  readonly clock: Clock;
  readonly log: Log;
  readonly everyMs?: number;
  readonly idleMs?: number;
  /** The pods whose programs run. */
  running(): readonly Pod[];
  /** Says of a pod that it makes no use of its GPUs; without a sentence, that it does. */
  advise(pod: Pod, sentence: string | undefined): void;
}

const NOTHING = { count: 0, busy: 0, memory: 0 } as const;

interface Measured {
  readonly idle: IdleGpus;
  readonly source: string;
  /** Undefined where it is not known what the ledger has. */
  cursor: number | undefined;
  /** All that was seen since somebody has taken it. */
  seen: { readonly count: number; readonly busy: number; readonly memory: number };
}

/**
 * Measures how busy the GPUs of pods are, as points of the objects that own them, and tells of those that do nothing. Nothing is asked
 * while no pod has a GPU; what cannot be stored is left out.
 */
export class GpuWatch {
  readonly #options: GpuWatchOptions;
  readonly #measured = new Map<string, Measured>();
  #cancel: () => void = () => {};
  readonly #stop = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  constructor(options: GpuWatchOptions) {
    this.#options = options;
    this.#lookAgain();
  }

  /** How busy the pod's GPUs were on average since it was last asked; undefined where nobody has looked. */
  takeLoad(pod: Pod): GpuLoad | undefined {
    const measured = this.#measured.get(pod.metadata.uid ?? "");
    if (measured === undefined || measured.seen.count === 0) return undefined;
    const { count, busy, memory } = measured.seen;
    measured.seen = NOTHING;
    return { busy: busy / count, memory: memory / count };
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancel();
    await this.#looking;
  }

  #lookAgain(): void {
    if (this.#stop.signal.aborted) return;
    const look = (): void => {
      this.#looking = this.#look().catch((error: unknown) =>
        this.#options.log.warn("the load of GPUs could not be looked at", { error: String(error) }),
      );
      void this.#looking.then(() => this.#lookAgain());
    };
    this.#cancel = this.#options.clock.after(this.#options.everyMs ?? EVERY_MS, look);
  }

  async #look(): Promise<void> {
    const { devices, places, running, clock } = this.#options;
    const using = running().flatMap((pod) => {
      const gpus = devices.of(pod.metadata.uid ?? "");
      return gpus.length === 0 ? [] : [{ pod, gpus }];
    });
    const uids = new Set(using.map(({ pod }) => pod.metadata.uid ?? ""));
    for (const uid of this.#measured.keys()) if (!uids.has(uid)) this.#measured.delete(uid);
    if (using.length === 0) return;
    const loads = await gpuLoads(
      using.flatMap(({ gpus }) => gpus),
      { ...places, patienceMs: PATIENCE_MS, signal: this.#stop.signal },
    );
    const now = clock.now();
    for (const { pod, gpus } of using) {
      if (this.#stop.signal.aborted) return;
      const load = sumOf(gpus, loads);
      if (load !== undefined) await this.#tell(pod, { load, count: gpus.length, now });
    }
  }

  async #tell(
    pod: Pod,
    { load, count, now }: { readonly load: GpuLoad; readonly count: number; readonly now: Date },
  ): Promise<void> {
    const measured = this.#of(pod);
    const { seen } = measured;
    const [busy, memory] = [seen.busy + load.busy, seen.memory + load.memory];
    measured.seen = { count: seen.count + 1, busy, memory };
    const sentence = measured.idle.seen({ now: now.getTime(), busy: load.busy, count });
    const isOutdated = load.busy > 0 && pod.metadata.annotations?.[GPU_ADVICE] !== undefined;
    if (sentence !== undefined || isOutdated) this.#options.advise(pod, sentence);
    const subject = ownerOf(pod);
    if (subject === undefined) return;
    const labels = { [HOST_LABEL]: pod.metadata.labels?.[HOST] ?? FIRST_HOST };
    const points: readonly MetricPoint[] = [
      { name: "GPUUtilization", value: load.busy, at: now, labels },
      { name: "GPUMemoryUtilization", value: load.memory, at: now, labels },
    ];
    const { ledger } = this.#options;
    const { source } = measured;
    const from = measured.cursor ?? (await ledger.metricsCursor(subject, source));
    measured.cursor = undefined;
    measured.cursor = await ledger.appendMetrics(subject, source, { from, to: from + points.length }, points);
  }

  #of(pod: Pod): Measured {
    const uid = pod.metadata.uid ?? "";
    const known = this.#measured.get(uid) ?? {
      idle: new IdleGpus(this.#options.idleMs),
      source: `gpus/${uid}`,
      cursor: undefined,
      seen: NOTHING,
    };
    this.#measured.set(uid, known);
    return known;
  }
}

/** Undefined where not all of them are told of. */
function sumOf(gpus: readonly Gpu[], loads: ReadonlyMap<Gpu, GpuLoad>): GpuLoad | undefined {
  let [busy, memory] = [0, 0];
  for (const gpu of gpus) {
    const load = loads.get(gpu);
    if (load === undefined) return undefined;
    busy += load.busy;
    memory += load.memory;
  }
  return { busy, memory };
}

/** The object that the pod runs for to an end; what serves belongs to objects that tell nothing. */
function ownerOf({ metadata, spec }: Pod): Subject | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined || spec.restartPolicy !== "Never") return undefined;
  return { namespace: metadata.namespace ?? "", kind: owner.kind, name: owner.name, uid: owner.uid };
}
