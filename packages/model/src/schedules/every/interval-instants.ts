import type { Instants } from "../calendar.ts";

/** Each whole number of intervals, of negative ones too, from an anchor; both in milliseconds. */
export function intervalInstants({ every, anchor }: { every: number; anchor: number }): Instants {
  const at = (index: number) => anchor + index * every;
  return {
    next: (after) => at(Math.floor((after - anchor) / every) + 1),
    previous: (before) => at(Math.ceil((before - anchor) / every) - 1),
    estimate: (after, until) => Math.floor((until - anchor) / every) - Math.floor((after - anchor) / every),
  };
}
