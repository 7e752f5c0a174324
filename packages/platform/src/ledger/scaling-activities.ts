import { appendFact, type FactType } from "./fact-type.ts";
import type { Ledger, PageMark, Subject } from "./ledger.ts";

/** A number of copies that was written, and why that one. */
export interface ScalingActivity {
  /** Equal for what is the same decision. */
  readonly id: string;
  readonly at: Date;
  readonly resourceID: string;
  readonly desired: number;
  readonly cause: string;
}

const ACTIVITY: FactType<ScalingActivity> = {
  type: "scaling-activity",
  keyOf: ({ id }) => id,
  atOf: ({ at }) => at,
  parse: (json) => {
    const stored = json as unknown as Omit<ScalingActivity, "at"> & { readonly at: string };
    return { ...stored, at: new Date(stored.at) };
  },
};

export function appendScalingActivity(
  ledger: Pick<Ledger, "appendFact">,
  subject: Subject,
  activity: ScalingActivity,
): Promise<void> {
  return appendFact(ledger, ACTIVITY, { subject, fact: activity });
}

/** A page of the newest, newest first; `next` where there may be more. */
export async function newestScalingActivities(
  ledger: Pick<Ledger, "facts">,
  subjects: readonly Subject[],
  page: { readonly limit: number; readonly after?: PageMark },
): Promise<{ readonly activities: readonly ScalingActivity[]; readonly next?: PageMark }> {
  const { facts, ...next } = await ledger.facts({
    subjects,
    type: ACTIVITY.type,
    newestFirst: true,
    ...page,
  });
  return { activities: facts.map(({ json }) => ACTIVITY.parse(json)), ...next };
}
