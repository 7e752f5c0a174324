import { mkdir } from "node:fs/promises";
import { isNotFound, keyOf } from "@slipway/model";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { PodFolder } from "../pod/pod-folder.ts";
import { isOver, restartPolicy } from "../pod/roles.ts";
import { podStatus } from "../status/pod-status.ts";
import { type PodFacts, readFacts, writeFact } from "../supervisor/facts.ts";
import { recover } from "../supervisor/recover.ts";
import { announce } from "./announce.ts";
import { checkTools } from "./check-tools.ts";
import { cleanUp } from "./clean-up.ts";
import { FolderWatch } from "./folder-watch.ts";
import { Lifecycle } from "./lifecycle.ts";
import { look } from "./look.ts";
import { hasEnded, isFinal, isStill, remainingMs, wasStarted } from "./outlook.ts";
import { PassLoop } from "./pass-loop.ts";
import { PodLogs } from "./pod-logs.ts";
import { PodProbes } from "./pod-probes.ts";
import type { RunnerTools } from "./runner-tools.ts";
import { Starter } from "./starter.ts";
import { TerminationMessages } from "./termination-messages.ts";
import { isOlder, writePod } from "./write-pod.ts";

const PORT = "slipway.dev/port";
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
  readonly #messages: TerminationMessages;
  readonly #watch: FolderWatch;
  readonly #loop: PassLoop;
  readonly #removed: (folderIsGone: boolean) => void;
  #pod: Pod;
  /** No such pod is in the store any more. */
  #gone = false;
  #evicted = false;
  /** Its folder is cleaned: nothing of it is ever started again. */
  #released = false;
  #nowStill: () => void = () => {};

  /** `removed` is called when the pod needs nobody any more. */
  constructor(pod: Pod, tools: RunnerTools, removed: (folderIsGone: boolean) => void) {
    const { clock } = tools;
    const log = tools.log.child({ pod: keyOf(pod) });
    this.#pod = pod;
    this.#tools = { ...tools, log };
    this.#removed = removed;
    this.#folder = new PodFolder(tools.podsDir, pod.metadata.uid ?? "");
    this.#life = new Lifecycle(this.#folder, this.#tools);
    this.#starter = new Starter(this.#life, this.#tools);
    this.#messages = new TerminationMessages(this.#folder, tools.cacheDir);
    this.#loop = new PassLoop({ clock, log, pass: () => this.#pass() });
    const wake = () => this.#loop.wake();
    this.#watch = new FolderWatch(this.#folder.state, wake);
    this.#logs = new PodLogs({ ...this.#tools, pod, folder: this.#folder, settled: wake });
    this.#probes = new PodProbes({
      clock,
      tools: (container) => checkTools(container, this.#programOptions),
      changed: wake,
      unhealthy: (container, kind, message) =>
        tools.events.record(this.#pod, {
          type: "Warning",
          reason: "Unhealthy",
          message: `${kind} probe of container ${container} failed: ${message}`,
        }),
      kill: (attempt, launch, seconds) => void this.#life.kill(attempt, launch, seconds),
    });
  }

  /** As it was last seen. */
  get pod(): Pod {
    return this.#pod;
  }

  update(pod: Pod): void {
    if (isOlder(pod, this.#pod)) return;
    announce(this.#tools.events, this.#pod, pod);
    this.#pod = pod;
    this.#loop.wake();
  }

  gone(): void {
    this.#gone = true;
    this.#loop.wake();
  }

  /** Ends everything that runs, without the pod being deleted; resolves when nothing does. */
  evict(): Promise<void> {
    this.#evicted = true;
    return new Promise((resolve) => {
      this.#nowStill = resolve;
      this.#loop.wake();
    });
  }

  /** Leaves the pod to itself and its supervisor. */
  async stop(): Promise<void> {
    this.#watch.close();
    this.#probes.stop();
    await Promise.all([this.#loop.stop(), this.#logs.stop()]);
  }

  /** Returns in how many milliseconds to look again, if nothing happens before. */
  async #pass(): Promise<number> {
    const facts = await this.#read();
    await this.#messages.read(this.#pod, facts);
    const againMs = await this.#act(facts);
    this.#watch.open();
    this.#probes.follow(this.#pod, facts);
    const leaves = this.#leaves;
    this.#logs.follow(
      facts,
      (container) => (leaves && isStill(facts)) || isFinal(this.#pod, container, facts),
    );
    if (!this.#gone) await this.#publish(facts);
    if (isStill(facts)) await this.#release(facts);
    const watchful = facts.supervisor === "alive" || !this.#logs.complete;
    return Math.min(
      againMs,
      remainingMs(this.#pod, this.#now),
      watchful ? LOOK_AFTER_MS : Number.POSITIVE_INFINITY,
    );
  }

  /** What happened, after what nobody else can write down is written down. */
  async #read(): Promise<PodFacts> {
    const { path, state } = this.#folder;
    const seen = await readFacts(path);
    if (seen.supervisor === "dead") await recover(path, seen, this.#tools.clock);
    const facts = seen.supervisor === "dead" ? await readFacts(path) : seen;
    const reason = this.#reasonToEnd(facts);
    if (reason === undefined) return facts;
    await mkdir(state, { recursive: true, mode: 0o700 });
    await writeFact(path, "ending", reason);
    return readFacts(path);
  }

  /** Why the pod is to end although nobody deletes it; decided once. */
  #reasonToEnd(facts: PodFacts): string | undefined {
    if (
      this.#released ||
      facts.ending !== undefined ||
      this.#isLeaving ||
      isOver(this.#pod) ||
      hasEnded(this.#pod, facts)
    )
      return undefined;
    if (remainingMs(this.#pod, this.#now) <= 0) return "DeadlineExceeded";
    return facts.attempt === 0 && wasStarted(this.#pod) && restartPolicy(this.#pod) === "Never"
      ? "Lost"
      : undefined;
  }

  async #act(facts: PodFacts): Promise<number> {
    const pod = this.#pod;
    if (this.#released) return Number.POSITIVE_INFINITY;
    if (this.#isLeaving || facts.ending !== undefined || isOver(pod))
      return isStill(facts) ? Number.POSITIVE_INFINITY : this.#life.end(pod, facts);
    if (facts.supervisor === "alive")
      return this.#life.tend(pod, facts, (container) => this.#probes.started(container));
    if (!isStill(facts)) return this.#life.launch(pod, facts.attempt);
    // Stopped before it began: it shall not begin for the second it has.
    if (hasEnded(pod, facts) || pod.spec.activeDeadlineSeconds === 1) return Number.POSITIVE_INFINITY;
    return this.#starter.begin(pod, facts);
  }

  async #publish(facts: PodFacts): Promise<void> {
    const { store, clock } = this.#tools;
    await this.#annotatePort();
    const still = isStill(facts);
    const ends = facts.ending !== undefined || this.#pod.metadata.deletionTimestamp !== undefined;
    const over = still && (ends || hasEnded(this.#pod, facts));
    if (isOver(this.#pod) || (over && !this.#logsAreDone(facts))) return;
    const stored = await writePod(store, this.#pod, "status", (pod) => ({
      ...pod,
      status: podStatus({
        pod,
        containers: look({
          pod,
          facts,
          ending: ends || this.#evicted,
          trouble: this.#starter.trouble,
          probes: this.#probes,
          messages: this.#messages,
        }),
        over,
        ending: facts.ending,
        now: clock.now(),
      }),
    }));
    this.#seen(stored);
  }

  async #annotatePort(): Promise<void> {
    const port = this.#tools.ports.of(this.#pod.metadata.uid ?? "");
    if (port === undefined || this.#pod.metadata.annotations?.[PORT] === String(port)) return;
    this.#seen(
      await writePod(this.#tools.store, this.#pod, "object", (pod) => ({
        ...pod,
        metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, [PORT]: String(port) } },
      })),
    );
  }

  /** Nothing of the pod runs: what is not needed any more goes, and a pod that is being deleted with it. */
  async #release(facts: PodFacts): Promise<void> {
    this.#nowStill();
    const leaves = this.#leaves;
    if (!(leaves || isOver(this.#pod)) || !this.#logsAreDone(facts)) return;
    this.#watch.close();
    const keepVolumes = !leaves && this.#pod.status?.phase === "Failed";
    await cleanUp(this.#pod, this.#folder, keepVolumes);
    this.#tools.ports.release(this.#pod.metadata.uid ?? "");
    this.#released = true;
    if (!this.#gone && leaves && this.#pod.metadata.deletionGracePeriodSeconds !== 0) await this.#remove();
    else this.#removed(!keepVolumes);
  }

  /** From the store; one with finalizers stays until those who wrote them are done. */
  async #remove(): Promise<void> {
    const { uid } = this.#pod.metadata;
    try {
      await this.#tools.store.remove(podKind, keyOf(this.#pod), {
        gracePeriodSeconds: 0,
        ...(uid === undefined ? {} : { uid }),
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.gone();
    }
  }

  #logsAreDone(facts: PodFacts): boolean {
    const patience = (facts.doneAt?.getTime() ?? 0) + LOG_PATIENCE_MS;
    return this.#logs.complete || this.#now > patience;
  }

  #seen(pod: Pod | undefined): void {
    if (pod === undefined) this.gone();
    else this.#pod = pod;
  }

  /** The pod is to be removed, and everything of it. */
  get #leaves(): boolean {
    return this.#gone || this.#pod.metadata.deletionTimestamp !== undefined;
  }

  /** Nothing of the pod shall run. */
  get #isLeaving(): boolean {
    return this.#leaves || this.#evicted;
  }

  get #programOptions() {
    const port = this.#tools.ports.of(this.#pod.metadata.uid ?? "");
    return { ...this.#tools, pod: this.#pod, folder: this.#folder, ...(port === undefined ? {} : { port }) };
  }

  get #now(): number {
    return this.#tools.clock.now().getTime();
  }
}
