import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { defined, keyOf } from "@slipway/model";
import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import type { PodUsage, PodUsages } from "@slipway/model/kubernetes/pod-usage.ts";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { GpuPlaces } from "#lib/gpus/gpu.ts";
import { gpuDevices } from "#lib/gpus/gpu-devices.ts";
import { isThere } from "#lib/is-there.ts";
import type { Log } from "#lib/log.ts";
import { wordsOf } from "#lib/words-of.ts";
import type { Mover } from "#mover/mover.ts";
import type { EventRecorder } from "#reconcile/reconciler.ts";
import type { Cache, CacheChange } from "#store/cache.ts";
import { recordEvents } from "#store/record-events.ts";
import type { Store } from "#store/store.ts";
import { ContainerHost } from "./engine/container-host.ts";
import { resolveName } from "./engine/resolve-name.ts";
import { EnvironmentKeeper } from "./environments/environment-keeper.ts";
import { environmentPlace } from "./environments/environment-place.ts";
import type { EnvironmentPlace } from "./environments/order.ts";
import { GpuWatch } from "./gpus/gpu-watch.ts";
import { gpuCounts, MachineGpus } from "./gpus/machine-gpus.ts";
import { DeviceBook } from "./node/device-book.ts";
import { DiskReserve } from "./node/disk-reserve.ts";
import { IdBook } from "./node/id-book.ts";
import { type LimitsKept, limitsKept } from "./node/limits-kept.ts";
import { NetworkBook } from "./node/network-book.ts";
import { machineRoom, registerNode } from "./node/node-object.ts";
import { peersOf } from "./node/peers.ts";
import type { NodeRoom } from "./node/placement.ts";
import { type PodRecord, portsOf, readPodRecords } from "./node/pod-records.ts";
import { PortBook } from "./node/port-book.ts";
import { Scheduler } from "./node/scheduler.ts";
import { Answers } from "./pod/answers.ts";
import { type Images, referenceOf } from "./pod/image.ts";
import { PodFolder } from "./pod/pod-folder.ts";
import { containersOf, restartPolicy } from "./pod/roles.ts";
import { SharedFiles } from "./pod/shared-files.ts";
import { PodRunner } from "./runner/pod-runner.ts";
import type { RunnerTools } from "./runner/runner-tools.ts";
import { Trash } from "./runner/trash.ts";
import { chooseSandbox } from "./sandbox/choose-sandbox.ts";
import { endStrays } from "./supervisor/end-strays.ts";
import { readFacts } from "./supervisor/facts.ts";
import { findControlGroups } from "./supervisor/groups/find-control-groups.ts";
import { ProcessTable } from "./supervisor/process-table.ts";
import { CpuRates } from "./usage/cpu-rates.ts";
import type { Reading } from "./usage/reading.ts";

export interface NodeAgentOptions {
  readonly store: Store;
  readonly cache: Cache;
  readonly ledger: Pick<Ledger, "appendLog" | "logLength" | "closeLog" | "appendMetrics" | "metricsCursor">;
  readonly images: Images;
  /** Moves the data of pods; without one their sidecars are programs like others. */
  readonly mover?: Mover;
  /**
   * The environment that says where container engines are, and the program `init` for their processor; without the one no engine is ever looked for, and
   * without the other containers of a pod share no network.
   */
  readonly containers?: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly init?: string;
  };
  /** Pods live in `pods/`, Python environments in `environments/`, what they left goes by `trash/`, what they have alike is in `launchers/`, when images of archives were used in `archives/`; pods see what is theirs. */
  readonly stateDir: string;
  readonly node: {
    readonly name: string;
    /** How many pods run at once: those that run to an end (default: twice the processors) and those that serve (64). */
    readonly places?: Partial<NodeRoom["places"]>;
  };
  readonly log: Log;
  readonly clock: Clock;
  /** "none": plain processes even where bubblewrap works. */
  readonly sandbox?: "auto" | "none";
  /** Absolute paths of this machine that pods may read beside what their programs are made of. */
  readonly allowRead?: readonly string[];
  /** Where the machine's GPUs are looked for; tests have some of their own. */
  readonly gpuPlaces?: GpuPlaces;
  /** How often the load of GPUs that pods have is looked at (default: 15 seconds), and how long one does nothing until that is said (10 minutes). */
  readonly gpuLoad?: { readonly everyMs: number; readonly idleMs: number };
  /** "none": no control groups even where they can be made. */
  readonly groups?: "auto" | "none";
  /** How often the disk of a pod with limits is looked at (default: a kubelet's 10 seconds). */
  readonly diskEveryMs?: number;
  /** What Python environments may take together; by default 20 GiB, and no more than a quarter of the disk. */
  readonly environmentsLimitBytes?: number;
  /** All that containers get of this machine's environment; by default PATH, HOME, LANG and TZ of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the pods of one node as processes of this machine, each under a supervisor that outlives the agent. */
