import { defined, SlipwayError } from "@slipway/model";
import {
  COMPARISON_RULE_ANNOTATION,
  type ComparisonRule,
  comparisonRule,
  metricParts,
  withComparisonRule,
} from "@slipway/model/kinds/endpoint/comparison-rule.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import {
  variantProperties,
  withVariantProperties,
} from "@slipway/model/kinds/endpoint/variant-properties.ts";
import { winnerOf } from "#lib/comparison/standing.ts";
import { comparedVariants, namesOf } from "../ab/compared-variants.ts";
import { type Compared, drawComparison } from "../ab/draw-comparison.ts";
import { type Measure, measure, OWN_MEASURES, SHADOW_MEASURES } from "../ab/measure.ts";
import type { Command, CommandOptions } from "../command.ts";
import { flag, textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { answers } from "../objects/answers.ts";
import { namedObject } from "../objects/named-objects.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { parseSpan } from "../output/parse-span.ts";
import type { Session } from "../session/session.ts";

/** What hours of metrics are kept for, and one request reaches over. */
const MOST_MS = 60 * 86_400_000;

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<endpoint>", "the endpoint: NAME or endpoint/NAME")
      .option(
        "-m, --metric <name>",
        "NAMESPACE/NAME of a metric that your programs send, instead of errors and latency",
      )
      .option("--better <way>", "which is better of it: higher or lower", "higher")
      .option("--baseline <variant>", "what the others are compared with (default: the first)")
      .option("--since <span>", "how far back, for instance 6h or 7d", "1d")
      .option("--confidence <share>", "between 0.5 and 0.999", "0.95")
      .option("--promote", "where the metric tells a winner now, give it all the requests")
      .option("--decide", "have Slipway look from now on, and give the winner all the requests by itself")
      .option("--for <span>", "--decide: how long at most, for instance 14d (default: until one has won)")
      .addHelpText(
        "after",
        `
The intervals hold at whatever time you look, and however often: stop as soon as they tell.
A metric of yours needs the dimensions EndpointName and VariantName; the answer to an invocation names
its variant (x-Amzn-Invoked-Production-Variant).

Examples:
  slipway ab abalone
  slipway ab shop --metric shop/bought --since 7d
  slipway ab shop --metric shop/bought --promote
  slipway ab shop --metric shop/bought --decide --for 14d`,
      ),

  async run(session, args, options) {
    const target = await namedObject(session, [textArgument(args, 0) ?? ""], answers);
    if (target.kind.kind !== endpointKind.kind) throw usageError(`${nameOf(target)}: expected an endpoint`);
    const metric = textOption(options, "metric");
    const measures = metric === undefined ? OWN_MEASURES : [ownMetric(metric, textOption(options, "better"))];
    checkTogether(options);
    const { kubernetes, aws } = await session.client();
    const at = await locate(session, target);
    const endpoint = (await kubernetes.get(endpointKind, at)) as Endpoint;
    const shadows = metric === undefined ? namesOf(endpoint.status?.shadowProductionVariants) : [];
    const variants = comparedVariants(endpoint, { baseline: textOption(options, "baseline"), shadows });
    const to = new Date();
    const rule = flag(options, "decide") ? newRule(metric ?? "", options, to) : undefined;
    const from = new Date(to.getTime() - sinceMs(textOption(options, "since")));
    const confidence = confidenceOf(textOption(options, "confidence"));
    const { signal } = session;
    const about = { endpoint: endpoint.spec.endpointName, variants, from, to, confidence, signal };
    const compared = [
      ...(await comparedBy(aws, measures, about)),
      ...(await comparedBy(aws, shadows.length === 0 ? [] : SHADOW_MEASURES, {
        ...about,
        variants: shadows,
      })),
    ];
    await session.print(asData(compared), () => drawComparison(compared, widthOf(session)));
    if (flag(options, "promote")) await promote(session, target, { endpoint, compared });
    if (rule !== undefined) await decideBy(session, target, { endpoint, rule });
    else sayRule(session, endpoint);
    return EXIT.ok;
  },
};

async function comparedBy(
  aws: Parameters<typeof measure>[0],
  measures: readonly Measure[],
  about: Parameters<typeof measure>[2],
): Promise<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const each of measures) compared.push({ measure: each, measured: await measure(aws, each, about) });
  return compared;
}

function checkTogether(options: CommandOptions): void {
  for (const name of ["promote", "decide"])
    if (flag(options, name) && textOption(options, "metric") === undefined)
      throw usageError(
        `--${name} goes with --metric: errors and latency alone say too little of what is better`,
      );
  if (textOption(options, "for") !== undefined && !flag(options, "decide"))
    throw usageError("--for goes with --decide");
}

