import { defined } from "../../defined.ts";
import { notifyProblem } from "../bodies/notify.ts";
import { waitProblem } from "../bodies/wait.ts";
import { WORK_BODIES } from "../bodies/work-bodies.ts";
import type { FlowDefinition, FlowResult, FlowStep } from "../definition.ts";
import { didYouMean } from "../did-you-mean.ts";
import { Expression } from "../expressions/expression.ts";
import { ExpressionError } from "../expressions/expression-error.ts";
import type { References } from "../expressions/references.ts";
import { MisplacedExpression, Resolvable } from "../expressions/resolvable.ts";
import { isTemplate } from "../expressions/template.ts";
import type { Json } from "../json.ts";
import { parameterProblems } from "../parameters/parameter-problems.ts";
import { poolProblem } from "../pool-problem.ts";
import { circleIn } from "./circle.ts";
import type {
  CompiledFlow,
  CompiledGate,
  CompiledResult,
  CompiledScope,
  CompiledStep,
  Waiting,
} from "./compiled.ts";
import { dependsOf } from "./depends-of.ts";
import { neededBy } from "./needed-by.ts";
import { type FlowProblem, FlowProblems } from "./problem.ts";

/** Steps that hold steps, inside of each other. */
const DEEPEST = 100;
/** Steps of one definition, inner ones included. */
const MOST_STEPS = 50_000;
/** Of problems so many are told. */
const MOST_PROBLEMS = 20;
const BODIES = [...WORK_BODIES, "steps", "pass"] as const;
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

type Place = FlowProblem["path"];

/** Reads a definition that its schema has found well formed. Throws FlowProblems with what is wrong in it beyond that. */
export function compileFlow(definition: FlowDefinition): CompiledFlow {
  const compiler = new Compiler(definition);
  const exit = compiler.scope(definition.onExit ?? [], { results: [], place: ["onExit"] });
  const { steps, results = [] } = definition;
  const main = compiler.scope(steps, { results, place: ["steps"], readBy: exit.free });
  // What runs on exit sees all that came before it.
  for (const name of main.scope.byName.keys()) exit.free.delete(name);
  compiler.report([...main.scope.byName.keys(), ...exit.scope.byName.keys()], main.free, exit.free);
  return { definition, count: compiler.count, main: main.scope, exit: exit.scope };
}

/** A member, and where in its text. */
interface Spot {
  readonly path: Place;
  readonly at?: number;
}

/** Steps that are named and are not beside who names them: they are looked for around it. */
type Free = Map<string, Spot>;

interface Read {
  /** Steps whose results, or states, are read. */
  readonly steps: Map<string, Spot>;
}

class Compiler {
  readonly #parameters: ReadonlySet<string>;
  readonly #problems: FlowProblem[] = [];
  #steps = 0;

  constructor({ parameters = [] }: FlowDefinition) {
    this.#parameters = new Set(parameters.map(({ name }) => name));
  }

  /** Steps that were read. */
  get count(): number {
    return this.#steps;
  }

