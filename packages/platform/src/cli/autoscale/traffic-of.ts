import { SlipwayError } from "@slipway/model";
import type { ScaledVariant } from "@slipway/model/kinds/scalable-target/index.ts";
import type { Traffic } from "@slipway/model/scaling/index.ts";
import { usageError } from "../errors/usage-error.ts";
import { readTexts } from "../objects/read-texts.ts";
import type { Session } from "../session/session.ts";
import { SHAPES } from "./shapes.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A week by the minute. */
const MOST_MINUTES = 10_080;

/** What came in, and what is known of how long an answer took. */
export interface FoundTraffic {
  readonly traffic: Traffic;
  /** Seconds, on average over all of it. */
  readonly serviceSeconds?: number;
}

/** Traffic of one of the shapes, or of a file with the requests of a minute in each line, or in the last column of each. */
export async function namedTraffic(session: Session, named: string, peak: number): Promise<FoundTraffic> {
  const shape = Object.hasOwn(SHAPES, named) ? SHAPES[named] : undefined;
  if (shape !== undefined) return { traffic: { from: 0, periodSeconds: 60, arrivals: shape(peak) } };
  const [file] = await readTexts(session, named);
  const lines = (file?.text ?? "").split(/\r?\n/).filter((line) => line.trim() !== "");
  const hasHeading = Number.isNaN(countIn(lines[0] ?? ""));
  const arrivals = (hasHeading ? lines.slice(1) : lines).map(countIn);
  const wrong = arrivals.findIndex((count) => !(count >= 0 && count <= 1e9));
  if (wrong >= 0)
    throw usageError(
      `${named}, line ${wrong + (hasHeading ? 2 : 1)}: expected the requests of a minute, a number from 0 on, in the last column`,
    );
  if (arrivals.length === 0 || arrivals.length > MOST_MINUTES)
    throw usageError(`${named} has ${arrivals.length} minutes: expected 1 to ${MOST_MINUTES}`);
  return { traffic: { from: 0, periodSeconds: 60, arrivals } };
}

const countIn = (line: string): number => {
  const cell = line.split(",").at(-1)?.trim() ?? "";
  return cell === "" ? Number.NaN : Number(cell);
};

/** What a variant was asked in the last `spanMs`, as its metrics have it. Throws where it was asked nothing. */
export async function recordedTraffic(
  session: Session,
  { endpoint, variant }: ScaledVariant,
  spanMs: number,
): Promise<FoundTraffic> {
  const to = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const from = to - Math.ceil(Math.min(spanMs, MOST_MINUTES * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  const { aws } = await session.client();
  const arrivals = new Array<number>((to - from) / MINUTE_MS).fill(0);
  const took = { count: 0, sum: 0 };
  for (let begin = from; begin < to; begin += DAY_MS) {
    const of = (name: string) => ({
      namespace: "AWS/SageMaker",
      name,
      dimensions: { EndpointName: endpoint, VariantName: variant },
      ...{ from: new Date(begin), to: new Date(Math.min(begin + DAY_MS, to)) },
    });
    for (const { at, sum } of await aws.metricByMinute(of("Invocations"), session.signal))
      arrivals[(at.getTime() - from) / MINUTE_MS] = sum;
    for (const { count, sum } of await aws.metricByMinute(of("ModelLatency"), session.signal)) {
      took.count += count;
      took.sum += sum;
    }
  }
  if (arrivals.every((count) => count === 0))
    throw new SlipwayError(
      "SLIP-CLI-003",
      `nobody has asked variant ${variant} of endpoint ${endpoint} since ${new Date(from).toISOString()}: name other traffic with --traffic, or go further back with --since`,
    );
  // ModelLatency is in microseconds.
  const serviceSeconds = took.count === 0 ? {} : { serviceSeconds: took.sum / took.count / 1e6 };
  return { traffic: { from, periodSeconds: 60, arrivals }, ...serviceSeconds };
}
