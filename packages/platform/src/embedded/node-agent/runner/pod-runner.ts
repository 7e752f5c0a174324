import { mkdir } from "node:fs/promises";
import { defined, keyOf } from "@slipway/model";
import { GPU_ADVICE } from "@slipway/model/kubernetes/gpu-resources.ts";
import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { sameJson } from "#reconcile/stamp.ts";
import { PodFolder } from "../pod/pod-folder.ts";
import type { PodStatus } from "../status/pod-observation.ts";
import { EVICTED, podStatus } from "../status/pod-status.ts";
import { type PodFacts, readFacts, writeFact } from "../supervisor/facts.ts";
import { mendState, recover } from "../supervisor/recover.ts";
import { readUsage } from "../usage/read-usage.ts";
import type { Reading } from "../usage/reading.ts";
import { announce } from "./announce.ts";
import { checkTools } from "./check-tools.ts";
import { cleanUp } from "./clean-up.ts";
import { DiskWatch } from "./disk-watch.ts";
import { FolderWatch } from "./folder-watch.ts";
import { Lifecycle } from "./lifecycle.ts";
import { look } from "./look.ts";
import { MemoryWatch } from "./memory-watch.ts";
import { hasEnded, isFinal, isStill, reasonToEnd, remainingMs } from "./outlook.ts";
import { PassLoop } from "./pass-loop.ts";
import { PodContainers } from "./pod-containers.ts";
import { PodLogs } from "./pod-logs.ts";
import { PodMoves } from "./pod-moves.ts";
import { PodProbes } from "./pod-probes.ts";
import type { RunnerTools } from "./runner-tools.ts";
import { Starter } from "./starter.ts";
import { StoredPod } from "./stored-pod.ts";
import { tellAt } from "./tell-at.ts";
import { TerminationMessages } from "./termination-messages.ts";

/** A supervisor may be killed without leaving a trace in its folder. */
const LOOK_AFTER_MS = 3_000;
/** How long a pod's end waits for its last log lines when the ledger does not take them. */
const LOG_PATIENCE_MS = 30_000;

/**
 * One pod of this node, from its binding to its last trace. Level-triggered: each pass reads what is on disk, does what
 * is missing, and publishes what it saw; it may be cut off between any two lines.
 */
export class PodRunner {
  readonly #tools: RunnerTools;
  readonly #folder: PodFolder;
  readonly #life: Lifecycle;
  readonly #starter: Starter;
  readonly #probes: PodProbes;
  readonly #logs: PodLogs;
  readonly #moves: PodMoves;
  readonly #containers: PodContainers | undefined;
  readonly #messages: TerminationMessages;
  readonly #memory: MemoryWatch;
  readonly #disk: DiskWatch;
  readonly #watch: FolderWatch;
  readonly #loop: PassLoop;
  readonly #removed: (folderIsGone: boolean) => void;
  readonly #stored: StoredPod;
  #evicted = false;
  /** Since when there is something to tell. */
  #untoldSince: number | undefined;
  /** Its folder is cleaned: nothing of it is ever started again. */
  #released = false;
  #nowStill: () => void = () => {};

  /** `removed` is called when the pod needs nobody any more. */
  constructor(pod: Pod, tools: RunnerTools, removed: (folderIsGone: boolean) => void) {
    const { clock } = tools;
    const log = tools.log.child({ pod: keyOf(pod) });
    this.#stored = new StoredPod(tools.store, pod);
    this.#tools = { ...tools, log };
    this.#removed = removed;
    this.#folder = new PodFolder(tools.podsDir, pod.metadata.uid ?? "");
    this.#life = new Lifecycle(this.#folder, this.#tools);
    this.#starter = new Starter(this.#life, this.#tools, () => this.#loop.wake());
    this.#messages = new TerminationMessages(this.#folder);
    this.#memory = new MemoryWatch({ ...this.#tools, podFolder: this.#folder.path });
    this.#disk = new DiskWatch({
      ...this.#tools,
      folder: this.#folder,
      everyMs: tools.diskEveryMs,
      inEngine: async () => (await this.#containers?.disk()) ?? new Map(),
      over: (message) => void this.overuse(message),
    });
    this.#loop = new PassLoop({ clock, log, pass: () => this.#pass() });
    const wake = () => this.#loop.wake();
    this.#watch = new FolderWatch(this.#folder.state, wake);
    this.#logs = new PodLogs({ ...this.#tools, pod, folder: this.#folder, settled: wake });
    this.#moves = new PodMoves({ ...this.#tools, folder: this.#folder, moved: wake });
    const { containers, images } = tools;
    this.#containers =
      containers && new PodContainers({ containers, images, log, folder: this.#folder, changed: wake });
    this.#probes = new PodProbes({
      clock,
      tools: (container, launch) => checkTools(container, launch, this.#programOptions),
      changed: wake,
      unhealthy: (container, kind, message) =>
        tools.events.record(this.pod, {
          type: "Warning",
          reason: "Unhealthy",
          message: `${kind} probe of container ${container} failed: ${message}`,
        }),
      kill: (attempt, launch, seconds) => void this.#life.kill(attempt, launch, seconds),
    });
  }

