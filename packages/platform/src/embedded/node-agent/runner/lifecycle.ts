import { rm } from "node:fs/promises";
import { join } from "node:path";
import { defined } from "@slipway/model";
import { requestsOf } from "@slipway/model/kubernetes/requests.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { sharesNetwork } from "../engine/pod-network.ts";
import { isFree } from "../node/port-book.ts";
import { referenceOf } from "../pod/image.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { listening } from "../pod/ports.ts";
import { type PrepareOptions, prepare, prepareContainer, writeRecord } from "../pod/prepare.ts";
import { containersOf, type PodContainer, restartPolicy, runsToEnd } from "../pod/roles.ts";
import { restartDelay } from "../status/restart-delay.ts";
import { lastLaunch, type PodFacts } from "../supervisor/facts.ts";
import { destroy, forbid } from "../supervisor/recover.ts";
import { order, supervise } from "../supervisor/supervise.ts";
import { FORCED, graceOf } from "./grace.ts";
import { launchToRepeat, mainsAreDown, nextCounts } from "./outlook.ts";
import type { RunnerTools } from "./runner-tools.ts";

/** How long a supervisor may take from its start to its lock before another one is sent after it. */
const LOCK_MS = 3_000;
const SPAWN_MS = 100;
/** How long after the last grace a supervisor may still be there. */
const OBEY_MS = 10_000;
/** Of each container this many launches are kept on record. */
const LAUNCHES = 10;

/**
 * Starts, tends and ends one pod's supervisor. Every method may be called again and again: it does what is missing and
 * returns in how many milliseconds to look again, if nothing happens before.
 */
export class Lifecycle {
  readonly #folder: PodFolder;
  readonly #tools: RunnerTools;
  #spawnedAt = Number.NEGATIVE_INFINITY;
  /** The end that was asked for: since when, and with which grace the supervisor heard of it. */
  #end: { readonly attempt: number; readonly since: number; readonly told?: number } | undefined;

  constructor(folder: PodFolder, tools: RunnerTools) {
    this.#folder = folder;
    this.#tools = tools;
  }

