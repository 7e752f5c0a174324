import { defined, type Kind } from "@slipway/model";
import { type Backfill, backfillKind } from "@slipway/model/kinds/backfill/index.ts";
import { type Schedule, scheduleKind } from "@slipway/model/kinds/schedule/index.ts";
import { describeCalendar, nextSlots, zonedTime } from "@slipway/model/schedules/index.ts";
import { Argument } from "commander";
import type { Command } from "../command.ts";
import { textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { columns } from "../output/columns.ts";
import { calendarFor } from "../schedules/calendar-for.ts";
import { scheduleName } from "../schedules/schedule-name.ts";
import type { Session } from "../session/session.ts";

type Action = "next" | "pause" | "resume";

const MOST_TOLD = 1_000;

export const command: Command = {
  configure: (command) =>
    void command
      .addArgument(new Argument("<action>", "what to do").choices(["next", "pause", "resume"]))
      .argument("<schedule>", "its name, or backfill/NAME to pause and resume")
      .option("--reason <text>", "pause: why, for people")
      .option("--count <number>", "next: how many times to tell (default: 5)")
      .addHelpText(
        "after",
        `
What comes due while a schedule is paused is skipped, or made up for where its
catchup says so. Runs that go on are not stopped: slipway cancel does that.

Examples:
  slipway schedule next nightly
  slipway schedule pause nightly --reason "the bucket moves"
  slipway schedule resume nightly
  slipway schedule pause backfill/nightly-week`,
      ),

  async run(session, args, options) {
    const action = textArgument(args, 0) as Action;
    const word = textArgument(args, 1) ?? "";
    const backfill = backfillName(word);
    if (backfill !== undefined && action === "next")
      throw usageError("a backfill has no next times: slipway describe tells how far it is");
    const name = backfill ?? scheduleName(word);
    const [reason, count] = [textOption(options, "reason"), textOption(options, "count")];
    if (reason !== undefined && action !== "pause") throw usageError(`${action} takes no --reason`);
    if (count !== undefined && action !== "next") throw usageError(`${action} takes no --count`);
    const { kubernetes } = await session.client();
    const at = { name, namespace: await session.namespace() };
    const kind: Kind<Schedule | Backfill> = backfill === undefined ? scheduleKind : backfillKind;
    const object = await kubernetes.get(kind, at);
    if (action === "next") return tellNext(session, object as Schedule, countIn(count));
    const isPause = action === "pause";
    const spec = { suspend: isPause ? true : null, suspendReason: (isPause && reason) || null };
    const changed = await kubernetes.patch(kind, at, { spec });
    const own = `${kind.kind.toLowerCase()}/${name}`;
    await session.print(changed, () =>
      session.formatter.format === "name"
        ? `${own}\n`
        : `${own} ${isPause ? `is paused${reason === undefined ? "" : `: ${reason}`}` : goesOn(object)}\n`,
    );
    return EXIT.ok;
  },
};

const goesOn = (object: Schedule | Backfill): string =>
  object.kind === "Schedule" ? `goes on, ${describeCalendar(calendarFor(object), new Date())}` : "goes on";

/** The name in `backfill/week` and `bf/week`; undefined for any other word. */
const backfillName = (word: string): string | undefined => /^(?:backfills?|bf)\/(.+)$/.exec(word)?.[1];

function countIn(text = "5"): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_TOLD) throw usageError(`--count ${text}: expected 1 to ${MOST_TOLD}`);
  return count;
}

async function tellNext(session: Session, schedule: Schedule, count: number): Promise<number> {
  const calendar = calendarFor(schedule);
  const { delay, timeZone, words } = calendar;
  const now = new Date(Date.now() - delay);
  const slots = nextSlots(calendar, now, count);
  const { suspend = false, suspendReason } = schedule.spec;
  const startAfter = ({ startAfter: at }: (typeof slots)[number]) => zonedTime(at, timeZone);
  await session.print(
    {
      schedule: schedule.metadata.name,
      timing: words,
      timeZone,
      ...defined({ suspended: suspend, suspendReason }),
      next: slots.map(({ key, startAfter: at }) => ({ scheduledTime: key, startAfter: at.toISOString() })),
    },
    () =>
      slots.length === 0
        ? ""
        : columns(
            delay === 0 ? ["SLOT", "LOCAL"] : ["SLOT", "STARTS"],
            slots.map((slot) => [slot.key, delay === 0 ? zonedTime(slot.time, timeZone) : startAfter(slot)]),
          ),
  );
  if (session.forPrograms) return EXIT.ok;
  const paused = suspend ? `It is paused${suspendReason === undefined ? "" : `: ${suspendReason}`}. ` : "";
  const over = slots.length === 0 ? " It is not due again." : "";
  session.say(`${paused}${schedule.metadata.name} is due ${words}.${over}`);
  return EXIT.ok;
}
