import { childName, defined, fnv1a } from "@slipway/model";
import {
  type Backfill,
  type BackfillSpec,
  backfillKind,
  backfillProblems,
} from "@slipway/model/kinds/backfill/index.ts";
import type { Cost } from "@slipway/model/kinds/flow-run/cost.ts";
import { type Schedule, scheduleKind } from "@slipway/model/kinds/schedule/index.ts";
import {
  type Calendar,
  dayBound,
  type PreviewedSlot,
  previewBackfill,
  zonedTime,
} from "@slipway/model/schedules/index.ts";
import { Option } from "commander";
import { humanDuration } from "#lib/human-duration.ts";
import type { Command, CommandOptions } from "../command.ts";
import { flag, textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { amountsInWords, unknownInWords } from "../flow/cost-words.ts";
import { requireObjectName } from "../objects/object-name.ts";
import { columns } from "../output/columns.ts";
import { confirm } from "../output/confirm.ts";
import { calendarFor } from "../schedules/calendar-for.ts";
import { scheduleName } from "../schedules/schedule-name.ts";
import { type SlotHistory, slotHistory } from "../schedules/slot-history.ts";
import type { Session } from "../session/session.ts";

/** Slots that are drawn; all are counted. */
const MOST_DRAWN = 200;
const REPROCESS = { missing: "Missing", failed: "Failed", all: "All" } as const;
const ORDER = { oldest: "OldestFirst", newest: "NewestFirst" } as const;

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<schedule>", "its name")
      .requiredOption("--from <time>", "a day by the schedule's clock, or a time as 2026-11-30T03:00:00Z")
      .requiredOption("--to <time>", "the same; both are in the range")
      .addOption(
        new Option("--reprocess <which>", "slots without a run, those too whose runs failed, or all")
          .choices(Object.keys(REPROCESS))
          .default("missing"),
      )
      .addOption(
        new Option("--order <which>", "which slots come first").choices(Object.keys(ORDER)).default("oldest"),
      )
      .option("--parallel <number>", "runs at once", "1")
      .option("--name <name>", "the backfill's name (default: from the schedule and the range)")
      .option("--dry-run", "tell what would be run, and run nothing")
      .option("-y, --yes", "do not ask")
      .addHelpText(
        "after",
        `
Each slot of the range is told first, with what becomes of it and why. Then slipway get backfills tells how far it is,
slipway stop backfill/NAME cancels it and slipway wait backfill/NAME waits for its end.

Examples:
  slipway backfill nightly --from 2026-11-23 --to 2026-11-29 --dry-run
  slipway backfill nightly --from 2026-11-23 --to 2026-11-29 --reprocess failed --parallel 3 --yes`,
      ),

  async run(session, args, options) {
    const { kubernetes } = await session.client();
    const name = scheduleName(textArgument(args, 0) ?? "");
    const namespace = await session.namespace();
    const schedule = await kubernetes.get(scheduleKind, { name, namespace });
    const calendar = calendarFor(schedule);
    const backfill = asked(schedule, { calendar, options, namespace });
    const [problem] = backfillProblems({ name: backfill.metadata.name, spec: backfill.spec }, schedule);
    if (problem !== undefined) throw usageError(problem);
    const history = await slotHistory(session, name);
    const slots = [...preview(calendar, { backfill, history })];
    const isDry = flag(options, "dryRun");
    if (isDry || !session.forPrograms) await tell(session, slots, { calendar, backfill, history });
    const count = slots.filter(({ action }) => action === "create").length;
    if (isDry || count === 0) return EXIT.ok;
    if (!flag(options, "yes") && !(await confirm(session, `Run ${counted(count)}?`))) {
      session.say("Nothing is run.");
      return EXIT.ok;
    }
    const made = await kubernetes.create(backfillKind, backfill);
    await session.print(made, () => `backfill/${made.metadata.name}\n`);
    return EXIT.ok;
  },
};

function asked(
  { metadata }: Schedule,
  {
    calendar,
    options,
    namespace,
  }: { readonly calendar: Calendar; readonly options: CommandOptions; readonly namespace: string },
): Backfill {
  const [from, to] = [bound(options, "from", calendar), bound(options, "to", calendar)];
  const order = ORDER[textOption(options, "order") as keyof typeof ORDER];
  const reprocess = REPROCESS[textOption(options, "reprocess") as keyof typeof REPROCESS];
  const spec = { schedule: metadata.name, from, to, reprocess, order, maxActiveRuns: parallel(options) };
  const name = textOption(options, "name") ?? usualName(spec);
  requireObjectName("--name", name);
  return { apiVersion: "slipway.dev/v1alpha1", kind: "Backfill", metadata: { name, namespace }, spec };
}

