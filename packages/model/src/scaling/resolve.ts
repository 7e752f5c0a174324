import type { Wish } from "./wish.ts";

/**
 * Which of several policies' wishes counts ("Multiple scaling policies" in the user guide): out where any wants out, and the largest number; in
 * only where all that go by proportion agree, and the largest number; a step policy's scale-in is held by those alone that need what there
 * is. Undefined where nothing changes.
 */
export function resolve(wishes: readonly Wish[], current: number): Wish | undefined {
  const out = largest(wishes.filter(({ to }) => to > current));
  if (out !== undefined) return out;
  const held = wishes.filter(({ to }) => to === current);
  if (held.some(({ holds }) => holds === "All")) return undefined;
  const isHeld = held.some(({ holds }) => holds === "Proportional");
  return largest(wishes.filter(({ to, isStep }) => to < current && (isStep === true || !isHeld)));
}

/** The first of them where several are as large. */
const largest = (wishes: readonly Wish[]): Wish | undefined =>
  wishes.reduce<Wish | undefined>(
    (found, wish) => (found === undefined || wish.to > found.to ? wish : found),
    undefined,
  );
