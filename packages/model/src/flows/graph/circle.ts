/** Steps, by their places, that wait for each other in a circle, which ends where it begins; undefined where none do. Takes time by their number. */
export function circleIn(upstream: readonly (readonly number[])[]): readonly number[] | undefined {
  const waiting = upstream.map((places) => places.length);
  const downstream: number[][] = upstream.map(() => []);
  for (const [index, places] of upstream.entries())
    for (const place of places) downstream[place]?.push(index);
  const free = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let index = free.pop(); index !== undefined; index = free.pop()) {
    for (const place of downstream[index] ?? []) {
      waiting[place] = (waiting[place] ?? 0) - 1;
      if (waiting[place] === 0) free.push(place);
    }
  }
  const isBound = (index: number): boolean => (waiting[index] ?? 0) > 0;
  const first = waiting.findIndex((count) => count > 0);
  return first === -1 ? undefined : walk(first, (index) => upstream[index]?.find(isBound) ?? index);
}

/** From anywhere in a bound part each step back stays in it, and so comes to a circle. */
function walk(from: number, before: (index: number) => number): readonly number[] {
  const seen = new Map<number, number>();
  const path: number[] = [];
  let at = from;
  while (!seen.has(at)) {
    seen.set(at, path.length);
    path.push(at);
    at = before(at);
  }
  return [...path.slice(seen.get(at)), at];
}