/** Of the range and of when it is asked for, since a range may be run again. */
function usualName({ schedule, from, to }: BackfillSpec): string {
  const days = `${from.slice(0, 10)}-${to.slice(0, 10)}`.replaceAll("-", "");
  return childName(
    `${schedule}-${days.slice(0, 8)}-${days.slice(8)}`,
    fnv1a(`${from} ${to} ${Date.now()}`).slice(0, 5),
  );
}

function bound(options: CommandOptions, which: "from" | "to", { timeZone }: Calendar): string {
  const text = textOption(options, which) ?? "";
  const time = dayBound(text, { timeZone, end: which === "from" ? "first" : "last" });
  if (time === undefined)
    throw usageError(`--${which} ${text}: expected a day, as 2026-11-30, or a time, as 2026-11-30T03:00:00Z`);
  return `${time.toISOString().slice(0, 19)}Z`;
}

function parallel(options: CommandOptions): number {
  const text = textOption(options, "parallel") ?? "1";
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 100) throw usageError(`--parallel ${text}: expected 1 to 100`);
  return count;
}

const preview = (
  calendar: Calendar,
  { backfill, history }: { readonly backfill: Backfill; readonly history: SlotHistory },
): Iterable<PreviewedSlot> => {
  const { from, to, order, reprocess } = backfill.spec;
  return previewBackfill(calendar, {
    ...{ from: new Date(from), to: new Date(to), order, reprocess, now: new Date() },
    outcomeOf: (key) => history.outcomeOf(key),
  });
};

async function tell(
  session: Session,
  slots: readonly PreviewedSlot[],
  {
    calendar,
    backfill,
    history,
  }: { readonly calendar: Calendar; readonly backfill: Backfill; readonly history: SlotHistory },
): Promise<void> {
  const { timeZone } = calendar;
  const count = slots.filter(({ action }) => action === "create").length;
  const { maxActiveRuns = 1 } = backfill.spec;
  const usual = history.usualMs;
  const cost = history.usualCost && times(history.usualCost, count);
  const ms = usual === undefined ? undefined : usual * Math.ceil(count / maxActiveRuns);
  await session.print(
    {
      slots: slots.map(({ slot, action, reason, message }) => ({
        scheduledTime: slot.key,
        action,
        reason,
        message,
      })),
      ...{ create: count, skip: slots.length - count },
      ...defined({
        estimatedSeconds: ms === undefined ? undefined : Math.round(ms / 1_000),
        estimatedCost: isKnown(cost) ? cost.amounts : undefined,
      }),
    },
    () =>
      columns(
        ["SLOT", "LOCAL", "WHAT", "WHY"],
        slots
          .slice(0, MOST_DRAWN)
          .map(({ slot, action, message }) => [slot.key, zonedTime(slot.time, timeZone), action, message]),
        { prose: true, width: session.context.stdout.isTty ? session.context.stdout.columns : undefined },
      ),
  );
  if (session.forPrograms) return;
  const more = slots.length > MOST_DRAWN ? `${slots.length - MOST_DRAWN} more slots are not shown. ` : "";
  const time =
    ms === undefined || count === 0 ? "" : `, in about ${humanDuration(ms)} by what earlier ones took`;
  session.say(
    `${more}${counted(count)} would be run, ${maxActiveRuns} at a time${time}; ${counted(slots.length - count)} would be left out.${count === 0 ? "" : ` ${costSentence(cost)}`}`,
  );
}

const times = ({ amounts, unpriced }: Cost, count: number): Cost => ({
  amounts: Object.fromEntries(
    Object.entries(amounts).map(([currency, amount]) => [currency, amount * count]),
  ),
  unpriced,
});

/** What used no machine costs nothing that is known of. */
const isKnown = (cost: Cost | undefined): cost is Cost =>
  cost !== undefined && cost.unpriced.length === 0 && Object.keys(cost.amounts).length > 0;

function costSentence(cost: Cost | undefined): string {
  if (isKnown(cost)) return `They would cost about ${amountsInWords(cost)} by what earlier ones did.`;
  const why = cost === undefined ? "" : unknownInWords(cost);
  return `What they would cost is unknown: ${why || "no earlier one tells of machines"}.`;
}

const counted = (count: number): string => `${count} slot${count === 1 ? "" : "s"}`;
