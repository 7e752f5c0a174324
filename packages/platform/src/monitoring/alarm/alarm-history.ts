import { defined } from "@slipway/model";
import { appendFact, type FactType } from "#ledger/fact-type.ts";
import type { Ledger, StoredFact, Subject } from "#ledger/ledger.ts";

/** What happened to an alarm, as CloudWatch's history tells it. */
export interface AlarmHistoryItem {
  readonly name: string;
  /** Equal for what is the same event. */
  readonly id: string;
  readonly at: Date;
  readonly type: "ConfigurationUpdate" | "StateUpdate";
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

const HISTORY: FactType<AlarmHistoryItem> = {
  type: "alarm-history",
  keyOf: ({ type, id }) => `${type}/${id}`,
  atOf: ({ at }) => at,
  parse: (json) => {
    const item = json as unknown as AlarmHistoryItem;
    return { ...item, at: new Date(item.at) };
  },
};

export function appendAlarmHistory(
  ledger: Pick<Ledger, "appendFact">,
  subject: Subject,
  item: AlarmHistoryItem,
): Promise<void> {
  return appendFact(ledger, HISTORY, { subject, fact: item });
}

const PAGE = 500;

/** What happened to the alarms, oldest first, and of that the newest `most`: older ones are not read. */
export async function alarmHistory(
  ledger: Pick<Ledger, "facts">,
  subjects: readonly Subject[],
  most: number,
): Promise<readonly AlarmHistoryItem[]> {
  const found: StoredFact[] = [];
  let after: number | undefined;
  do {
    const limit = Math.min(PAGE, most - found.length);
    const asked = { subjects, type: HISTORY.type, limit, newestFirst: true, ...defined({ after }) };
    const page = await ledger.facts(asked);
    found.push(...page.facts);
    after = page.next;
  } while (after !== undefined && found.length < most);
  return found.toReversed().map(({ json }) => HISTORY.parse(json));
}