  /** Throws where anything was wrong, or a step is named that there is none of. */
  report(known: Iterable<string>, ...frees: readonly Free[]): void {
    const names = [...known];
    for (const [name, { path, at }] of frees.flatMap((free) => [...free]))
      this.#problem(path, this.#unknown(`step ${JSON.stringify(name)}`, { name, names }), at);
    if (this.#problems.length > 0) throw new FlowProblems(this.#problems);
  }

  /** `readBy`: what is read from elsewhere than from these steps and their results. */
  scope(
    steps: readonly FlowStep[],
    {
      results,
      place,
      readBy,
    }: { readonly results: readonly FlowResult[]; readonly place: Place; readonly readBy?: Free },
  ): { readonly scope: CompiledScope; readonly free: Free } {
    this.#count(steps.length, place);
    const byName = this.#names(steps, place);
    const drafts = steps.map((step, index) => this.#draft(step, [...place, index]));
    const resultPlace = [...place.slice(0, -1), "results"];
    const given = this.#results(results, resultPlace);
    const depends = this.#depends(steps, { byName, place });
    const dependedOn = new Set(depends.flatMap((one) => one?.names ?? []));
    const needs = neededBy(steps, {
      byName,
      reads: drafts.map(({ read }) => read.steps),
      depends: depends.map((one) => one?.names ?? []),
    });
    for (const { step, field = [], message } of needs.problems)
      this.#problem([...place, step, ...field], message);
    const read = new Set(drafts.flatMap((draft) => [...draft.read.steps.keys()]));
    for (const name of [...given.read.steps.keys(), ...(readBy?.keys() ?? [])]) read.add(name);
    const circle = circleIn(needs.gates.map(({ direct }) => direct));
    if (circle !== undefined)
      this.#problem(
        [...place, circle[0] ?? 0],
        `steps wait for each other: ${circle.map((at) => steps[at]?.name).join(" needs ")}`,
      );
    const waiting = waitingIn(steps, needs.gates);
    const compiled = drafts.map(
      ({ read: _, ...draft }, index): CompiledStep => ({
        ...draft,
        ...defined({ depends: depends[index]?.depends }),
        isDependedOn: dependedOn.has(draft.step.name),
        gate: needs.gates[index] ?? NO_GATE,
        waiting: waiting[index] ?? [],
        isRead: read.has(draft.step.name),
      }),
    );
    const free = new Map([...drafts.map((draft) => draft.read), given.read].flatMap((one) => [...one.steps]));
    for (const name of byName.keys()) free.delete(name);
    return { scope: { steps: compiled, byName, results: given.results }, free };
  }

  #count(steps: number, place: Place): void {
    this.#steps += steps;
    if (this.#steps > MOST_STEPS)
      throw new FlowProblems([{ path: place, message: `there are more than ${MOST_STEPS} steps` }]);
    if (place.length > 2 * DEEPEST + 1)
      throw new FlowProblems([{ path: place, message: `steps are nested deeper than ${DEEPEST} levels` }]);
  }

  #names(steps: readonly FlowStep[], place: Place): ReadonlyMap<string, number> {
    const byName = new Map<string, number>();
    for (const [index, { name }] of steps.entries()) {
      const at = [...place, index, "name"];
      if (!NAME.test(name))
        this.#problem(at, `is ${JSON.stringify(name.slice(0, 80))}: expected up to 63 of a-z, 0-9 and -`);
      if (byName.has(name)) this.#problem(at, `another step beside it is called ${name}`);
      byName.set(name, index);
    }
    return byName;
  }

