import { isInstanceMetric } from "@slipway/model/instance-metrics.ts";
import type { Ledger, Subject } from "#ledger/ledger.ts";
import { JSON_LINES, type MetricsRead } from "#metrics/metric-reading.ts";

/** Of one job: each name is a row of its status in the end. */
const MOST_NAMES = 100;
const TOO_MANY = `have more than ${MOST_NAMES} metrics`;

/** Keeps the names that lines of JSON tell within bounds, also over a restart: expressions bring their own. */
export class MetricNames {
  readonly #ledger: Ledger;
  readonly #subject: Subject;
  #known: Set<string> | undefined;

  constructor(ledger: Ledger, subject: Subject) {
    this.#ledger = ledger;
    this.#subject = subject;
  }

  /** What was read, without names that are too many; where there are such, lines of JSON are switched off. */
  async within(found: MetricsRead): Promise<MetricsRead> {
    const told = found.values.filter(({ isNamed }) => isNamed === true);
    if (told.length === 0) return found;
    this.#known ??= await this.#stored();
    const known = this.#known;
    for (const { name } of told) if (known.size < MOST_NAMES) known.add(name);
    const values = found.values.filter(({ name, isNamed }) => isNamed !== true || known.has(name));
    if (values.length === found.values.length) return found;
    return { ...found, values, switchedOff: [...found.switchedOff, { ...JSON_LINES, why: TOO_MANY }] };
  }

  async #stored(): Promise<Set<string>> {
    const [points = []] = await this.#ledger.lastMetrics([this.#subject]);
    return new Set(points.filter((point) => !isInstanceMetric(point)).map(({ name }) => name));
  }
}
