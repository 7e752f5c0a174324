import { defined } from "@slipway/model";
import { metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import { scalableTargetKind, scaledVariant } from "@slipway/model/kinds/scalable-target/index.ts";
import { scalingPolicyKind } from "@slipway/model/kinds/scaling-policy/index.ts";
import { openTarget, type Replay, replay, type ScaledTarget } from "@slipway/model/scaling/index.ts";
import { Argument } from "commander";
import { drawChanges, drawReplays, type NamedReplay } from "../autoscale/draw-replays.ts";
import {
  replayedTarget,
  type ScalingObjects,
  scalingObjects,
  targetIn,
} from "../autoscale/replayed-target.ts";
import { SHAPES } from "../autoscale/shapes.ts";
import { type FoundTraffic, namedTraffic, recordedTraffic } from "../autoscale/traffic-of.ts";
import {
  type Command,
  type CommandOptions,
  collect,
  flag,
  listOption,
  textArgument,
  textOption,
} from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { readManifests } from "../objects/manifests.ts";
import { parseSpan } from "../output/parse-span.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .addArgument(new Argument("<action>", "what to do").choices(["replay"]))
      .argument("[endpoint]", "the endpoint whose traffic and policies are replayed: NAME or endpoint/NAME")
      .option("--variant <name>", "of an endpoint of several (default: the one that is scaled)")
      .option(
        "-f, --policy <file>",
        "a ScalableTarget with its ScalingPolicies, to compare (repeatable)",
        collect,
      )
      .option(
        "--traffic <what>",
        `instead of what was recorded: ${Object.keys(SHAPES).join(", ")}, or a file with a minute's requests in each line`,
      )
      .option("--peak <number>", "of a shape: requests of its busiest minute", "600")
      .option("--since <span>", "how far back, for instance 6h or 7d", "1d")
      .option("--per-copy <number>", "requests that a copy answers in a second (default: one at a time)")
      .option("--takes <span>", "how long one answer takes, for instance 80ms (default: as recorded)")
      .option("--startup <span>", "until a new copy answers", "60s")
      .option("--patience <span>", "who waits longer is late", "1s")
      .option("--price <number>", "what a copy costs an hour, in USD (default: unknown)")
      .option("--changes", "every change that the first of them makes, and why")
      .addHelpText(
        "after",
        `
The same function that scales endpoints decides, second by second, over traffic that was or that might be; requests wait in one line
for the copies that are ready. Beside the policies given stand all copies at all times, and Kubernetes' HorizontalPodAutoscaler
(KEDA's above zero) by requests under way, at seven tenths of what a copy bears.

Examples:
  slipway autoscale replay abalone --policy scale.yaml
  slipway autoscale replay abalone --since 7d --price 0.23
  slipway autoscale replay --policy scale.yaml --traffic day --takes 80ms`,
      ),

  async run(session, args, options) {
    const named = textArgument(args, 1)?.replace(/^endpoints?\//, "");
    const files = listOption(options, "policy");
    const traffic = textOption(options, "traffic");
    if (named === undefined && (files.length === 0 || traffic === undefined))
      throw usageError("missing argument: an endpoint, or --policy and --traffic");
    const targets = [
      ...(named === undefined ? [] : await ownTarget(session, named, textOption(options, "variant"))),
      ...(await Promise.all(files.map((file) => targetOfFile(session, file)))),
    ];
    const [first] = targets;
    if (first === undefined)
      throw usageError(`endpoint/${named} is not scaled by any ScalableTarget: name one with --policy`);
    const found =
      traffic === undefined
        ? await recordedTraffic(session, first.variant, span(options, "since"))
        : await namedTraffic(session, traffic, positive(options, "peak") ?? 0);
    const parts = partsOf(options, found);
    for (const { name, leftOut } of targets)
      for (const sentence of leftOut) session.say(`Left out of ${name}: ${sentence}`);
    const replays = [...targets, ...peers(first.target, parts)].map(({ name, target }) => ({
      name,
      replayed: replay({ ...parts, target: openTarget(target) }),
    }));
    await print(session, replays, flag(options, "changes"));
    return EXIT.ok;
  },
};

interface NamedTarget {
  readonly name: string;
  readonly target: ScaledTarget;
}

interface OwnTarget extends NamedTarget {
  readonly leftOut: readonly string[];
  readonly variant: NonNullable<ReturnType<typeof scaledVariant>>;
}

/** How a variant of an endpoint is scaled now; none where it is not. */
async function ownTarget(
  session: Session,
  endpoint: string,
  variant: string | undefined,
): Promise<readonly OwnTarget[]> {
  const { kubernetes } = await session.client();
  const at = { namespace: await session.namespace() };
  const objects: ScalingObjects = {
    targets: (await kubernetes.list(scalableTargetKind, at)).items,
    policies: (await kubernetes.list(scalingPolicyKind, at)).items,
    alarms: (await kubernetes.list(metricAlarmKind, at)).items,
  };
  const target = objects.targets.find(({ spec }) => {
    const scaled = scaledVariant(spec);
    return scaled?.endpoint === endpoint && (variant === undefined || scaled.variant === variant);
  });
  return target === undefined ? [] : [opened(target, objects, "as it is")];
}

async function targetOfFile(session: Session, file: string): Promise<OwnTarget> {
  const manifests = await readManifests(session, [file]);
  const objects = scalingObjects(manifests.map(({ object }) => object));
  return opened(targetIn(objects, file), objects, file);
}

function opened(target: ScalingObjects["targets"][number], objects: ScalingObjects, name: string): OwnTarget {
  const variant = scaledVariant(target.spec);
  if (variant === undefined) throw usageError(`${name} scales no variant of an endpoint`);
  return { name, variant, ...replayedTarget(target, objects, name) };
}

type Parts = Omit<Replay, "target">;

function partsOf(options: CommandOptions, { traffic, serviceSeconds }: FoundTraffic): Parts {
  const takes = textOption(options, "takes") === undefined ? serviceSeconds : span(options, "takes") / 1_000;
  if (takes === undefined)
    throw usageError("missing option: --takes, how long one answer takes, which nobody has recorded");
  const perHour = positive(options, "price");
  return {
    traffic,
    capability: {
      requestsPerSecond: positive(options, "perCopy") ?? 1 / takes,
      serviceSeconds: takes,
      startupSeconds: span(options, "startup") / 1_000,
    },
    patienceSeconds: span(options, "patience") / 1_000,
    ...defined({ price: perHour === undefined ? undefined : { perHour } }),
  };
}

/** What others would do between the same numbers. */
function peers({ min, max }: ScaledTarget, { capability }: Parts): readonly NamedTarget[] {
  const averageValue = 0.7 * capability.requestsPerSecond * capability.serviceSeconds;
  return [
    {
      name: "HorizontalPodAutoscaler",
      target: {
        ...{ min: Math.max(1, min), max },
        policies: [
          {
            ...{ type: "HorizontalPodAutoscaler", name: "requests under way" },
            metrics: [{ type: "External", metric: "ConcurrentRequests", averageValue }],
          },
        ],
      },
    },
    { name: `always ${max}`, target: { min: max, max, policies: [] } },
  ];
}

async function print(session: Session, replays: readonly NamedReplay[], withChanges: boolean): Promise<void> {
  const width = session.context.stdout.isTty ? session.columns : undefined;
  const [first] = replays;
  const data = replays.map(({ name, replayed: { changes, ...told } }) => ({
    ...{ policy: name, ...told },
    changes: withChanges ? changes : changes.length,
  }));
  await session.print(data, () =>
    withChanges && first !== undefined
      ? `${drawReplays(replays, width)}\n${first.name}:\n${drawChanges(first, width)}`
      : drawReplays(replays, width),
  );
}

/** Milliseconds. */
function span(options: CommandOptions, name: string): number {
  const text = textOption(options, name) ?? "";
  const ms = parseSpan(text);
  if (ms !== undefined && ms > 0) return ms;
  throw usageError(`--${name} ${text}: expected a time such as 90s, 10m or 1d`);
}

function positive(options: CommandOptions, name: string): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && value <= 1e9) return value;
  throw usageError(`--${name === "perCopy" ? "per-copy" : name} ${text}: expected a number above 0`);
}