  #depends(
    steps: readonly FlowStep[],
    { byName, place }: { readonly byName: ReadonlyMap<string, number>; readonly place: Place },
  ) {
    return steps.map((step, index) => {
      const found = dependsOf(step, { steps, byName });
      if (found === undefined || "names" in found) return found;
      this.#problem([...place, index, "depends"], found.problem, found.at);
      return undefined;
    });
  }

  #draft(
    step: FlowStep,
    place: Place,
  ): Omit<CompiledStep, "gate" | "waiting" | "isRead" | "isDependedOn"> & { readonly read: Read } {
    const read: Read = { steps: new Map() };
    const whole = (value: Json | undefined, ...members: Place): Resolvable | undefined =>
      value === undefined ? undefined : this.#resolvable(value, { place: [...place, ...members], read });
    const when =
      step.when === undefined ? undefined : this.#expression(step.when, { place: [...place, "when"], read });
    const items = whole(step.forEach?.items, "forEach", "items");
    const does = WORK_BODIES.find((one) => step[one] !== undefined);
    const body = does && whole(step[does] as unknown as Json, does);
    this.#body(step, place);
    const inner =
      step.steps && this.scope(step.steps, { results: step.results ?? [], place: [...place, "steps"] });
    for (const [name, at] of inner?.free ?? []) read.steps.set(name, at);
    const own = inner === undefined ? this.#results(step.results ?? [], [...place, "results"]) : undefined;
    for (const [name, at] of own?.read.steps ?? []) read.steps.set(name, at);
    return {
      step,
      read,
      results: own?.results ?? [],
      ...(when === undefined ? {} : { when }),
      ...(items === undefined ? {} : { items }),
      ...(body === undefined ? {} : { body }),
      ...(inner === undefined ? {} : { inside: inner.scope }),
    };
  }

  #body(step: FlowStep, place: Place): void {
    const given = BODIES.filter((body) => step[body] !== undefined);
    if (given.length !== 1)
      this.#problem(
        place,
        `has ${given.join(" and ") || "nothing to do"}: expected one of ${BODIES.join(", ")}`,
      );
    const pooled = poolProblem(step);
    if (pooled !== undefined) this.#problem([...place, pooled.field], pooled.message);
    const wrong = step.wait && waitProblem(step.wait);
    if (wrong !== undefined) this.#problem([...place, "wait"], wrong);
    const unsaid = step.notify && notifyProblem(step.notify);
    if (unsaid !== undefined) this.#problem([...place, "notify"], unsaid);
    for (const { path, message } of parameterProblems(step.approve?.fields ?? []))
      this.#problem([...place, "approve", "fields", ...path.slice(1)], message);
    if (step.results !== undefined && WORK_BODIES.some((one) => step[one] !== undefined))
      this.#problem(
        [...place, "results"],
        step.run === undefined
          ? `are those of what the step does: leave them out`
          : "are given by the program of a step that runs one",
      );
  }

  #results(
    results: readonly FlowResult[],
    place: Place,
  ): { readonly results: readonly CompiledResult[]; readonly read: Read } {
    const read: Read = { steps: new Map() };
    const compiled = results.flatMap(({ name, value }, index) => {
      const found = this.#resolvable(value, { place: [...place, index, "value"], read });
      return found === undefined ? [] : [{ name, value: found }];
    });
    return { results: compiled, read };
  }

  #expression(text: string, where: { readonly place: Place; readonly read: Read }): Expression | undefined {
    return this.#told(where.place, () => {
      if (isTemplate(text))
        throw new ExpressionError(`is an expression as a whole: leave \${{ and }} out`, 0);
      const expression = new Expression(text);
      this.#note(expression.references, { spot: { path: where.place, at: 0 }, read: where.read });
      return expression;
    });
  }

  #resolvable(value: Json, where: { readonly place: Place; readonly read: Read }): Resolvable | undefined {
    return this.#told(where.place, () => {
      const resolvable = new Resolvable(value);
      for (const { references, path, at } of resolvable.placed)
        this.#note(references, { spot: { path: [...where.place, ...path], at }, read: where.read });
      return resolvable;
    });
  }

  #note(
    { steps, parameters, places }: References,
    { spot, read }: { readonly spot: Required<Spot>; readonly read: Read },
  ): void {
    const { path } = spot;
    for (const name of steps.keys())
      if (!read.steps.has(name)) read.steps.set(name, { path, at: spot.at + (places.steps.get(name) ?? 0) });
    for (const name of parameters)
      if (!this.#parameters.has(name)) {
        const message = this.#unknown(`parameter ${JSON.stringify(name)}`, { name, names: this.#parameters });
        this.#problem(path, message, spot.at + (places.parameters.get(name) ?? 0));
      }
  }

  /** Looks for a near name only as long as the problem will be told. */
  #unknown(
    what: string,
    { name, names }: { readonly name: string; readonly names: Iterable<string> },
  ): string {
    const isTold = this.#problems.length < MOST_PROBLEMS;
    const meant = isTold ? didYouMean(name, [...names]) : undefined;
    return `there is no ${what}${meant === undefined ? "" : `: ${meant}`}`;
  }

  #told<T>(place: Place, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const inner = error instanceof MisplacedExpression ? error.path : [];
      const { at } = error;
      this.#problem([...place, ...inner], `${error.message} (at character ${at + 1})`, at);
      return undefined;
    }
  }

  #problem(path: Place, message: string, at?: number): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ path, message, ...defined({ at }) });
  }
}

const NO_GATE: CompiledGate = { direct: [], indirectSetups: [], inScope: [] };

/** For each step those that wait for it. */
function waitingIn(
  steps: readonly FlowStep[],
  gates: readonly CompiledGate[],
): readonly (readonly Waiting[])[] {
  const waiting: Waiting[][] = steps.map(() => []);
  for (const [place, gate] of gates.entries()) {
    const undone = new Set(steps[place]?.teardownOf ?? []);
    for (const as of ["direct", "indirectSetups", "inScope"] as const)
      for (const other of gate[as])
        waiting[other]?.push({ place, as, isSetup: undone.has(steps[other]?.name ?? "") });
  }
  return waiting;
}