  /** As it was last seen. */
  get pod(): Pod {
    return this.#stored.object;
  }

  update(pod: Pod): void {
    const before = this.pod;
    if (!this.#stored.see(pod)) return;
    announce(this.#tools.events, before, pod);
    this.#loop.wake();
  }

  gone(): void {
    this.#stored.forget();
    this.#loop.wake();
  }

  /** Ends everything that runs, without the pod being deleted; resolves when nothing does. */
  evict(): Promise<void> {
    this.#evicted = true;
    // No pass follows that could find it still.
    if (this.#released) return Promise.resolve();
    return new Promise((resolve) => {
      this.#nowStill = resolve;
      this.#loop.wake();
    });
  }

  /** Ends the pod for good, for what it takes of the disk; `message` are a kubelet's words. */
  async overuse(message: string): Promise<void> {
    if (this.#released || this.#isLeaving || isOver(this.pod)) return;
    const before = await readFacts(this.#folder.path);
    if (before.ending !== undefined || before.supervisor !== "alive") return;
    await writeFact(this.#folder.path, "ending", `${EVICTED}${message}`);
    this.#tools.events.record(this.pod, { type: "Warning", reason: "Evicted", message });
    this.#loop.wake();
  }

  /** Bytes that its containers have on an engine's disk. */
  async inEngine(): Promise<number> {
    const sizes = (await this.#containers?.disk()) ?? new Map<string, number>();
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  /** What its running containers have taken so far. */
  async usage(): Promise<readonly Reading[]> {
    const facts = await readFacts(this.#folder.path);
    const { processes } = this.#tools;
    return readUsage(this.pod, facts, {
      podFolder: this.#folder.path,
      processes,
      containers: this.#containers,
    });
  }

  /** Says on the pod that it makes no use of its GPUs; without a sentence, that it does. */
  async adviseOnGpus(sentence: string | undefined): Promise<void> {
    const isNew = this.pod.metadata.annotations?.[GPU_ADVICE] === undefined;
    try {
      await this.#stored.annotate(GPU_ADVICE, sentence);
    } catch (error) {
      this.#tools.log.warn("a pod could not be told of its idle GPUs", { error: String(error) });
    }
    if (sentence !== undefined && isNew)
      this.#tools.events.record(this.pod, { type: "Warning", reason: "GPUIdle", message: sentence });
  }

  /** Leaves the pod to itself and its supervisor. */
  async stop(): Promise<void> {
    this.#watch.close();
    this.#probes.stop();
    this.#memory.stop();
    this.#disk.stop();
    await this.#loop.stop();
    await Promise.all([this.#moves.stop(), this.#containers?.stop(), this.#logs.stop()]);
  }

  /** Returns in how many milliseconds to look again, if nothing happens before. */
  async #pass(): Promise<number> {
    const before = await this.#read();
    await this.#messages.read(this.pod, before);
    const againMs = await this.#act(before);
    const isTended = before.supervisor === "alive" && againMs === Number.POSITIVE_INFINITY;
    // What follows must not take what was just started for something that never was.
    const facts = isTended ? before : await readFacts(this.#folder.path);
    // What ended since then is published with its words or not at all: a job that is over is not looked at again.
    await this.#messages.read(this.pod, facts);
    this.#watch.open();
    await this.#moves.follow(this.pod, facts, this.#tools.users.of(this.pod.metadata.uid ?? ""));
    await this.#containers?.follow(this.pod, facts);
    this.#probes.follow(this.pod, facts);
    this.#memory.follow(this.pod, facts);
    if (facts.supervisor === "alive") this.#disk.follow(this.pod);
    const leaves = this.#stored.isLeaving;
    this.#logs.follow(
      facts,
      (container) => (leaves && isStill(facts)) || isFinal(this.pod, container, facts),
    );
    let tellMs = Number.POSITIVE_INFINITY;
    try {
      // What has only just been begun is told with what its supervisor makes of it, a moment later.
      if (!this.#stored.isGone && facts.attempt === before.attempt) tellMs = await this.#publish(facts);
    } finally {
      // Who ends a home waits for its programs, and not for a store that takes nothing any more.
      if (this.#evicted && isStill(facts)) this.#nowStill();
    }
    if (isStill(facts)) await this.#release(facts);
    const watchful = facts.supervisor === "alive" || !this.#logs.complete;
    return Math.min(
      againMs,
      tellMs,
      remainingMs(this.pod, this.#now),
      watchful ? LOOK_AFTER_MS : Number.POSITIVE_INFINITY,
    );
  }

  /** What happened, after what nobody else can write down is written down. */
  async #read(): Promise<PodFacts> {
    const { path, state } = this.#folder;
    const seen = await mendState(this.pod, this.#folder, this.#tools.clock);
    const isDead = seen.supervisor === "dead";
    if (isDead) await recover({ pod: this.pod, podFolder: path, facts: seen, clock: this.#tools.clock });
    const facts = isDead ? await readFacts(path) : seen;
    const isOpen = !this.#released && !this.#isLeaving;
    const reason = isOpen ? reasonToEnd(this.pod, facts, this.#now) : undefined;
    if (reason === undefined) return facts;
    await mkdir(state, { recursive: true, mode: 0o700 });
    await writeFact(path, "ending", reason);
    return readFacts(path);
  }

  async #act(facts: PodFacts): Promise<number> {
    const { pod } = this;
    if (this.#released) return Number.POSITIVE_INFINITY;
    if (this.#isLeaving || facts.ending !== undefined || isOver(pod))
      return isStill(facts) ? Number.POSITIVE_INFINITY : this.#life.end(pod, facts, this.#isUrgent(facts));
    if (facts.supervisor === "alive")
      return this.#life.tend(pod, facts, (container) => this.#probes.started(container));
    if (!isStill(facts)) return this.#life.launch(pod, facts.attempt);
    // Stopped before it began: it shall not begin for the second it has.
    if (hasEnded(pod, facts) || pod.spec.activeDeadlineSeconds === 1) return Number.POSITIVE_INFINITY;
    return this.#starter.begin(pod, facts);
  }

  /** Returns in how many milliseconds to come again for what is not told yet. */
  async #publish(facts: PodFacts): Promise<number> {
    await this.#stored.annotatePorts(this.#ports);
    const ends = facts.ending !== undefined || this.#stored.isLeaving;
    const over = isStill(facts) && (ends || hasEnded(this.pod, facts));
    if (isOver(this.pod) || (over && !this.#logs.complete && this.#isPatient(facts)))
      return Number.POSITIVE_INFINITY;
    const ending = ends || this.#evicted;
    const status = (pod: Pod): PodStatus =>
      podStatus({
        pod,
        containers: look({
          ...{ pod, facts, ending },
          trouble: this.#starter.trouble,
          probes: this.#probes,
          messages: this.#messages,
        }),
        over,
        ending: facts.ending,
        address: this.#tools.networks.of(pod.metadata.uid ?? "")?.address,
        now: this.#tools.clock.now(),
      });
    const before = this.pod;
    if (sameJson(status(before), before.status ?? {})) {
      this.#untoldSince = undefined;
      return Number.POSITIVE_INFINITY;
    }
    this.#untoldSince ??= this.#now;
    const isUrgent = over || ending || this.#starter.trouble !== undefined;
    const waitMs = isUrgent ? 0 : tellAt(before, facts, this.#untoldSince) - this.#now;
    if (waitMs > 0) return waitMs;
    this.#untoldSince = undefined;
    await this.#stored.publish(status);
    announce(this.#tools.events, before, this.pod);
    return Number.POSITIVE_INFINITY;
  }

  /** Nothing of the pod runs: what is not needed any more goes, and a pod that is being deleted with it. */
  async #release(facts: PodFacts): Promise<void> {
    this.#nowStill();
    const leaves = this.#stored.isLeaving;
    if (!leaves && !isOver(this.pod)) return;
    if (!this.#logs.complete && !(leaves && !this.#isPatient(facts))) return;
    await this.#containers?.removed();
    this.#watch.close();
    const keepVolumes =
      !leaves && this.pod.status?.phase === "Failed" && this.pod.status.reason !== "Evicted";
    await cleanUp(this.pod, { folder: this.#folder, trash: this.#tools.trash, keepVolumes });
    this.#tools.ports.release(this.pod.metadata.uid ?? "");
    this.#tools.users.release(this.pod.metadata.uid ?? "");
    this.#tools.devices.release(this.pod.metadata.uid ?? "");
    this.#tools.networks.release(this.pod.metadata.uid ?? "");
    this.#memory.stop();
    this.#disk.stop();
    this.#released = true;
    // Evicted while it was cleaned up.
    this.#nowStill();
    if (leaves) await this.#stored.remove();
    // Deleted while its folder was cleaned: the pass that this has woken removes the rest.
    if (keepVolumes && this.#stored.isLeaving) return;
    this.#removed(!keepVolumes);
  }

  /** Nobody waits for it, or it takes what others need. */
  #isUrgent({ ending }: PodFacts): boolean {
    return this.#stored.isGone || ending?.startsWith(EVICTED) === true;
  }

  #isPatient(facts: PodFacts): boolean {
    return this.#now < (facts.doneAt?.getTime() ?? 0) + LOG_PATIENCE_MS;
  }

  /** Nothing of the pod shall run. */
  get #isLeaving(): boolean {
    return this.#stored.isLeaving || this.#evicted;
  }

  get #ports(): readonly number[] | undefined {
    return this.#tools.ports.of(this.pod.metadata.uid ?? "");
  }

  get #programOptions() {
    const ports = this.#ports;
    const ids = this.#tools.users.of(this.pod.metadata.uid ?? "");
    const network = this.#tools.networks.of(this.pod.metadata.uid ?? "");
    return {
      ...this.#tools,
      pod: this.pod,
      folder: this.#folder,
      ports,
      ...defined({ ids, network }),
    };
  }

  get #now(): number {
    return this.#tools.clock.now().getTime();
  }
}
