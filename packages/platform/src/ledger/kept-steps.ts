import { defined, SlipwayError } from "@slipway/model";
import type {
  KeptStepEnd,
  KeptStepEnds,
  KeptSteps,
  KeptStepTries,
  KeptStepTry,
} from "@slipway/model/kubernetes/kept-records.ts";
import type { Ledger, Subject } from "./ledger.ts";
import { shownSteps } from "./shown-steps.ts";
import { type StepRecord, type StepTry, stepEndsFrom, stepTriesFrom } from "./step-records.ts";
import { quoted, wholeNumber } from "./whole-number.ts";

const STEPS_A_PAGE = 500;
const MOST_STEPS_A_PAGE = 5_000;
/** Each may have results of 32 KiB. */
const MOST_WITH_RESULTS = 500;

/** Ends of a run's steps; without a subject, as of a run that has not begun, none. Throws BadRequest for a parameter that cannot be understood. */
export async function stepEndPage(
  ledger: Pick<Ledger, "facts">,
  subject: Subject | undefined,
  query: URLSearchParams,
): Promise<KeptStepEnds> {
  const isBrief = query.get("brief") === "true";
  const page = pageOf(query, isBrief ? MOST_STEPS_A_PAGE : MOST_WITH_RESULTS);
  if (subject === undefined) return { items: [] };
  const { ends, next } = await stepEndsFrom(ledger, subject, page);
  const items = ends.map((end) => keptEnd(end, isBrief));
  return { items, ...defined({ next: next?.toString() }) };
}

/** The same of tries at steps. */
export async function stepTryPage(
  ledger: Pick<Ledger, "facts">,
  subject: Subject | undefined,
  query: URLSearchParams,
): Promise<KeptStepTries> {
  const page = pageOf(query, MOST_STEPS_A_PAGE);
  if (subject === undefined) return { items: [] };
  const { tries, next } = await stepTriesFrom(ledger, subject, page);
  const items = tries.map(keptTry);
  return { items, ...defined({ next: next?.toString() }) };
}

const NOTHING: KeptSteps = { ends: [], tries: [], counts: {}, failed: [], failures: 0, running: [] };
const PLACES = { usual: 50, most: 1_000 } as const;
const INNER = { usual: 12, most: 1_000 } as const;
const SHOWN = { usual: 200, most: 1_000 } as const;
const FIRST = { usual: 20, most: 1_000 } as const;
const MOST_PLACE = 1_000_000_000;

/** What shows a run or the inside of a step of it. */
export async function stepsPage(
  ledger: Pick<Ledger, "facts" | "filedFacts" | "countFiled">,
  subject: Subject | undefined,
  query: URLSearchParams,
): Promise<KeptSteps> {
  const isBrief = query.get("brief") === "true";
  const from = wholeNumber(query, "from", { usual: 0, least: 0, most: MOST_PLACE });
  const asked = {
    step: query.get("step") ?? "",
    from,
    to: from + wholeNumber(query, "places", PLACES),
    inner: wholeNumber(query, "inner", INNER),
    limit: wholeNumber(query, "limit", SHOWN),
    most: wholeNumber(query, "most", FIRST),
  };
  if (subject === undefined) return NOTHING;
  const { ends, tries, counts, failed, failures, running } = await shownSteps(ledger, subject, asked);
  return {
    ends: ends.map((end) => keptEnd(end, isBrief)),
    tries: tries.map(keptTry),
    counts: Object.fromEntries(counts),
    failed: failed.map((end) => keptEnd(end, isBrief)),
    failures,
    running: running.map(keptTry),
  };
}

const keptEnd = ({ artifacts, results, at, ...end }: StepRecord, isBrief: boolean): KeptStepEnd => ({
  ...end,
  at: at.toISOString(),
  ...(isBrief ? {} : defined({ results, artifacts })),
});

const keptTry = ({ at, ...one }: StepTry): KeptStepTry => ({ ...one, at: at.toISOString() });

function pageOf(query: URLSearchParams, most: number): { readonly limit: number; readonly after?: number } {
  const limit = wholeNumber(query, "limit", { usual: STEPS_A_PAGE, most });
  const after = query.get("after");
  if (after === null) return { limit };
  if (!/^\d{1,15}$/.test(after))
    throw new SlipwayError("SLIP-API-008", `after: expected what next said, got ${quoted(after)}`);
  return { limit, after: Number(after) };
}
