import type { Comparison } from "./compare.ts";

/** One of several things by one measure. */
export interface Standing {
  readonly variant: string;
  /** Against the first; absent of that one. */
  readonly against?: Comparison;
}

export type Better = "lower" | "higher";

const isTold = ({ against }: Standing): boolean => against?.isTold === true;
const isAhead = (better: Better, { against }: Standing): boolean =>
  (better === "lower") === (against?.difference ?? 0) < 0;

/** The one that is better than all others so far, where that is told; the first one where all others are worse. */
export function winnerOf(better: Better, standings: readonly Standing[]): string | undefined {
  const [first, ...others] = standings;
  const ahead = others.filter((each) => isTold(each) && isAhead(better, each));
  if (ahead.length === 1) return ahead[0]?.variant;
  const allWorse = others.length > 0 && others.every((each) => isTold(each) && !isAhead(better, each));
  return ahead.length === 0 && allWorse ? first?.variant : undefined;
}

/** Those that are told to be worse than the first. */
export function losersOf(better: Better, standings: readonly Standing[]): readonly string[] {
  return standings.filter((each) => isTold(each) && !isAhead(better, each)).map(({ variant }) => variant);
}