export interface NodeAgent {
  /** Finds again what an earlier agent left running, and goes on from there. */
  start(): Promise<void>;
  /** Leaves the pods running, for a later agent to find. */
  stop(): Promise<void>;
  /**
   * Ends the processes of pods that serve, or of all, with their grace; call it before `stop`. Pods that serve are
   * started again by the next agent; pods that run to an end have failed.
   */
  evict(which: "services" | "all"): Promise<void>;
  /** What pods of this node have taken on average since they were last asked for, or since they started; of memory, what they take now. */
  usages(pods: readonly Pod[]): Promise<PodUsages>;
  /**
   * A name for the very bytes that an image's name stands for now; undefined where the name is to be run as it is written. The registry is asked each
   * time, and the image is here when this resolves. `tell` hears what is waited for meanwhile.
   */
  resolveImage(
    image: string,
    asked: { readonly tell: (sentence: string) => void },
  ): Promise<string | undefined>;
  /** How many GPUs the machine has by the resource that pods ask for, within the time that finding them may take. */
  gpus(): Promise<Readonly<Record<string, number>>>;
}

export function createNodeAgent(options: NodeAgentOptions): NodeAgent {
  return new Agent(options);
}

class Agent implements NodeAgent {
  readonly #options: NodeAgentOptions;
  readonly #runners = new Map<string, PodRunner>();
  /** Pods that have a folder, by uid. */
  #folders = new Map<string, PodRecord>();
  readonly #stop = new AbortController();
  readonly #events: EventRecorder;
  readonly #places: GpuPlaces;
  readonly #gpus: MachineGpus;
  #room: NodeRoom;
  #limits: LimitsKept | undefined;
  readonly #scheduler: Scheduler;
  #tools: RunnerTools | undefined;
  #reserve: DiskReserve | undefined;
  #gpuWatch: GpuWatch | undefined;
  readonly #rates = new CpuRates();
  #keeper: EnvironmentKeeper | undefined;
  #answers: Answers | undefined;
  #containers: ContainerHost | undefined;

