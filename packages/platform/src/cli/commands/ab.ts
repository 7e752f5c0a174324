import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import {
  variantProperties,
  withVariantProperties,
} from "@slipway/model/kinds/endpoint/variant-properties.ts";
import { type Compared, drawComparison } from "../ab/draw-comparison.ts";
import { type Measure, measure, OWN_MEASURES, winnerOf } from "../ab/measure.ts";
import type { Command } from "../command.ts";
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
      .option("--promote", "once the metric tells a winner, give it all the requests")
      .addHelpText(
        "after",
        `
The intervals hold at whatever time you look, and however often: stop as soon as they tell.
A metric of yours needs the dimensions EndpointName and VariantName; the answer to an invocation names
its variant (x-Amzn-Invoked-Production-Variant).

Examples:
  slipway ab abalone
  slipway ab shop --metric shop/bought --since 7d
  slipway ab shop --metric shop/bought --promote`,
      ),

  async run(session, args, options) {
    const target = await namedObject(session, [textArgument(args, 0) ?? ""], answers);
    if (target.kind.kind !== endpointKind.kind) throw usageError(`${nameOf(target)}: expected an endpoint`);
    const metric = textOption(options, "metric");
    const measures = metric === undefined ? OWN_MEASURES : [ownMetric(metric, textOption(options, "better"))];
    if (flag(options, "promote") && metric === undefined)
      throw usageError(
        "--promote goes with --metric: errors and latency alone say too little of what is better",
      );
    const { kubernetes, aws } = await session.client();
    const at = await locate(session, target);
    const endpoint = (await kubernetes.get(endpointKind, at)) as Endpoint;
    const variants = variantsOf(endpoint, textOption(options, "baseline"));
    const to = new Date();
    const from = new Date(to.getTime() - sinceMs(textOption(options, "since")));
    const confidence = confidenceOf(textOption(options, "confidence"));
    const { signal } = session;
    const about = { endpoint: endpoint.spec.endpointName, variants, from, to, confidence, signal };
    const compared: Compared[] = [];
    for (const each of measures) compared.push({ measure: each, measured: await measure(aws, each, about) });
    await session.print(asData(compared), () => drawComparison(compared, widthOf(session)));
    if (flag(options, "promote")) await promote(session, target, { endpoint, compared });
    return EXIT.ok;
  },
};

const widthOf = ({ context, columns }: Session): number | undefined =>
  context.stdout.isTty ? columns : undefined;

function ownMetric(metric: string, better = ""): Measure {
  const cut = metric.lastIndexOf("/");
  if (cut <= 0 || cut === metric.length - 1) throw usageError(`--metric ${metric}: expected NAMESPACE/NAME`);
  if (better !== "higher" && better !== "lower")
    throw usageError(`--better ${better}: expected higher or lower`);
  const [namespace, name] = [metric.slice(0, cut), metric.slice(cut + 1)];
  return { label: name, namespace, name, better, scale: 1, unit: "" };
}

function variantsOf(endpoint: Endpoint, baseline: string | undefined): readonly string[] {
  const names = (endpoint.status?.productionVariants ?? []).flatMap(({ variantName }) => variantName ?? []);
  if (names.length < 2)
    throw usageError(
      `endpoint/${endpoint.metadata.name} has ${names.length === 1 ? "one variant" : "no variant yet"}: give its configuration two that share the requests by their weights`,
    );
  if (baseline === undefined) return names;
  if (!names.includes(baseline))
    throw usageError(`--baseline ${baseline}: expected one of ${names.join(", ")}`);
  return [baseline, ...names.filter((name) => name !== baseline)];
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
  const winner = one && winnerOf(one.measure, one.measured);
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
