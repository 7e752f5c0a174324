import type { Resource } from "@slipway/model";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { factsOfKind } from "@slipway/model/kinds/find-facts.ts";
import { stateOf } from "@slipway/model/kinds/object-state.ts";
import type { KeptMetric } from "@slipway/model/kubernetes/kept-records.ts";
import type { ObjectRecords } from "@slipway/sdk";
import type { Command } from "../command.ts";
import { flag, listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { namedObject } from "../objects/named-objects.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { drawMetrics, type MetricInBrief } from "../records/draw-metrics.ts";
import { drawPoints, pointsAsData } from "../records/draw-points.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<name...>", "NAME, KIND/NAME or KIND NAME, of what runs to its end: training jobs")
      .option("--points", "every point, oldest first, instead of each metric in brief")
      .option("-m, --metric <name>", "of this metric alone")
      .addHelpText(
        "after",
        `
Metrics outlive their jobs. Formats besides the table: -o csv, json, yaml.

Examples:
  slipway metrics abalone
  slipway metrics abalone --points --metric validation:rmse -o csv > rmse.csv`,
      ),

  async run(session, args, options) {
    const target = await namedObject(session, listArgument(args, 0), hasMetrics);
    requireMetrics(session, target);
    const name = textOption(options, "metric");
    const { object, records } = await recordsOf(session, target);
    const found = (await records.metrics()).metrics.filter((one) => name === undefined || one.name === name);
    if (found.length === 0) {
      tellNone(session, object ?? (await inItsPlace(session, target)), name);
    }
    await (flag(options, "points") ? printPoints(session, records, name) : printBrief(session, found));
    return EXIT.ok;
  },
};

const hasMetrics = ({ program }: KindFacts): boolean => program?.ends === true;

function requireMetrics(session: Session, target: Reference): void {
  const facts = factsOfKind(kindsOf(session), target.kind);
  if (facts !== undefined && hasMetrics(facts)) return;
  throw usageError(`${nameOf(target)}: a ${target.kind.kind} has no metrics; expected a training job`);
}

/** Of what nothing is kept of: throws NotFound, unless it has come meanwhile. */
async function inItsPlace(session: Session, target: Reference): Promise<Resource> {
  const { kubernetes } = await session.client();
  return kubernetes.get<Resource>(target.kind, await locate(session, target));
}

/** Of the object as it stands, else of the newest that had its name. */
async function recordsOf(
  session: Session,
  { kind, name }: Reference,
): Promise<{ readonly object: Resource | undefined; readonly records: ObjectRecords }> {
  const { kubernetes } = await session.client();
  const namespace = await session.namespace();
  const object = await kubernetes.find<Resource>(kind, { name, namespace });
  const uid = object?.metadata.uid;
  const { signal } = session;
  return { object, records: kubernetes.records({ namespace, kind: kind.kind, name, uid, signal }) };
}

function tellNone(session: Session, object: Resource, metric: string | undefined): void {
  const { word, sentence } = stateOf(kindsOf(session), object);
  const which = metric === undefined ? "No metric" : `No metric ${metric}`;
  const state = `${object.metadata.name} is ${word}${sentence === "" ? "" : `: ${sentence}`}`;
  session.say(`${which} was found in the log so far. ${state}`);
}

async function printBrief(session: Session, found: readonly KeptMetric[]): Promise<void> {
  const metrics = found.map(inBrief);
  if (session.formatter.format === "csv") return session.out(drawMetrics(metrics, "csv"));
  await session.print({ metrics }, () => (metrics.length === 0 ? "" : drawMetrics(metrics, "table")));
}

/** Over the whole of its time. */
function inBrief({ name, labels, last, parts }: KeptMetric): MetricInBrief {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const min = count === 0 ? null : Math.min(...parts.map((part) => part.min));
  const max = count === 0 ? null : Math.max(...parts.map((part) => part.max));
  const { value, at, step } = last;
  return { name, ...(labels && { labels }), ...(step !== undefined && { step }), value, min, max, count, at };
}

/** A page at a time, where nothing asks for the whole. */
async function printPoints(
  session: Session,
  records: ObjectRecords,
  metric: string | undefined,
): Promise<void> {
  const { format } = session.formatter;
  if (session.forPrograms && format !== "csv") {
    const points = await pointsAsData(records.points(metric));
    return session.print({ points }, () => "");
  }
  for await (const text of drawPoints(records.points(metric), format === "csv" ? "csv" : "table"))
    await session.out(text);
}
