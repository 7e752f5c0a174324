import { defined, isEnd, type Key, type RunFailure, type RunPhase } from "@slipway/model";
import { type Abilities, NOTHING_BEYOND } from "@slipway/model/kinds/abilities.ts";
import type { StoredLogLine } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Removal } from "../removal.ts";
import type { LogRange, RunRef, RunResults, RunSpec, RunState, Runs } from "../runs.ts";
import type { Wake } from "../wake.ts";

interface FakeRun {
  readonly spec: RunSpec;
  phase: RunPhase;
  readonly entered: Partial<Record<RunPhase, Date>>;
  readonly lines: StoredLogLine[];
  failure?: RunFailure;
  results?: RunResults;
}

/** Runs that do what a test tells them to: the seam's rules without any machinery. */
export class FakeRuns implements Runs {
  /** What the next answers say of the runtime. */
  readonly declared: { -readonly [Name in keyof Abilities]: Abilities[Name] } = {
    runtime: "pods",
    wholeRequest: false,
    can: NOTHING_BEYOND,
  };
  /** Thrown by the next `start`, once. */
  nextStartError: Error | undefined;
  /** Thrown by every `start` until it is taken away. */
  startError: Error | undefined;
  /** Every run that was really started, in order: a run started twice would stand here twice. */
  readonly started: RunSpec[] = [];
  /** Every run that was asked to stop, as often as it was asked. */
  readonly stopAsked: Key[] = [];
  /** Programs that take their time: a stopped run goes on until the test ends it. */
  slowToStop = false;
  /** Machinery that takes its time: what is removed is there until the test says so. */
  lingers = false;
  /** Machinery that keeps what is removed, as somebody has asked. */
  keeps = false;
  /** How often a run was asked away. */
  removals = 0;
  readonly #clock: Clock;
  readonly #runs = new Map<Key, FakeRun>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async abilities(): Promise<Abilities> {
    return { ...this.declared };
  }

  wakes(): readonly Wake[] {
    return [];
  }

  async start(spec: RunSpec): Promise<void> {
    const error = this.nextStartError ?? this.startError;
    this.nextStartError = undefined;
    if (error !== undefined) throw error;
    const id = keyOfRun(spec);
    if (this.#runs.has(id)) return;
    this.started.push(spec);
    this.#runs.set(id, { spec, phase: "pending", entered: { pending: this.#clock.now() }, lines: [] });
  }

  async observe(ref: RunRef): Promise<RunState> {
    const run = this.#runs.get(keyOfRun(ref));
    if (run === undefined)
      return { phase: "gone", message: "The run left no trace", instances: [], entered: {} };
    const { phase } = run;
    const message = run.failure?.message ?? `The run is ${phase}`;
    const hosts = run.spec.hosts.map(({ name }) => name);
    return {
      phase,
      message,
      instances: hosts.map((host) => ({ host, pod: `${run.spec.name}-${host}`, phase, message })),
      entered: { ...run.entered },
      ...defined({ failure: run.failure, results: run.results }),
    };
  }

  async logs(ref: RunRef, { from, limit, host }: LogRange): Promise<readonly StoredLogLine[]> {
    const run = this.#runs.get(keyOfRun(ref));
    const lines = host === undefined || host === run?.spec.hosts[0]?.name ? (run?.lines ?? []) : [];
    return lines.filter(({ index }) => index >= from).slice(0, limit);
  }

  async lastLines(ref: RunRef, count: number): Promise<readonly string[]> {
    return (this.#runs.get(keyOfRun(ref))?.lines ?? []).slice(-count).map(({ text }) => text);
  }

  async stop(ref: RunRef): Promise<void> {
    const id = keyOfRun(ref);
    this.stopAsked.push(id);
    const run = this.#runs.get(id);
    const over = isEnd(run?.phase);
    if (run !== undefined && !over && !this.slowToStop) this.enter(id, "stopped");
  }

  async remove(ref: RunRef): Promise<Removal> {
    this.removals += 1;
    if (this.lingers) return "going";
    if (this.keeps) return "kept";
    this.#runs.delete(keyOfRun(ref));
    return "gone";
  }

  /** How far the run of this key has come. */
  phaseOf(id: Key): RunPhase {
    return this.#runs.get(id)?.phase ?? "gone";
  }

  /** The machinery's part: the run enters a phase. */
  enter(
    id: Key,
    phase: RunPhase,
    ending: { readonly failure?: RunFailure; readonly results?: RunResults } = {},
  ): void {
    const run = this.#runs.get(id);
    if (run === undefined) throw new Error(`there is no run ${id}`);
    run.phase = phase;
    run.entered[phase] = this.#clock.now();
    if (ending.failure !== undefined) run.failure = ending.failure;
    if (ending.results !== undefined) run.results = ending.results;
  }

  /** The program's part: it writes a line. */
  print(id: Key, ...texts: readonly string[]): void {
    const run = this.#runs.get(id);
    if (run === undefined) throw new Error(`there is no run ${id}`);
    for (const text of texts) {
      const index = (run.lines.at(-1)?.index ?? -1) + 1;
      run.lines.push({ index, at: this.#clock.now(), text });
    }
  }

  /** Retention's part: the first lines are dropped, as far as that leaves one. */
  dropLines(id: Key, count: number): void {
    const lines = this.#runs.get(id)?.lines ?? [];
    lines.splice(0, Math.min(count, lines.length - 1));
  }

  /** Somebody's part: the machinery is taken away. */
  lose(id: Key): void {
    this.#runs.delete(id);
  }
}

/** The key by which a test names a run. */
export function keyOfRun({ namespace, name }: RunRef): Key {
  return `${namespace}/${name}`;
}
