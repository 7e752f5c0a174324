import { closest } from "../../closest.ts";
import { defined } from "../../defined.ts";
import { WORK_BODIES } from "../bodies/work-bodies.ts";
import type { FlowDefinition, FlowStep } from "../definition.ts";
import type { CompiledFlow, CompiledScope, CompiledStep } from "../graph/compiled.ts";
import { EXIT, type PathPart, partsOf, pathOf, type StepPath } from "../graph/path.ts";
import { RunGraph } from "../graph/run-graph.ts";
import type { StepEnd } from "../graph/states.ts";
import type { Beginning } from "../graph/unfolding.ts";
import type { ReadyStep, SettledStep, WorkEnd } from "../graph/work.ts";
import { CannotSpin } from "./cannot-spin.ts";
import { literal } from "./literal.ts";

/** Of records that come in another order than the graph's, so many times all are gone through. */
const MOST_ROUNDS = 100;
const AT_ONCE = 10_000;

/** A step of a run, as that run's records have it. */
export interface Spin extends Pick<Beginning, "parameters" | "run"> {
  readonly path: StepPath;
  /** How the run is called, for people. */
  readonly of: string;
  /** How its steps have ended, oldest first. */
  readonly ends: readonly (SettledStep & { readonly isWork: boolean })[];
}

/**
 * A flow of one step: that of the path, as `flow` has it by now, on what the run's steps before it have given, as Metaflow's spin does
 * (https://docs.metaflow.org/metaflow/authoring-flows/introduction). No expression is left in it. It is done once, whether or not its like is in
 * the cache, and what it needs of pools it needs here as well. Throws CannotSpin.
 */
export function spunFlow(flow: CompiledFlow, spin: Spin): FlowDefinition {
  const parts = partsOf(spin.path) ?? [];
  const places = placesOf(flow, parts, spin.path);
  const ready = readyIn(flow, places, spin);
  return { steps: [alone(ready)] };
}

function alone({ step, body }: ReadyStep): FlowStep {
  const kind = WORK_BODIES.find((one) => step[one] !== undefined) ?? "run";
  const { name, timeoutSeconds, pool, poolSlots, priority } = step;
  return { name, ...defined({ timeoutSeconds, pool, poolSlots, priority }), [kind]: literal(body) };
}

/** A step on the way to the one that is asked for, and where. */
interface OnTheWay {
  readonly part: PathPart;
  readonly step: CompiledStep;
  readonly scope: CompiledScope;
  readonly around: StepPath;
}

/** Throws where there is no such step, or where it does nothing by itself. */
function placesOf(flow: CompiledFlow, parts: readonly PathPart[], path: StepPath): readonly OnTheWay[] {
  const isExit = parts[0]?.name === EXIT;
  let scope: CompiledScope | undefined = isExit ? flow.exit : flow.main;
  let around: StepPath = isExit ? EXIT : "";
  const found: OnTheWay[] = [];
  for (const part of isExit ? parts.slice(1) : parts) {
    const step: CompiledStep | undefined = scope?.steps[scope.byName.get(part.name) ?? -1];
    if (scope === undefined || step === undefined) throw noSuchStep(path, part, scope);
    refuseItem(part, step, pathOf(around, { name: part.name }));
    found.push({ part, step, scope, around });
    around = pathOf(around, part);
    scope = step.inside;
  }
  const last = found.at(-1);
  if (last === undefined) throw noSuchStep(path, { name: path }, flow.main);
  if (last.step.body === undefined) throw new CannotSpin(noWork(path, last.step));
  return found;
}

function noSuchStep(path: StepPath, { name }: PathPart, scope: CompiledScope | undefined): CannotSpin {
  const nearest = closest(name, [...(scope?.byName.keys() ?? [])]);
  const hint = nearest === undefined ? "" : `: did you mean ${nearest}?`;
  return new CannotSpin(`The flow has no step ${path}${hint}`);
}

function refuseItem({ name, item }: PathPart, { items }: CompiledStep, path: StepPath): void {
  if (items !== undefined && item === undefined)
    throw new CannotSpin(`${path} runs for each of its items: name one, for instance ${path}[0]`);
  if (items === undefined && item !== undefined)
    throw new CannotSpin(`${name} has no items: name it without [${item}]`);
}

function noWork(path: StepPath, { inside }: CompiledStep): string {
  const first = inside?.steps[0]?.step.name;
  if (first === undefined) return `${path} runs nothing: it only gives results`;
  return `${path} holds steps, and runs nothing itself: name one of them, for instance ${path}.${first}`;
}

function readyIn(flow: CompiledFlow, places: readonly OnTheWay[], spin: Spin): ReadyStep {
  const { path, parameters, run, ends } = spin;
  const recorded = new Map<StepPath, StepEnd>();
  for (const { isWork, path: its, state } of ends) if (!isWork) recorded.set(its, state);
  const graph = new RunGraph(flow, { parameters, run, recorded });
  const settled = new Map<StepPath, SettledStep>();
  const advance = (): void => {
    while (!graph.advance(AT_ONCE));
    for (const one of graph.takeSettled()) settled.set(one.path, one);
  };
  replay(graph, { ends: ends.filter((end) => end.isWork && end.path !== path), advance });
  const ready = graph.resume(path);
  advance();
  if (ready !== undefined) return ready;
  throw new CannotSpin(whyNot(places, settled, spin));
}

function replay(
  graph: RunGraph,
  { ends, advance }: { readonly ends: Spin["ends"]; readonly advance: () => void },
): void {
  let open = ends;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const left = open.filter(({ path, state, isWork: _, ...told }) => {
      advance();
      return !isWorkEnd(state) || !graph.ended(path, { state, ...told });
    });
    if (left.length === open.length) break;
    open = left;
  }
  advance();
}

const isWorkEnd = (state: StepEnd): state is WorkEnd["state"] =>
  state === "success" || state === "failed" || state === "canceled";

function whyNot(
  places: readonly OnTheWay[],
  settled: ReadonlyMap<StepPath, SettledStep>,
  { path, of }: Spin,
): string {
  for (const { part, step, scope, around } of places) {
    const whole = pathOf(around, { name: part.name });
    const end = settled.get(pathOf(around, part)) ?? settled.get(whole);
    const before = step.gate.direct.map((place) => scope.steps[place]?.step.name ?? "");
    const endOf = (name: string): StepEnd | undefined => settled.get(pathOf(around, { name }))?.state;
    if (end?.state === "upstream_failed") {
      const failed = before.filter((name) => endOf(name) !== "success");
      return `${path} has no inputs in ${of}: ${failed.join(", ")} before it did not succeed there`;
    }
    if (end?.path === whole && part.item !== undefined && end.state !== "skipped") break;
    if (end !== undefined) return `${path} would not run in ${of}: ${end.why ?? `${whole} is ${end.state}`}`;
    const missing = before.filter((name) => endOf(name) === undefined);
    if (missing.length > 0)
      return `${path} has no inputs in ${of}: ${missing.join(", ")} before it has not ended there`;
  }
  return `${path} has not come to run in ${of}: there is no such item, or it never began`;
}
