import { defined, SlipwayError } from "@slipway/model";
import { RECORDS_ABOUT, type RecordsAbout } from "@slipway/model/kubernetes/kept-records.ts";
import { readAttempts } from "./attempts.ts";
import { readCosts } from "./costs.ts";
import { stepEndPage, stepsPage, stepTryPage } from "./kept-steps.ts";
import type { Ledger, MetricPoint, PointMark, Subject } from "./ledger.ts";
import { quoted, wholeNumber } from "./whole-number.ts";

/** Which records of which object a request asks for. */
export interface RecordsAsked {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly about: RecordsAbout;
}

const NAME = "[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?";
const PATH = new RegExp(
  `^/v1/namespaces/(${NAME})/objects/([A-Za-z]{1,63})/(${NAME})/(${RECORDS_ABOUT.join("|")})$`,
);
const POINTS_A_PAGE = 1_000;
const MOST_POINTS_A_PAGE = 10_000;
const MOST_BUCKETS = 1_000;

/** Undefined for any other path. */
export function recordsAsked(pathname: string): RecordsAsked | undefined {
  const [, namespace, kind, name, about] = PATH.exec(pathname) ?? [];
  if (namespace === undefined || kind === undefined || name === undefined) return undefined;
  return { namespace, kind, name, about: about as RecordsAbout };
}

/**
 * The records of the object with the `uid`, else of the newest that had the name; empty ones where nothing is kept of it, as of an
 * object that has not begun. Throws BadRequest for a parameter that cannot be understood.
 */
export async function keptRecords(
  ledger: Ledger,
  asked: RecordsAsked,
  query: URLSearchParams,
): Promise<object> {
  const subject = await subjectOf(ledger, asked, query.get("uid") ?? "");
  switch (asked.about) {
    case "usage":
      return usage(ledger, subject);
    case "metrics":
      return metrics(ledger, subject, wholeNumber(query, "buckets", { usual: 1, most: MOST_BUCKETS }));
    case "points":
      return points(ledger, subject, query);
    case "step-ends":
      return stepEndPage(ledger, subject, query);
    case "step-tries":
      return stepTryPage(ledger, subject, query);
    case "steps":
      return stepsPage(ledger, subject, query);
  }
}

async function subjectOf(
  ledger: Ledger,
  { namespace, kind, name }: RecordsAsked,
  uid: string,
): Promise<Subject | undefined> {
  if (uid !== "") return { namespace, kind, name, uid };
  const { subjects } = await ledger.subjects({ where: { namespace, kind, name }, limit: 1 });
  return subjects[0];
}

async function usage(ledger: Ledger, subject: Subject | undefined) {
  if (subject === undefined) return { attempts: [], costs: [] };
  const [attempts, costs] = await Promise.all([readAttempts(ledger, subject), readCosts(ledger, subject)]);
  return { attempts, costs };
}

async function metrics(ledger: Ledger, subject: Subject | undefined, buckets: number) {
  if (subject === undefined) return { metrics: [] };
  const [newest = []] = await ledger.lastMetrics([subject]);
  return { metrics: await Promise.all(newest.map((last) => inBrief(ledger, { subject, last, buckets }))) };
}

async function inBrief(
  ledger: Ledger,
  of: { readonly subject: Subject; readonly last: MetricPoint; readonly buckets: number },
) {
  const { subject, last, buckets } = of;
  const named = { name: last.name, ...defined({ labels: last.labels }) };
  return { ...named, last, parts: await ledger.series({ subject, ...named, buckets }) };
}

async function points(ledger: Ledger, subject: Subject | undefined, query: URLSearchParams) {
  const limit = wholeNumber(query, "limit", { usual: POINTS_A_PAGE, most: MOST_POINTS_A_PAGE });
  const name = query.get("name") ?? undefined;
  const after = mark(query, "after");
  if (subject === undefined) return { points: [] };
  const { points: found, next } = await ledger.readMetrics(subject, { limit, ...defined({ name, after }) });
  return { points: found, ...defined({ next: next && markText(next) }) };
}

/** A time, behind which the points of that instant are passed, or what `next` said. */
function mark(query: URLSearchParams, name: string): PointMark | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const [, time = "", place] = /^(.*?)(?:~(\d{1,15}))?$/s.exec(text) ?? [];
  const at = new Date(time);
  if (Number.isNaN(at.getTime()))
    throw new SlipwayError("SLIP-API-008", `${name}: expected a time as RFC 3339, got ${quoted(text)}`);
  return { at, ...(place === undefined ? {} : { place: Number(place) }) };
}

const markText = ({ at, place }: PointMark): string =>
  place === undefined ? at.toISOString() : `${at.toISOString()}~${place}`;