  constructor(options: NodeAgentOptions) {
    const log = options.log.child({ part: "node-agent" });
    this.#options = { ...options, log };
    this.#events = recordEvents({ ...this.#options, component: "node-agent" });
    this.#places = options.gpuPlaces ?? { root: "/", environment: options.environment ?? ownEnvironment() };
    this.#gpus = new MachineGpus(this.#places, {
      changed: () => void this.#gpusChanged(),
      signal: this.#stop.signal,
    });
    this.#room = this.#roomNow();
    this.#scheduler = new Scheduler({
      ...this.#options,
      node: options.node.name,
      room: () => this.#room,
      events: this.#events,
      bound: () => [...this.#runners.values()].map(({ pod }) => pod),
    });
  }

  async start(): Promise<void> {
    const { stateDir, cache, clock, log } = this.#options;
    const podsDir = join(stateDir, "pods");
    await mkdir(podsDir, { recursive: true, mode: 0o700 });
    const environments = await environmentPlace(this.#options);
    const environment = this.#options.environment ?? ownEnvironment();
    const { allowRead = [] } = this.#options;
    const host = {
      ...{ stateDir, home: environment["HOME"] ?? homedir(), environment, allowRead },
      gpuDevices: () => gpuDevices(this.#gpus.known, this.#options.gpuPlaces?.root).map(({ path }) => path),
    };
    const confinement = await chooseSandbox(this.#options.sandbox ?? "auto", host, log);
    const [ports, users] = [new PortBook(), new IdBook(confinement.ids)];
    const devices = new DeviceBook(() => this.#gpus.known, this.#options.gpuPlaces?.root);
    const networks = new NetworkBook();
    const groups = this.#options.groups === "none" ? undefined : await findControlGroups();
    const sandbox = confinement.sandbox.name;
    const asRoot = process.getuid?.() === 0 && confinement.ids === undefined;
    const limits = limitsKept({ groups, sandbox, platform: process.platform, asRoot });
    if (limits.status === "False") log.warn(limits.message);
    this.#limits = limits;
    const answers = new Answers({
      ...{ dir: join(stateDir, "answers"), environment, clock, log },
      sandbox: confinement.sandbox,
    });
    this.#answers = answers;
    await endStrays(podsDir, log);
    const trash = new Trash({ folder: join(stateDir, "trash"), log });
    this.#folders = new Map(await readPodRecords(podsDir, trash));
    for (const [uid, record] of this.#folders) {
      ports.claim(uid, portsOf(record));
      users.claim(uid, record.ids);
      if (record.devices !== undefined) devices.claim(uid, record.devices);
      if (record.network !== undefined) networks.claim(uid, record.network);
    }
    this.#keeper = await this.#keepEnvironments(environments);
    const { containers } = this.#options;
    this.#containers =
      containers &&
      new ContainerHost({
        ...{ ...containers, home: stateDir, podsDir, archivesDir: join(stateDir, "archives"), log },
        named: () => this.#imagesInUse(),
      });
    this.#tools = {
      ...this.#options,
      events: this.#events,
      environment,
      trash,
      podsDir,
      environments,
      answers,
      sharedFiles: new SharedFiles(join(stateDir, "launchers")),
      sandbox: confinement.sandbox,
      ports,
      users,
      devices,
      networks,
      peersOf: (pod) => peersOf(pod, this.#options.cache.now(podKind)),
      processes: new ProcessTable(),
      groups,
      containers: this.#containers,
    };
    await this.#register();
    this.#reserve = new DiskReserve({
      podsDir,
      clock,
      log,
      running: () => [...this.#runners].flatMap(([uid, { pod }]) => (isOver(pod) ? [] : [uid])),
      evict: (uid, message) => void this.#runners.get(uid)?.overuse(message),
      engine: {
        root: () => this.#containers?.root,
        bytesOf: async (uid) => (await this.#runners.get(uid)?.inEngine()) ?? 0,
      },
    });
    this.#gpuWatch = new GpuWatch({
      ...this.#options,
      ...this.#options.gpuLoad,
      devices,
      places: this.#places,
      running: () =>
        [...this.#runners.values()].flatMap(({ pod }) => (pod.status?.phase === "Running" ? [pod] : [])),
      advise: (pod, sentence) => void this.#runners.get(pod.metadata.uid ?? "")?.adviseOnGpus(sentence),
    });
    const follower = {
      changed: ({ before, after }: CacheChange<Pod>): void => {
        if (after !== undefined) this.#present(after);
        else if (before !== undefined) this.#deleted(before);
      },
      synced: () => this.#forgetGone(),
    };
    cache.follow(podKind, follower, this.#stop.signal);
    void this.#containers?.endStrays();
  }

  async resolveImage(
    image: string,
    { tell }: { readonly tell: (sentence: string) => void },
  ): Promise<string | undefined> {
    const reference = referenceOf(this.#options.images, image);
    if (reference === undefined || this.#containers === undefined) return undefined;
    const parts = { containers: this.#containers, clock: this.#options.clock, signal: this.#stop.signal };
    return resolveName(reference, { ...parts, tell });
  }

  async gpus(): Promise<Readonly<Record<string, number>>> {
    return gpuCounts(await this.#gpus.found);
  }

  async usages(pods: readonly Pod[]): Promise<PodUsages> {
    const readings = new Map<string, readonly Reading[]>();
    const read = async ({ metadata: { name, uid = "" } }: Pod): Promise<void> => {
      try {
        const own = await this.#runners.get(uid)?.usage();
        if (own !== undefined) readings.set(uid, own);
      } catch (error) {
        this.#options.log.warn("what a pod takes could not be looked at", {
          pod: name,
          error: wordsOf(error),
        });
      }
    };
    await Promise.all(pods.map(read));
    const rates = this.#rates.rates(readings, this.#options.clock.now());
    const found = pods.flatMap((pod): readonly (readonly [string, PodUsage])[] => {
      const uid = pod.metadata.uid ?? "";
      const own = readings.get(uid);
      if (own === undefined) return [];
      const processors = rates.get(uid);
      return [
        [uid, defined({ processors, memoryBytes: memoryOf(own), gpus: this.#gpuWatch?.takeLoad(pod) })],
      ];
    });
    return new Map(found);
  }

  #roomNow(): NodeRoom {
    const { node, stateDir } = this.#options;
    return machineRoom(node, { stateDir, gpus: this.#gpus.known });
  }

  /** Writes what the machine has to give, once it is known what it keeps pods to. */
  async #register(): Promise<void> {
    const { store, node, clock } = this.#options;
    if (this.#limits === undefined) return;
    await registerNode(store, { name: node.name, room: this.#room, limits: this.#limits, now: clock.now() });
  }

  async #gpusChanged(): Promise<void> {
    this.#room = this.#roomNow();
    try {
      await this.#register();
    } catch (error) {
      this.#options.log.warn("the node could not be told of its GPUs", { error: String(error) });
    }
    this.#scheduler.wake();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#reserve?.stop();
    await Promise.all([
      this.#gpuWatch?.stop(),
      this.#scheduler.stop(),
      this.#keeper?.stop(),
      this.#answers?.stop(),
      ...[...this.#runners.values()].map((runner) => runner.stop()),
    ]);
    await Promise.all([this.#tools?.trash.stop(), this.#containers?.stop()]);
  }

  async evict(which: "services" | "all"): Promise<void> {
    await this.#scheduler.stop();
    const concerned = [...this.#runners.values()].filter(
      ({ pod }) => which === "all" || restartPolicy(pod) === "Always",
    );
    await Promise.all(concerned.map((runner) => runner.evict()));
  }

  async #keepEnvironments(place: EnvironmentPlace): Promise<EnvironmentKeeper> {
    const { stateDir, log } = this.#options;
    const formerDir = join(stateDir, "cache");
    // Which programs are of an earlier release matters only where that left its folder.
    const facts = ((await isThere(formerDir)) ? [...this.#folders.keys()] : []).map(
      async (uid) => [uid, await readFacts(new PodFolder(place.podsDir, uid).path)] as const,
    );
    const early = (await Promise.all(facts)).filter(([, { supervisor }]) => supervisor === "alive");
    const keeper = new EnvironmentKeeper({
      place,
      formerDir,
      formerIsUsed: () => early.some(([uid]) => this.#folders.has(uid)),
      log,
    });
    keeper.start();
    return keeper;
  }

  /** What has a folder and is not there was deleted while nobody looked. */
  #forgetGone(): void {
    const pods = this.#options.cache.now(podKind);
    for (const [uid, { pod }] of this.#folders)
      if (pods?.get(keyOf(pod))?.metadata.uid !== uid) this.#runnerOf(pod).gone();
  }

  #present(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    if (pod.spec.nodeName === undefined || pod.spec.nodeName === "") {
      if (!isOver(pod)) this.#scheduler.add(pod);
      return;
    }
    this.#scheduler.forget(uid);
    if (pod.spec.nodeName !== this.#options.node.name) return;
    if (isOver(pod)) this.#scheduler.wake();
    // A pod that is over and has left nothing behind needs nobody.
    if (isOver(pod) && !this.#runners.has(uid) && !this.#folders.has(uid)) return;
    this.#runnerOf(pod).update(pod);
  }

  #deleted(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    this.#scheduler.forget(uid);
    this.#scheduler.wake();
    if (this.#runners.has(uid) || this.#folders.has(uid)) this.#runnerOf(pod).gone();
  }

  #imagesInUse(): readonly string[] {
    const pods = [...this.#runners.values()].flatMap(({ pod }) => (isOver(pod) ? [] : [pod]));
    return pods.flatMap((pod) =>
      containersOf(pod).flatMap(({ spec }) => referenceOf(this.#options.images, spec.image) ?? []),
    );
  }

  #runnerOf(pod: Pod): PodRunner {
    const uid = pod.metadata.uid ?? "";
    const present = this.#runners.get(uid);
    if (present !== undefined) return present;
    if (this.#tools === undefined) throw new Error("the node agent has not been started");
    const runner = new PodRunner(pod, this.#tools, (folderIsGone) => {
      this.#runners.delete(uid);
      if (folderIsGone) this.#folders.delete(uid);
      this.#scheduler.wake();
      this.#containers?.podEnded();
      void runner.stop();
    });
    this.#runners.set(uid, runner);
    this.#folders.set(uid, { pod });
    return runner;
  }
}

/** Undefined where it is not known of all of them. */
function memoryOf(readings: readonly Reading[]): number | undefined {
  if (readings.length === 0) return undefined;
  return readings.reduce<number | undefined>(
    (sum, { memoryBytes: bytes }) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    0,
  );
}

function ownEnvironment(): Readonly<Record<string, string>> {
  const { PATH = "/usr/local/bin:/usr/bin:/bin", HOME = homedir(), LANG, TZ } = process.env;
  return {
    PATH,
    HOME,
    ...defined({ LANG, TZ }),
  };
}
