/** The instants at which something is due, in milliseconds since 1970, each a whole second. */
export interface Instants {
  /** The first one strictly after an instant; undefined where there is none. Bounded work. */
  next(after: number): number | undefined;
  /** The last one strictly before an instant; undefined where there is none. Bounded work. */
  previous(before: number): number | undefined;
  /** About how many there are in (after, until], in work that does not grow with their number. */
  estimate(after: number, until: number): number;
}

/** A timing that can be kept, ready to be asked. */
export interface Calendar extends Instants {
  /** How long after it is due a slot starts, in milliseconds. */
  readonly delay: number;
  /** What it does, without what comes next: "at 03:00 in Europe/Paris". */
  readonly words: string;
  /** The zone that its times are told in. */
  readonly timeZone: string;
}

/** Instants, without those before `start` and those after `end`. */
export function within(instants: Instants, { start, end }: { start: number; end: number }): Instants {
  const inside = (time: number | undefined) =>
    time !== undefined && time >= start && time <= end ? time : undefined;
  return {
    next: (after) => (after < end ? inside(instants.next(Math.max(after, start - 1))) : undefined),
    previous: (before) => (before > start ? inside(instants.previous(Math.min(before, end + 1))) : undefined),
    estimate: (after, until) => {
      const [from, to] = [Math.max(after, start - 1), Math.min(until, end)];
      return from < to ? instants.estimate(from, to) : 0;
    },
  };
}
