import type { CompiledFlow, CompiledScope } from "./compiled.ts";
import { EXIT, partsOf, pathOf, type StepPath } from "./path.ts";
import type { StepEnd } from "./states.ts";

/** Why steps beside each other that have succeeded are done again, by their places. */
interface Again {
  /** Something before it is done again. */
  readonly upstream: readonly boolean[];
  /** A setup that is needed again, and what tears it down. */
  readonly renewed: readonly boolean[];
}

/**
 * Which work of a run that is over counts in another run of the same definition and parameters, which goes on from its failures: what
 * has succeeded and has nothing before it that is done again. Setups are done again, with their teardowns, where any work in their scope
 * is, as Airflow's clear does (https://airflow.apache.org/docs/apache-airflow/stable/howto/setup-and-teardown.html); what runs on exit always is.
 */
export class TakenOver {
  readonly #flow: CompiledFlow;
  readonly #states: ReadonlyMap<StepPath, StepEnd>;
  /** Steps that have not gone well, and all that these are inside of. */
  readonly #spoilt = new Set<StepPath>();
  readonly #again = new Map<StepPath, Again>();

  constructor(flow: CompiledFlow, ends: Iterable<{ readonly path: StepPath; readonly state: StepEnd }>) {
    this.#flow = flow;
    const states = new Map<StepPath, StepEnd>();
    for (const { path, state } of ends) {
      states.set(path, state);
      if (state !== "success" && state !== "skipped") this.#spoil(path);
    }
    this.#states = states;
  }

  /** Whether what the step of that path has done counts. */
  has(path: StepPath): boolean {
    const parts = partsOf(path) ?? [];
    if (parts[0]?.name === EXIT || this.#states.get(path) !== "success" || this.#spoilt.has(path))
      return false;
    let scope: CompiledScope | undefined = this.#flow.main;
    let around = "";
    for (const part of parts) {
      const index: number | undefined = scope?.byName.get(part.name);
      if (scope === undefined || index === undefined) return false;
      const { upstream, renewed } = this.#againIn(scope, around);
      if (upstream[index] === true || renewed[index] === true) return false;
      scope = scope.steps[index]?.inside;
      around = pathOf(around, part);
    }
    return true;
  }

  #spoil(path: StepPath): void {
    for (let at = path; at !== "" && !this.#spoilt.has(at); at = holderOf(at)) this.#spoilt.add(at);
  }

  #againIn(scope: CompiledScope, around: StepPath): Again {
    const known = this.#again.get(around);
    if (known !== undefined) return known;
    const found = againIn(scope, (name) => {
      const path = pathOf(around, { name });
      return this.#spoilt.has(path) || !this.#states.has(path);
    });
    this.#again.set(around, found);
    return found;
  }
}

/** `fit[3].train` is in `fit[3]`, and that in `fit`. */
const holderOf = (path: StepPath): StepPath => path.replace(/(?:\[\d+\]|(?:^|\.)[^.[\]]*)$/, "");

function againIn({ steps, byName }: CompiledScope, isSpoilt: (name: string) => boolean): Again {
  const own = steps.map(({ step }) => isSpoilt(step.name));
  const upstream = behind(steps, own);
  const renewed = renewedIn(steps, (index) => own[index] === true || upstream[index] === true);
  const undone = (name: string): boolean => {
    const setup = byName.get(name) ?? -1;
    return renewed[setup] === true || own[setup] === true;
  };
  for (const [index, { step }] of steps.entries()) renewed[index] ||= step.teardownOf?.some(undone) === true;
  return { upstream, renewed };
}

/** Those that wait for one of these, directly or not. */
function behind(steps: CompiledScope["steps"], these: readonly boolean[]): readonly boolean[] {
  const found = steps.map(() => false);
  const open = [...these.keys()].filter((index) => these[index] === true);
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const { place, as } of steps[at]?.waiting ?? [])
      if (as === "direct" && found[place] === false) {
        found[place] = true;
        open.push(place);
      }
  return found;
}

/** Setups in whose scope something is done again, and setups in whose scope these are. */
function renewedIn(steps: CompiledScope["steps"], isAgain: (index: number) => boolean): boolean[] {
  const renewed = steps.map(() => false);
  const open = steps.flatMap(({ step }, index) =>
    isAgain(index) && step.teardownOf === undefined ? [index] : [],
  );
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { direct = [], indirectSetups = [] } = steps[at]?.gate ?? {};
    for (const setup of [...direct, ...indirectSetups])
      if (steps[setup]?.step.setup === true && renewed[setup] === false) {
        renewed[setup] = true;
        open.push(setup);
      }
  }
  return renewed;
}