const widthOf = ({ context, columns }: Session): number | undefined =>
  context.stdout.isTty ? columns : undefined;

function ownMetric(metric: string, better = ""): Measure {
  const parts = metricParts(metric);
  if (parts === undefined) throw usageError(`--metric ${metric}: expected NAMESPACE/NAME`);
  if (better !== "higher" && better !== "lower")
    throw usageError(`--better ${better}: expected higher or lower`);
  return { label: parts.name, ...parts, better, scale: 1, unit: "" };
}

function sinceMs(text = "1d"): number {
  const ms = parseSpan(text);
  if (ms === undefined || ms <= 0 || ms > MOST_MS)
    throw usageError(`--since ${text}: expected at most 60d, for instance 6h`);
  return ms;
}

function confidenceOf(text = "0.95"): number {
  const value = Number(text);
  if (!(value >= 0.5 && value <= 0.999))
    throw usageError(`--confidence ${text}: expected between 0.5 and 0.999`);
  return value;
}

function asData(compared: readonly Compared[]) {
  return compared.flatMap(({ measure, measured }) =>
    measured.map(({ variant, sample, against }) => ({
      ...{ metric: `${measure.namespace}/${measure.name}`, better: measure.better, variant },
      ...{ values: sample.count, mean: sample.count === 0 ? null : sample.sum / sample.count },
      ...(against === undefined
        ? {}
        : {
            difference: against.difference ?? null,
            low: Number.isFinite(against.low) ? against.low : null,
            high: Number.isFinite(against.high) ? against.high : null,
            told: against.isTold,
          }),
    })),
  );
}

/** All weight to the winner; the others stay, and answer who asks for them by name. */
async function promote(
  session: Session,
  target: Reference,
  { endpoint, compared: [one] }: { readonly endpoint: Endpoint; readonly compared: readonly Compared[] },
): Promise<void> {
  const winner = one && winnerOf(one.measure.better, one.measured);
  if (one === undefined || winner === undefined)
    return session.say("No variant is told to be the best yet; weights stay as they are.");
  const asked = variantProperties(endpoint);
  const properties = new Map(
    one.measured.map(({ variant }) => [
      variant,
      { ...asked.get(variant), weight: variant === winner ? 1 : 0 },
    ]),
  );
  const { annotations } = withVariantProperties(endpoint, properties).metadata;
  const { kubernetes } = await session.client();
  await kubernetes.patch(target.kind, await locate(session, target), { metadata: { annotations } });
  session.say(`${winner} gets all requests from now on.`);
}

function newRule(metric: string, options: CommandOptions, from: Date): ComparisonRule {
  const text = textOption(options, "for");
  const span = text === undefined ? undefined : parseSpan(text);
  if (text !== undefined && (span === undefined || span <= 0 || span > MOST_MS))
    throw usageError(`--for ${text}: expected at most 60d, for instance 14d`);
  const until = span === undefined ? undefined : new Date(from.getTime() + span).toISOString();
  return {
    metric,
    better: textOption(options, "better") === "lower" ? "lower" : "higher",
    confidence: confidenceOf(textOption(options, "confidence")),
    from: from.toISOString(),
    ...defined({ baseline: textOption(options, "baseline"), until }),
  };
}

/** What was measured before does not count: it may be what has led to the rule. */
async function decideBy(
  session: Session,
  target: Reference,
  { endpoint, rule }: { readonly endpoint: Endpoint; readonly rule: ComparisonRule },
): Promise<void> {
  if (endpoint.status?.slipway?.runtime === "sagemaker")
    throw new SlipwayError(
      "SLIP-CLI-029",
      `${nameOf(target)}: it runs in SageMaker, whose metrics Slipway does not look at; look yourself, with --promote`,
    );
  const { kubernetes } = await session.client();
  const { annotations } = withComparisonRule(endpoint, rule).metadata;
  const written = { [COMPARISON_RULE_ANNOTATION]: annotations?.[COMPARISON_RULE_ANNOTATION] };
  await kubernetes.patch(target.kind, await locate(session, target), { metadata: { annotations: written } });
  const until = rule.until === undefined ? "" : `, or until ${rule.until}`;
  session.say(
    `From now on the variants are compared by ${rule.metric}: who is told to be worse gets no more requests, until one has won${until}. See how it goes: slipway ab ${target.name} --metric ${rule.metric}`,
  );
}

function sayRule(session: Session, endpoint: Endpoint): void {
  const { rule } = comparisonRule(endpoint);
  if (rule === undefined || session.forPrograms) return;
  const { metric, from, until, ended } = rule;
  session.say(
    ended === undefined
      ? `A rule decides by ${metric}, of what is measured since ${from}${until === undefined ? "" : `, until ${until}`}.`
      : `The rule ended at ${ended.at}: ${ended.message}`,
  );
}
