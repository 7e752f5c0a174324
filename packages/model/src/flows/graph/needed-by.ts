import type { FlowStep } from "../definition.ts";

/** What waits for what among steps beside each other, by their places. */
export interface Needs {
  readonly upstream: readonly (readonly number[])[];
  readonly downstream: readonly (readonly number[])[];
  readonly problems: readonly { readonly step: number; readonly message: string }[];
}

/**
 * What each step names, reads or undoes comes before it; a teardown also waits for all work behind its setups, whatever that is. `reads`: the
 * steps that each one's expressions read; those that are not beside it are none of its needs here.
 */
export function neededBy(
  steps: readonly FlowStep[],
  {
    byName,
    reads,
  }: {
    readonly byName: ReadonlyMap<string, number>;
    readonly reads: readonly ReadonlyMap<string, unknown>[];
  },
): Needs {
  const problems: { step: number; message: string }[] = [];
  const upstream = steps.map((step, index) => {
    const places = new Set<number>();
    for (const name of [...(step.needs ?? []), ...(step.teardownOf ?? [])]) {
      const place = byName.get(name);
      if (place === undefined)
        problems.push({
          step: index,
          message: `needs ${JSON.stringify(name)}, and there is no such step beside it`,
        });
      else places.add(place);
    }
    for (const name of reads[index]?.keys() ?? []) {
      const place = byName.get(name);
      if (place !== undefined) places.add(place);
    }
    return places;
  });
  for (const { step, message } of undone(steps, { byName, upstream })) problems.push({ step, message });
  return {
    upstream: upstream.map((places) => [...places]),
    downstream: turned(upstream),
    problems,
  };
}

/** Adds to each teardown the work behind its setups; tells those that undo what is no setup. */
function undone(
  steps: readonly FlowStep[],
  {
    byName,
    upstream,
  }: { readonly byName: ReadonlyMap<string, number>; readonly upstream: readonly Set<number>[] },
): readonly { readonly step: number; readonly message: string }[] {
  const problems: { step: number; message: string }[] = [];
  const downstream = turned(upstream);
  for (const [index, { teardownOf = [] }] of steps.entries()) {
    const setups = teardownOf.flatMap((name) => byName.get(name) ?? []);
    for (const setup of setups.filter((place) => steps[place]?.setup !== true))
      problems.push({ step: index, message: `tears down ${steps[setup]?.name}, which is no setup` });
    for (const work of setups.flatMap((setup) => [...behind(setup, { downstream, upTo: index })]))
      if (steps[work]?.teardownOf === undefined) upstream[index]?.add(work);
  }
  return problems;
}

/** What waits for a step, directly or not, but for what only does behind another. */
function behind(
  from: number,
  { downstream, upTo }: { readonly downstream: Needs["downstream"]; readonly upTo: number },
): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [...(downstream[from] ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === upTo || found.has(at)) continue;
    found.add(at);
    open.push(...(downstream[at] ?? []));
  }
  return found;
}

function turned(upstream: readonly ReadonlySet<number>[]): readonly (readonly number[])[] {
  const downstream: number[][] = upstream.map(() => []);
  for (const [index, places] of upstream.entries())
    for (const place of places) downstream[place]?.push(index);
  return downstream;
}
