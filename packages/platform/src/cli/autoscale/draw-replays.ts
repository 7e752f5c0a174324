import { explainDecision, type Replayed } from "@slipway/model/scaling/index.ts";
import { columns } from "../output/columns.ts";

const YEAR_MS = 365 * 86_400_000;

export interface NamedReplay {
  readonly name: string;
  readonly replayed: Replayed;
}

/** A line for each policy: what it would have had, what that costs, and who would have waited. */
export function drawReplays(all: readonly NamedReplay[], width: number | undefined): string {
  const rows = all.map(({ name, replayed }) => [
    name,
    copiesOf(replayed),
    readable(replayed.copyHours),
    replayed.cost === undefined ? "unknown" : `${readable(replayed.cost.amount)} ${replayed.cost.currency}`,
    `${readable(replayed.late)} (${share(replayed)})`,
    `${readable(replayed.longestWaitSeconds)}s`,
    String(replayed.changes.length),
  ]);
  return columns(["POLICY", "COPIES", "COPY-HOURS", "COST", "LATE", "LONGEST-WAIT", "CHANGES"], rows, {
    width,
  });
}

/** The changes that one policy makes, and why. */
export const drawChanges = ({ replayed }: NamedReplay, width: number | undefined): string =>
  columns(
    ["AT", "FROM", "TO", "WHY"],
    replayed.changes.map((change) => [
      momentOf(change.at),
      String(change.current),
      String(change.desired),
      explainDecision(change),
    ]),
    { width, prose: true },
  );

/** Of traffic that nobody has recorded, which begins at 0, how far into it. */
const momentOf = (at: number): string =>
  at < YEAR_MS ? `+${Math.round(at / 60_000)}m` : new Date(at).toISOString().slice(0, 19).concat("Z");

const copiesOf = ({ leastCopies, mostCopies }: Replayed): string =>
  leastCopies === mostCopies ? String(leastCopies) : `${leastCopies}-${mostCopies}`;

const share = ({ late, requests }: Replayed): string =>
  requests === 0 ? "0%" : `${Number(((100 * late) / requests).toPrecision(2))}%`;

const readable = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
