import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Log } from "#lib/log.ts";
import { wordsOf } from "#lib/words-of.ts";
import type { ContainerHost } from "../engine/container-host.ts";
import { ContainerLaunch } from "../engine/container-launch.ts";
import type { ContainerUsage } from "../engine/engine.ts";
import { MissingEngine } from "../engine/missing-engine.ts";
import { networkName, sharesNetwork } from "../engine/pod-network.ts";
import type { Images } from "../pod/image.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { containersOf } from "../pod/roles.ts";
import type { Launch, PodFacts } from "../supervisor/facts.ts";
import { order } from "../supervisor/supervise.ts";

/** What an engine calls the container of a launch (NAME.COUNT). */
export const launchName = ({ metadata }: Pod, launch: string): string => `slipway-${metadata.uid}-${launch}`;

export interface PodContainersOptions {
  readonly folder: PodFolder;
  readonly images: Images;
  readonly containers: ContainerHost;
  readonly log: Log;
  /** Called when there is something to look at. */
  changed(): void;
}

/**
 * The launches of a pod that an engine runs. The supervisor says when each begins and is to end, and keeps the facts; this makes the
 * engine do so, and tells the supervisor of ends until it has made them facts.
 */
export class PodContainers {
  readonly #options: PodContainersOptions;
  /** By launch, NAME.COUNT. */
  readonly #launches = new Map<string, ContainerLaunch>();
  readonly #removals = new Map<string, Promise<void>>();

  constructor(options: PodContainersOptions) {
    this.#options = options;
  }

  /** Begins, ends, reports and removes what is due. */
  async follow(pod: Pod, facts: PodFacts): Promise<void> {
    for (const { name: container } of containersOf(pod))
      for (const launch of facts.launches.get(container) ?? [])
        if (launch.isContainer === true) await this.#one(pod, { container, launch }, facts);
    if (!sharesNetwork(pod, this.#options.images)) return;
    // The attempt after it may have begun in the pass that saw its end.
    const { attempt, supervisor } = facts;
    for (const ended of supervisor === "done" ? [attempt - 1, attempt] : [attempt - 1])
      if (ended > 0) this.#removeNetwork(networkName(pod, ended));
  }

  /**
   * Bytes that the pod's containers have on the engine's disk, by container: their logs, and what they wrote into their images' file
   * systems. What an engine that is away has counts nothing.
   */
  async disk(): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>();
    for (const [id, launch] of this.#launches) {
      const container = id.slice(0, id.lastIndexOf("."));
      const bytes = await launch.disk().catch(unlessMissing);
      sizes.set(container, (sizes.get(container) ?? 0) + bytes);
    }
    return sizes;
  }

  /** What a launch (NAME.COUNT) takes; nothing while its engine is away. */
  async usage(launch: string): Promise<ContainerUsage> {
    try {
      return (await this.#launches.get(launch)?.usage()) ?? {};
    } catch (error) {
      if (error instanceof MissingEngine) return {};
      throw error;
    }
  }

  /** Resolves when no container of an ended launch is left; what an engine that is away keeps goes when it is found again. */
  async removed(): Promise<void> {
    await Promise.all(this.#removals.values());
  }

  /** Leaves the containers to themselves. */
  async stop(): Promise<void> {
    await Promise.all([...this.#launches.values()].map((launch) => launch.stop()));
    await this.removed();
  }

  async #one(
    pod: Pod,
    at: { readonly container: string; readonly launch: Launch },
    facts: PodFacts,
  ): Promise<void> {
    const { container, launch } = at;
    const id = `${container}.${launch.count}`;
    const name = launchName(pod, id);
    if (launch.end !== undefined || facts.supervisor !== "alive") return this.#remove(id, name);
    const known = this.#launches.get(id);
    const present = known === undefined || known.failed ? this.#begin(id, name, at) : known;
    if (present.end === undefined) await this.#tend(present, launch, name);
    else order(this.#options.folder.path, facts.attempt, `ended ${id} ${present.end}`);
  }

  #begin(
    id: string,
    name: string,
    { container, launch }: { readonly container: string; readonly launch: Launch },
  ) {
    const { folder, containers, log, changed } = this.#options;
    const begun = new ContainerLaunch(
      { name, container, count: launch.count, folder, host: containers, log, changed },
      launch,
    );
    this.#launches.set(id, begun);
    return begun;
  }

  /** An engine that is away is looked for again at the next pass. */
  async #tend(present: ContainerLaunch, launch: Launch, name: string): Promise<void> {
    try {
      await present.tend(launch);
    } catch (error) {
      this.#options.log.warn("a container could not be told to end", { name, error: wordsOf(error) });
    }
  }

  async #remove(id: string, name: string): Promise<void> {
    if (this.#removals.has(id)) return;
    const stopped = Promise.resolve(this.#launches.get(id)?.stop());
    this.#removals.set(id, this.#removeAfter(stopped, name));
    this.#launches.delete(id);
  }

  /** After all that have joined it: podman refuses it before. */
  #removeNetwork(name: string): void {
    if (this.#removals.has(name)) return;
    this.#removals.set(name, this.#removeAfter(this.removed(), name));
  }

  async #removeAfter(before: Promise<unknown>, name: string): Promise<void> {
    const { containers, log } = this.#options;
    try {
      await before;
      await containers.use((engine) => engine.remove(name));
    } catch (error) {
      log.warn("a container could not be removed; the next look for an engine tries again", {
        name,
        error: wordsOf(error),
      });
    }
  }
}

function unlessMissing(error: unknown): number {
  if (error instanceof MissingEngine) return 0;
  throw error;
}
