import { defined, SlipwayError } from "@slipway/model";
import type { KeptStepEnds, KeptStepTries } from "@slipway/model/kubernetes/kept-records.ts";
import type { Ledger, Subject } from "./ledger.ts";
import { stepEndsFrom, stepTriesFrom } from "./step-records.ts";
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
  const items = ends.map(({ artifacts, results, at, ...end }) => ({
    ...end,
    at: at.toISOString(),
    ...(isBrief ? {} : defined({ results, artifacts })),
  }));
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
  const items = tries.map(({ at, ...one }) => ({ ...one, at: at.toISOString() }));
  return { items, ...defined({ next: next?.toString() }) };
}

function pageOf(query: URLSearchParams, most: number): { readonly limit: number; readonly after?: number } {
  const limit = wholeNumber(query, "limit", { usual: STEPS_A_PAGE, most });
  const after = query.get("after");
  if (after === null) return { limit };
  if (!/^\d{1,15}$/.test(after))
    throw new SlipwayError("SLIP-API-008", `after: expected what next said, got ${quoted(after)}`);
  return { limit, after: Number(after) };
}
