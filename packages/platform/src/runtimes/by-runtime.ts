import { type Resource, SlipwayError } from "@slipway/model";
import type { RuntimeName } from "@slipway/model/kinds/abilities.ts";
import type { Definitions } from "./definitions.ts";
import type { Runs } from "./runs.ts";
import type { Runtime } from "./runtime.ts";
import type { Serving } from "./serving.ts";

/** Says what carries an object; asked each time, for what is not begun yet may still be changed. */
export type ChooseRuntime = (owner: Resource) => Promise<RuntimeName>;

/** Several runtimes as one: each object's run, endpoint or definition is where its owner says. */
export function byRuntime(all: readonly Runtime[], choose: ChooseRuntime): Omit<Runtime, "name"> {
  const byName = new Map(all.map((runtime) => [runtime.name, runtime]));
  const of = async (owner: Resource): Promise<Runtime> => {
    const name = await choose(owner);
    const found = byName.get(name);
    if (found === undefined) throw new SlipwayError("SLIP-RUN-005", `this home has no runtime ${name}`);
    return found;
  };
  return { runs: runsOf(all, of), serving: servingOf(all, of), definitions: definitionsOf(all, of) };
}

type Of = (owner: Resource) => Promise<Runtime>;

function runsOf(all: readonly Runtime[], of: Of): Runs {
  return {
    abilities: async (owner) => (await of(owner)).runs.abilities(owner),
    wakes: (owner) => all.flatMap(({ runs }) => runs.wakes(owner)),
    start: async (run, signal) => (await of(run.owner)).runs.start(run, signal),
    observe: async (run, signal) => (await of(run.owner)).runs.observe(run, signal),
    logs: async (run, range) => (await of(run.owner)).runs.logs(run, range),
    lastLines: async (run, count, signal) => (await of(run.owner)).runs.lastLines(run, count, signal),
    stop: async (run, signal) => (await of(run.owner)).runs.stop(run, signal),
    remove: async (run, signal) => (await of(run.owner)).runs.remove(run, signal),
  };
}

function servingOf(all: readonly Runtime[], of: Of): Serving {
  return {
    abilities: async (owner) => (await of(owner)).serving.abilities(owner),
    wakes: (owner) => all.flatMap(({ serving }) => serving.wakes(owner)),
    apply: async (endpoint, signal) => (await of(endpoint.owner)).serving.apply(endpoint, signal),
    scale: async (endpoint, to, signal) => (await of(endpoint.owner)).serving.scale(endpoint, to, signal),
    observe: async (endpoint, signal) => (await of(endpoint.owner)).serving.observe(endpoint, signal),
    remove: async (endpoint, signal) => (await of(endpoint.owner)).serving.remove(endpoint, signal),
  };
}

/** Takes what any of them does; whether the owner's own takes it is for that one to say. */
function definitionsOf(all: readonly Runtime[], of: Of): Definitions {
  return {
    kinds: all.flatMap(({ definitions }) => definitions.kinds),
    abilities: async (owner) => (await of(owner)).definitions.abilities(owner),
    put: async (owner, signal) => (await of(owner)).definitions.put(owner, signal),
    remove: async (owner, signal) => (await of(owner)).definitions.remove(owner, signal),
  };
}