  /** The pod's first attempt, or the next one after everything of it had ended. */
  async begin(pod: Pod, facts: PodFacts): Promise<number> {
    const last = containersOf(pod)
      .filter(({ role }) => role !== "sidecar")
      .map(({ name }) => facts.launches.get(name) ?? []);
    const delayMs = Math.max(
      0,
      ...last.map((launches) => (launches.length === 0 ? 0 : restartDelay(launches) * 1000)),
    );
    const waitMs = facts.doneAt === undefined ? 0 : facts.doneAt.getTime() + delayMs - this.#now;
    if (waitMs > 0) return waitMs;
    this.#takeUsers(pod);
    this.#tools.devices.take(pod.metadata.uid ?? "", requestsOf(pod));
    this.#tools.networks.take(pod.metadata.uid ?? "", this.#tools.peersOf(pod));
    await this.#takePorts(pod);
    const attempt = facts.attempt + 1;
    await prepare(this.#prepareOptions(pod), { attempt, counts: nextCounts(pod, facts) });
    return this.launch(pod, attempt);
  }

  /** Starts the attempt's supervisor unless one was started just now; it may have died before it had the lock. */
  async launch(pod: Pod, attempt: number): Promise<number> {
    const waitMs = this.#spawnedAt + LOCK_MS - this.#now;
    if (waitMs > 0) return waitMs;
    this.#spawnedAt = this.#now;
    await supervise({
      podFolder: this.#folder.path,
      attempt,
      restartPolicy: restartPolicy(pod),
      sidecarSeconds: graceOf(pod).all,
      environment: this.#tools.environment,
      isBackground: runsToEnd(pod),
    });
    return SPAWN_MS;
  }

  /** Restarts what has to be restarted, and lets on what waits for a started sidecar. */
  async tend(pod: Pod, facts: PodFacts, started: (container: string) => boolean): Promise<number> {
    const waits = [Number.POSITIVE_INFINITY];
    for (const container of containersOf(pod)) {
      if (launchToRepeat(pod, container, facts) !== undefined)
        waits.push(await this.#repeat(pod, container, facts));
      else if (
        container.role === "sidecar" &&
        container.spec.startupProbe !== undefined &&
        started(container.name)
      )
        order(this.#folder.path, facts.attempt, `started ${container.name}`);
    }
    return Math.min(...waits);
  }

  /** SIGTERM now, SIGKILL when the grace is over; a supervisor that does not obey is killed with all it has. */
  async end(pod: Pod, facts: PodFacts, forced: boolean): Promise<number> {
    if (facts.supervisor === "none") {
      await forbid(this.#folder.path, facts.attempt);
      return 0;
    }
    const grace = forced ? FORCED : graceOf(pod);
    if (this.#end?.attempt !== facts.attempt) this.#end = { attempt: facts.attempt, since: this.#now };
    if (this.#end.told === undefined || this.#end.told > grace.all) {
      const heard = order(this.#folder.path, facts.attempt, `stop ${grace.mains} ${grace.all}`);
      if (heard) this.#end = { ...this.#end, told: grace.all };
    }
    const told = this.#end.told !== undefined;
    const since = facts.stoppedAt?.getTime() ?? this.#end.since;
    const leftMs = since + (told ? grace.all * 1000 : 0) + OBEY_MS - this.#now;
    if (leftMs > 0) return Math.min(leftMs, told ? 1_000 : 200);
    await destroy(facts);
    return 100;
  }

  /** SIGTERM, and SIGKILL after the seconds, for one launch (NAME.COUNT). */
  async kill(attempt: number, launch: string, seconds: number): Promise<void> {
    order(this.#folder.path, attempt, `term ${launch} ${Math.max(0, Math.floor(seconds))}`);
  }

  async #repeat(pod: Pod, container: PodContainer, facts: PodFacts): Promise<number> {
    const launches = facts.launches.get(container.name) ?? [];
    const last = lastLaunch(facts, container.name);
    if (last?.end === undefined) return Number.POSITIVE_INFINITY;
    const waitMs = last.end.at.getTime() + restartDelay(launches) * 1000 - this.#now;
    if (waitMs > 0) return waitMs;
    // The network that a pod's containers share holds its port meanwhile.
    if (mainsAreDown(pod, facts) && !sharesNetwork(pod, this.#tools.images)) {
      await this.#takePorts(pod);
      writeRecord(this.#prepareOptions(pod));
    }
    await prepareContainer(container, this.#prepareOptions(pod), facts.attempt);
    order(this.#folder.path, facts.attempt, `start ${container.name}.${last.count + 1}`);
    for (const { count } of launches.slice(0, -LAUNCHES))
      for (const fact of ["run", "oom", "end"])
        await rm(join(this.#folder.state, `${container.name}.${count}.${fact}`), { force: true });
    return 1_000;
  }

  /** Who a container's program is its image says; users of the pod's own would be strangers to it. */
  #takeUsers(pod: Pod): void {
    const { users, images } = this.#tools;
    const uid = pod.metadata.uid ?? "";
    const isContainer = pod.spec.containers.some(({ image }) => referenceOf(images, image) !== undefined);
    if (isContainer) users.claim(uid, users.of(uid));
    else users.take(uid);
  }

  /** A serving pod's own ports; others if a stranger took one while the pod did not run. */
  async #takePorts(pod: Pod): Promise<void> {
    const { length } = listening(pod);
    if (length === 0) return;
    const { ports } = this.#tools;
    const uid = pod.metadata.uid ?? "";
    const free = await Promise.all((await ports.take(uid, length)).map(isFree));
    if (free.every(Boolean)) return;
    ports.release(uid);
    await ports.take(uid, length);
  }

  #prepareOptions(pod: Pod): PrepareOptions {
    const uid = pod.metadata.uid ?? "";
    const { ports, users, networks } = this.#tools;
    const [own, ids, network] = [ports.of(uid), users.of(uid), networks.of(uid)];
    return {
      ...this.#tools,
      pod,
      folder: this.#folder,
      ...defined({ ids, network }),
      ports: own,
    };
  }

  get #now(): number {
    return this.#tools.clock.now().getTime();
  }
}
