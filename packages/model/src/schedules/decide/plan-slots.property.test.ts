import fc from "fast-check";
import { expect, it } from "vitest";
import { openCalendar } from "../open-calendar.ts";
import { countSlots } from "../slots.ts";
import type { SlotOutcome } from "./decide-slot.ts";
import { planSlots } from "./plan-slots.ts";
import type { SchedulePolicy } from "./policy.ts";
import type { ScheduleState } from "./schedule-state.ts";
import type { Skipped } from "./skipped.ts";

const MADE = new Date("2025-03-29T20:10:00Z");

/** What may happen to a schedule and its server. */
type Happening =
  | { readonly clock: number }
  | { readonly look: "and write down" | "and die before anything is done" | "and die half done" }
  | { readonly end: SlotOutcome }
  | { readonly pause: boolean };

const policies = fc.record(
  {
    catchup: fc.constantFrom("none", "last", "all"),
    startingDeadlineSeconds: fc.constantFrom(0, 600, 7_200),
    concurrencyPolicy: fc.constantFrom("Allow", "Forbid", "Queue"),
    queueLimit: fc.constantFrom(0, 1, 3),
    dependsOnPast: fc.boolean(),
  },
  { requiredKeys: [] },
) satisfies fc.Arbitrary<SchedulePolicy>;
/** Those in which what the slots of one plan do to each other matters. */
const entangled = fc.constantFrom<SchedulePolicy>(
  { concurrencyPolicy: "Replace", catchup: "all" },
  { concurrencyPolicy: "Allow", catchup: "all", dependsOnPast: true },
  { concurrencyPolicy: "Queue", catchup: "all", queueLimit: 2 },
);

const happenings = (looks: readonly Extract<Happening, { look: string }>["look"][]) =>
  fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.integer({ min: -3_600, max: 14_400 }).map((clock): Happening => ({ clock })),
      },
      { weight: 5, arbitrary: fc.constantFrom(...looks).map((look): Happening => ({ look })) },
      {
        weight: 3,
        arbitrary: fc
          .constantFrom<SlotOutcome>("Succeeded", "Failed", "Skipped")
          .map((end): Happening => ({ end })),
      },
      { weight: 1, arbitrary: fc.boolean().map((pause): Happening => ({ pause })) },
    ),
    { maxLength: 40 },
  );

const calendars = fc
  .constantFrom(
    { cron: "*/20 * * * *", timeZone: "Europe/Paris" },
    { cron: "30 0-4 * * *", timeZone: "Europe/Paris" },
    { every: "17m", jitterSeconds: 400 },
  )
  .map((timing) => openCalendar(timing, "a schedule"));

/** A schedule's store and its runs, in memory. */
class World {
  now = MADE;
  state: ScheduleState;
  readonly started: string[] = [];
  readonly skipped: Skipped[] = [];
  readonly runs = new Map<string, SlotOutcome>();
  readonly calendar: ReturnType<typeof openCalendar>;

  constructor(calendar: ReturnType<typeof openCalendar>, policy: SchedulePolicy) {
    this.calendar = calendar;
    this.state = { policy, handledUntil: MADE, queue: [], active: [] };
  }

  happen(what: Happening): void {
    if ("clock" in what) this.now = new Date(this.now.getTime() + what.clock * 1_000);
    else if ("pause" in what) {
      const { paused: _, ...rest } = this.state;
      this.state = what.pause ? { ...rest, paused: "for a test" } : rest;
    } else if ("end" in what) {
      const [first] = this.active();
      if (first !== undefined) this.runs.set(first, what.end);
    } else this.look(what.look);
  }

  active = () => [...this.runs].filter(([, outcome]) => outcome === "Active").map(([key]) => key);

  look(how: Extract<Happening, { look: string }>["look"]): void {
    const newest = this.started.at(-1);
    const previous =
      newest === undefined ? {} : { previous: { key: newest, outcome: this.runs.get(newest) ?? "Failed" } };
    const known = { ...this.state, ...previous, active: this.active() };
    const plan = planSlots(this.calendar, known, this.now);
    if (how === "and die before anything is done") return;
    const done =
      how === "and die half done" ? plan.start.slice(0, Math.ceil(plan.start.length / 2)) : plan.start;
    for (const { slot, replaces } of done) {
      expect(slot.startAfter <= this.now || known.queue.some(({ key }) => key === slot.key)).toBe(true);
      expect(known.paused).toBeUndefined();
      for (const name of replaces) this.runs.set(name, "Failed");
      this.expectMayStart(known);
      this.started.push(slot.key);
      this.runs.set(slot.key, "Active");
    }
    if (how === "and die half done") return;
    expect(plan.handledUntil.getTime()).toBeGreaterThanOrEqual(this.state.handledUntil.getTime());
    expect(plan.queue.length).toBeLessThanOrEqual(this.state.policy.queueLimit ?? 10);
    this.skipped.push(...plan.skipped);
    this.state = { ...this.state, handledUntil: plan.handledUntil, queue: plan.queue };
  }

  expectMayStart({ policy }: ScheduleState): void {
    const newest = this.started.at(-1);
    if (policy.concurrencyPolicy !== "Allow") expect(this.active()).toEqual([]);
    if (policy.dependsOnPast === true && newest !== undefined)
      expect(["Succeeded", "Skipped"]).toContain(this.runs.get(newest));
  }

  expectInOrder(): void {
    expect(this.started).toEqual([...new Set(this.started)].sort());
    for (const { oldest, newest } of this.skipped)
      expect(this.started.filter((key) => key >= oldest.key && key <= newest.key)).toEqual([]);
  }
}

it("no slot starts twice or out of order, whatever the clock, the runs and the server do", () => {
  const looks = ["and write down", "and die before anything is done", "and die half done"] as const;
  fc.assert(
    fc.property(calendars, fc.oneof(policies, entangled), happenings(looks), (calendar, policy, all) => {
      const world = new World(calendar, policy);
      for (const what of all) world.happen(what);
      world.expectInOrder();
    }),
    { numRuns: 500 },
  );
});

it("each slot that was decided has started, waits or was told as skipped, exactly once", () => {
  const looks = ["and write down", "and die before anything is done"] as const;
  fc.assert(
    fc.property(calendars, fc.oneof(policies, entangled), happenings(looks), (calendar, policy, all) => {
      const world = new World(calendar, policy);
      for (const what of all) world.happen(what);
      world.expectInOrder();
      const told = world.skipped.reduce((sum, { slots }) => sum + slots.count, 0);
      const decided = countSlots(calendar, { after: MADE, until: world.state.handledUntil });
      expect({ count: world.started.length + world.state.queue.length + told, isExact: true }).toEqual(
        decided,
      );
    }),
    { numRuns: 500 },
  );
});
