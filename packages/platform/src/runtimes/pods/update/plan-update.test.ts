import { describe, expect, test } from "vitest";
import { ONE_BY_ONE, type UpdatePolicy } from "../../update-policy.ts";
import { type Generation, memberKey, shares } from "./generation.ts";
import type { FleetState } from "./look.ts";
import { planUpdate } from "./plan-update.ts";
import type { UpdateMemory } from "./update-memory.ts";
import { wantedCounts } from "./wanted-counts.ts";

const member = (
  fleet: string,
  count: number | { readonly min: number; readonly max: number } = 1,
  variant = "A",
  weight = 1,
): Generation[number] => ({
  ...{ variant, fleet, weight },
  capacity: typeof count === "number" ? { fixed: count } : count,
});

/** Machinery that does at once what it is told, or fails at it, and says what it had to stand. */
class World {
  memory: UpdateMemory;
  wanted: { generation: Generation; attempt: string };
  policy: UpdatePolicy = ONE_BY_ONE;
  inPlace = false;
  alarm: string | undefined;
  readonly broken = new Set<string>();
  /** Copies that are not ready, and may become so. */
  readonly lacks = new Map<string, number>();
  now = Date.parse("2026-01-01T00:00:00Z");
  readonly has = new Map<string, number>();
  /** Share of the newer fleet, and pods of each, at each step that was another. */
  readonly seen: string[] = [];

  constructor(generation: Generation) {
    this.memory = { serves: generation };
    this.wanted = { generation, attempt: "0" };
    this.#carryOut();
  }

  /** As whoever scales it does. */
  scale(key: string, count: number): void {
    this.has.set(key, count);
  }

  /** Copies of all fleets. */
  get count(): number {
    return [...this.has.values()].reduce((sum, count) => sum + count, 0);
  }

  update(generation: Generation, attempt = "1"): void {
    this.wanted = { generation, attempt };
  }

  #look() {
    const fleets = new Map<string, FleetState>(
      [...this.has].map(([key, count]) => [
        key,
        this.broken.has(key)
          ? { ready: 0, desired: count, failed: `${key} keeps ending` }
          : { ready: Math.max(0, count - (this.lacks.get(key) ?? 0)), desired: count },
      ]),
    );
    const { policy, inPlace, alarm, now } = this;
    return { policy, inPlace, fleets, now: new Date(now), ...(alarm === undefined ? {} : { alarm }) };
  }

  #carryOut(): void {
    const counts = wantedCounts(this.memory, this.#look());
    for (const key of this.has.keys()) if (!counts.has(key)) this.has.delete(key);
    for (const [key, count] of counts) this.has.set(key, count);
  }

  step(ms = 1_000): void {
    this.now += ms;
    this.memory = planUpdate(this.memory, this.wanted, this.#look());
    this.#carryOut();
    const { serves, underway } = this.memory;
    const parts = [...shares(serves, underway?.to, underway?.shifted ?? 0)]
      .map(([key, share]) => `${key} ${this.has.get(key) ?? 0} ${Math.round(share * 100)}%`)
      .join(", ");
    const line = `${underway?.phase ?? "over"}: ${parts}`;
    if (this.seen.at(-1) !== line) this.seen.push(line);
  }

  settle(steps = 200): void {
    for (let i = 0; i < steps; i++) this.step();
  }

  /** The fewest copies that there are at any time until it is settled. */
  leastWhileSettling(): number {
    let least = this.count;
    for (let i = 0; i < 200; i++) {
      this.step();
      least = Math.min(least, this.count);
    }
    return least;
  }
}

const POLICIES: readonly (readonly [string, UpdatePolicy])[] = [
  ["one by one", ONE_BY_ONE],
  ["in batches", { ...ONE_BY_ONE, steps: { each: { share: 0.2 } } }],
  ["all at once", { fleets: "beside", bakeMs: 0, terminationWaitMs: 0 }],
  ["canary", { fleets: "beside", steps: { first: { instances: 1 } }, bakeMs: 0, terminationWaitMs: 0 }],
];

describe("an update", () => {
  test("one instance after the other never has fewer pods than before, and ends with the new ones", () => {
    const world = new World([member("old", 3)]);
    world.update([member("new", 3)]);
    world.settle();
    expect(world.seen).toEqual([
      "moving: A/old 3 100%, A/new 1 0%",
      "baking: A/old 3 67%, A/new 1 33%",
      "moving: A/old 2 67%, A/new 2 33%",
      "baking: A/old 2 33%, A/new 2 67%",
      "moving: A/old 1 33%, A/new 3 67%",
      "baking: A/old 1 0%, A/new 3 100%",
      "over: A/new 3 100%",
    ]);
  });

  test("all at once brings up the whole fleet, bakes, and waits before the old one ends", () => {
    const world = new World([member("old", 2)]);
    world.policy = { fleets: "beside", bakeMs: 60_000, terminationWaitMs: 30_000 };
    world.update([member("new", 2)]);
    world.settle(61);
    expect(world.seen).toEqual(["moving: A/old 2 100%, A/new 2 0%", "baking: A/old 2 0%, A/new 2 100%"]);
    world.settle(3);
    expect(world.seen.at(-1)).toBe("terminating: A/old 2 0%, A/new 2 100%");
    world.settle(30);
    expect(world.seen.at(-1)).toBe("over: A/new 2 100%");
  });

  test.each([
    ["canary", { first: { share: 0.1 } }, [10, 100]],
    ["canary of an instance", { first: { instances: 1 } }, [25, 100]],
    ["linear", { each: { share: 0.3 } }, [30, 60, 90, 100]],
  ] as const)("%s moves requests in its steps, with both fleets whole", (_, steps, expected) => {
    const world = new World([member("old", 4)]);
    world.policy = { fleets: "beside", steps, bakeMs: 10_000, terminationWaitMs: 0 };
    world.update([member("new", 4)]);
    world.settle();
    const shifts = world.seen.flatMap(
      (line) => /^baking: A\/old 4 \d+%, A\/new 4 (\d+)%$/.exec(line)?.[1] ?? [],
    );
    expect(shifts.map(Number)).toEqual(expected);
    expect(world.seen.at(-1)).toBe("over: A/new 4 100%");
  });

  test("where there is no room for both lets go before it takes", () => {
    const world = new World([member("old", 1)]);
    world.inPlace = true;
    world.update([member("new", 1)]);
    world.settle();
    expect(world.seen).toEqual([
      "moving: A/old 1 100%, A/new 0 0%",
      "moving: A/old 0 100%, A/new 1 0%",
      "baking: A/old 0 0%, A/new 1 100%",
      "over: A/new 1 100%",
    ]);
  });

  test("whose pods keep ending goes back, says why, and is not begun again by itself", () => {
    const world = new World([member("old", 3)]);
    world.broken.add("A/new");
    world.update([member("new", 3)]);
    world.settle();
    expect(world.seen).toEqual([
      "moving: A/old 3 100%, A/new 1 0%",
      "back: A/old 3 100%, A/new 1 0%",
      "back: A/old 3 100%, A/new 0 0%",
      "over: A/old 3 100%",
    ]);
    expect(world.memory.refused).toEqual({ attempt: "1", reason: "A/new keeps ending" });
    world.broken.clear();
    world.settle();
    expect(world.has).toEqual(new Map([["A/old", 3]]));
    world.update([member("new", 3)], "2");
    world.settle();
    expect(world.has).toEqual(new Map([["A/new", 3]]));
    expect(world.memory).toEqual({ serves: [member("new", 3)] });
  });

  test("that an alarm ends goes back in its own batches, requests after their pods", () => {
    const world = new World([member("old", 4)]);
    world.policy = { ...ONE_BY_ONE, bakeMs: 10_000, rollback: { share: 0.5 } };
    world.update([member("new", 4)]);
    while (!world.seen.at(-1)?.startsWith("baking: A/old 2 25%")) world.step();
    world.alarm = "Alarm errors is in ALARM";
    world.settle();
    expect(world.seen.slice(world.seen.findIndex((line) => line.startsWith("back")))).toEqual([
      "back: A/old 4 25%, A/new 3 75%",
      "back: A/old 4 100%, A/new 3 0%",
      "back: A/old 4 100%, A/new 0 0%",
      "over: A/old 4 100%",
    ]);
    expect(world.memory.refused?.reason).toBe("Alarm errors is in ALARM");
  });

  test("that takes too long goes back", () => {
    const world = new World([member("old")]);
    world.policy = {
      fleets: "beside",
      steps: { each: { share: 0.1 } },
      bakeMs: 100_000,
      terminationWaitMs: 0,
      timeoutMs: 600_000,
    };
    world.update([member("new")]);
    world.settle(620);
    expect(world.memory.refused?.reason).toBe("The update took longer than the 600 seconds that it may");
    expect(world.has).toEqual(new Map([["A/old", 1]]));
  });

  test("in place of which another is asked for goes back, and makes way for that", () => {
    const world = new World([member("old", 3)]);
    world.update([member("new", 3)]);
    while (!world.seen.at(-1)?.startsWith("baking: A/old 2")) world.step();
    world.update([member("newest", 3)], "2");
    world.settle();
    expect(world.seen.at(-1)).toBe("over: A/newest 3 100%");
    const least = Math.min(
      ...world.seen.map((line) =>
        [...line.matchAll(/ (\d) /g)].reduce((sum, [, count]) => sum + Number(count), 0),
      ),
    );
    expect(least).toBe(3);
  });

  test("of one of two variants leaves the other alone, and splits requests as both configurations say", () => {
    const other = member("same", 2, "B", 3);
    const world = new World([member("old", 1), other]);
    world.policy = {
      fleets: "beside",
      steps: { first: { share: 0.5 } },
      bakeMs: 5_000,
      terminationWaitMs: 0,
    };
    world.update([member("new", 1, "A", 3), other]);
    world.settle();
    expect(world.seen).toContain("baking: A/old 1 13%, B/same 2 63%, A/new 1 25%");
    expect(world.seen.at(-1)).toBe("over: A/new 1 50%, B/same 2 50%");
  });

  test("of weights and numbers alone is no update", () => {
    const world = new World([member("old", 1)]);
    world.update([member("old", 5, "A", 2)]);
    world.step();
    expect(world.seen).toEqual(["over: A/old 5 100%"]);
  });

  test("to what was never served because it is broken takes its place", () => {
    const world = new World([member("old", 2)]);
    world.broken.add("A/old");
    world.broken.add("A/new");
    world.update([member("new", 2)]);
    world.settle();
    expect(world.memory.refused?.reason).toBe("A/new keeps ending");
    world.update([member("newest", 2)], "2");
    world.settle();
    expect(world.has).toEqual(new Map([["A/newest", 2]]));
  });
});

describe("an update whose new fleet is not ready any more", () => {
  const watched: UpdatePolicy = { fleets: "beside", bakeMs: 60_000, terminationWaitMs: 30_000 };

  function updating(until: string): World {
    const world = new World([member("old", 2)]);
    world.policy = watched;
    world.update([member("new", 2)]);
    while (!world.seen.at(-1)?.startsWith(until)) world.step();
    return world;
  }

  test("bakes anew once it is, and does not go on before", () => {
    const world = updating("baking");
    world.settle(50);
    world.lacks.set("A/new", 1);
    world.settle(1_000);
    expect(world.seen.at(-1)).toBe("moving: A/old 2 0%, A/new 2 100%");
    world.lacks.clear();
    world.settle(60);
    expect(world.seen.at(-1)).toBe("baking: A/old 2 0%, A/new 2 100%");
    world.settle();
    expect(world.seen.at(-1)).toBe("over: A/new 2 100%");
  });

  test.each([
    [
      "whose pods keep ending goes back",
      (world: World) => void world.broken.add("A/new"),
      "A/new keeps ending",
    ],
    [
      "whose time is up goes back",
      (world: World) => {
        world.lacks.set("A/new", 2);
        world.policy = { ...watched, timeoutMs: 300_000 };
      },
      "The update took longer than the 300 seconds that it may",
    ],
  ])("%s", (_, happens, reason) => {
    const world = updating("baking");
    world.settle(10);
    happens(world);
    world.settle(400);
    expect([world.seen.at(-1), world.memory.refused?.reason]).toEqual(["over: A/old 2 100%", reason]);
  });

  test("keeps the old one at its end until it is, or a while", () => {
    for (const [lacks, least, end] of [
      [1, 600, "over: A/new 2 100%"],
      [2, 600, "over: A/old 2 100%"],
    ] as const) {
      const world = updating("terminating");
      world.lacks.set("A/new", lacks);
      world.settle(least);
      expect(world.seen.at(-1)).toBe("terminating: A/old 2 0%, A/new 2 100%");
      world.settle();
      expect(world.seen.at(-1)).toBe(end);
    }
    const world = updating("terminating");
    world.lacks.set("A/new", 2);
    world.settle(100);
    world.lacks.clear();
    world.step();
    expect(world.seen.at(-1)).toBe("over: A/new 2 100%");
  });
});

describe("an update that goes back", () => {
  const reasons = ["Alarm errors is in ALARM", undefined] as const;

  /** The first half of the requests has moved, and then an alarm rings, or another update is asked for in its place. */
  function goingBack(reason: string | undefined, policy: Partial<UpdatePolicy> = {}): World {
    const world = new World([member("old", 2)]);
    const steps = { first: { share: 0.5 } };
    world.policy = { fleets: "beside", steps, bakeMs: 60_000, terminationWaitMs: 0, ...policy };
    world.update([member("new", 2)]);
    while (!world.seen.at(-1)?.startsWith("baking")) world.step();
    world.alarm = reason;
    if (reason === undefined) world.update([member("newest", 2)], "2");
    return world;
  }

  function endsWith(world: World, fleet: string, reason: string | undefined): void {
    world.settle(3_000);
    const expected = reason === undefined ? "newest" : fleet;
    expect(world.has).toEqual(new Map([[`A/${expected}`, 2]]));
    expect(world.memory.underway).toBeUndefined();
  }

  test.each(reasons)("waits for the old fleet while that may come (%s)", (reason) => {
    const world = goingBack(reason);
    world.lacks.set("A/old", 1);
    world.settle(599);
    expect(world.seen.at(-1)).toBe("back: A/old 2 50%, A/new 1 50%");
    world.lacks.clear();
    world.settle(3);
    expect(world.seen.at(-1)).toBe("back: A/old 2 100%, A/new 0 0%");
    endsWith(world, "old", reason);
  });

  test.each(reasons)("has to do with what answers of the old fleet after a while (%s)", (reason) => {
    const world = goingBack(reason);
    world.lacks.set("A/old", 1);
    world.settle(610);
    expect(world.seen).toContain("back: A/old 2 100%, A/new 0 0%");
    endsWith(world, "old", reason);
  });

  test.each(reasons)("stays with the new fleet where nothing of the old one answers (%s)", (reason) => {
    const world = goingBack(reason);
    world.lacks.set("A/old", 2);
    world.settle(605);
    expect(world.seen.at(-1)).toMatch(/A\/new 2 /);
    expect(world.has.has("A/old")).toBe(false);
    endsWith(world, "new", reason);
  });

  test("says why it went back, and that it stays", () => {
    const world = goingBack("Alarm errors is in ALARM");
    world.lacks.set("A/old", 2);
    while (world.memory.underway !== undefined) world.step();
    expect(world.memory.refused?.reason).toBe(
      "Alarm errors is in ALARM. The old fleet did not come back, so that the new one stays",
    );
  });

  test("goes back all the same where neither answers, so that the old one gets the room", () => {
    const world = goingBack("Alarm errors is in ALARM");
    world.lacks.set("A/old", 2);
    world.lacks.set("A/new", 2);
    endsWith(world, "old", "Alarm errors is in ALARM");
  });

  test("comes to an end in batches, too, as many as there were", () => {
    const range = { min: 1, max: 20 };
    for (const lacks of [3, 10]) {
      const world = new World([member("old", range)]);
      world.scale("A/old", 10);
      world.policy = { ...ONE_BY_ONE, steps: { each: { share: 0.5 } }, rollback: { share: 0.1 } };
      world.update([member("new", range)]);
      while (!world.seen.at(-1)?.startsWith("baking: A/old 5")) world.step();
      world.alarm = "Alarm errors is in ALARM";
      world.lacks.set("A/old", lacks);
      world.settle(20_000);
      expect(world.has).toEqual(new Map([[lacks === 3 ? "A/old" : "A/new", 10]]));
      expect(world.memory.underway).toBeUndefined();
    }
  });
});

describe("an update of what scales itself", () => {
  const RANGES = [
    { min: 0, max: 20 },
    { min: 1, max: 20 },
    { min: 4, max: 20 },
    { min: 10, max: 10 },
  ];
  const cases = POLICIES.flatMap(([name, policy]) => RANGES.map((range) => ({ name, policy, range })));

  test.each(cases)(
    "$name from $range.min to $range.max keeps the number of copies that there were",
    ({ policy, range }) => {
      const world = new World([member("old", range)]);
      world.scale("A/old", 10);
      world.policy = policy;
      world.update([member("new", range)]);
      expect(world.leastWhileSettling()).toBe(10);
      expect(world.has).toEqual(new Map([["A/new", 10]]));
    },
  );

  test.each(cases)(
    "$name from $range.min to $range.max that goes back keeps that number as well",
    ({ policy, range }) => {
      const world = new World([member("old", range)]);
      world.scale("A/old", 10);
      world.policy = { ...policy, rollback: { instances: 3 } };
      world.update([member("new", range)]);
      world.settle(2);
      world.alarm = "Alarm errors is in ALARM";
      expect(world.leastWhileSettling()).toBe(10);
      expect(world.has).toEqual(new Map([["A/old", 10]]));
    },
  );

  test.each(cases)(
    "$name from $range.min to $range.max keeps it where there is no room for both",
    ({ policy, range }) => {
      for (const alarm of [undefined, "Alarm errors is in ALARM"]) {
        const world = new World([member("old", range)]);
        world.scale("A/old", 10);
        world.inPlace = true;
        world.policy = policy;
        world.update([member("new", range)]);
        world.settle(2);
        world.alarm = alarm;
        world.settle();
        expect([...world.has.values()]).toEqual([10]);
      }
    },
  );

  test("ends within the range that there is by then", () => {
    for (const [range, count] of [
      [{ min: 1, max: 5 }, 5],
      [{ min: 12, max: 20 }, 12],
    ] as const) {
      const world = new World([member("old", { min: 1, max: 20 })]);
      world.scale("A/old", 10);
      world.update([member("new", range)]);
      world.settle();
      expect(world.has).toEqual(new Map([["A/new", count]]));
    }
  });

  test("counts instances of a batch out of all that there are", () => {
    const world = new World([member("old", { min: 2, max: 20 })]);
    world.scale("A/old", 10);
    world.update([member("new", { min: 2, max: 20 })]);
    world.step();
    expect(world.seen).toEqual(["moving: A/old 10 100%, A/new 1 0%"]);
  });

  test("leaves whoever has the same pods to its scaler", () => {
    const same = member("same", { min: 1, max: 20 }, "B");
    const world = new World([member("old"), same]);
    world.scale("B/same", 6);
    world.update([member("new"), same]);
    world.step();
    world.scale("B/same", 8);
    world.settle();
    expect(world.has).toEqual(
      new Map([
        ["B/same", 8],
        ["A/new", 1],
      ]),
    );
  });

  test("that an earlier release began, which wrote no numbers down, loses no more copies", () => {
    const range = { min: 1, max: 20 };
    const world = new World([member("old", range)]);
    world.scale("A/old", 10);
    world.policy = { fleets: "beside", bakeMs: 60_000, terminationWaitMs: 0 };
    world.update([member("new", range)]);
    world.step();
    const { underway } = world.memory;
    if (underway !== undefined) {
      const { had: _had, ...before } = underway;
      world.memory = { ...world.memory, underway: before };
    }
    world.settle();
    expect(world.has).toEqual(new Map([["A/new", 10]]));
  });
});

/** A generator of numbers in [0, 1) that repeats itself for its seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An endpoint of one to six pods that is to be updated in some way. */
function someWorld(random: () => number): {
  readonly world: World;
  readonly count: number;
  readonly capacity: Parameters<typeof member>[1];
} {
  const pick = <T>(...items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const count = 1 + Math.floor(random() * 6);
  const capacity = pick<number | { readonly min: number; readonly max: number }>(
    count,
    { min: 0, max: 6 },
    { min: 1, max: 20 },
  );
  const world = new World([member("f0", capacity)]);
  world.scale("A/f0", count);
  const steps = pick(
    undefined,
    { first: { share: 0.1 } },
    { each: { share: 0.2 } },
    { each: { instances: 2 } },
  );
  world.policy = {
    fleets: pick("beside", "batches"),
    ...(steps === undefined ? {} : { steps }),
    bakeMs: pick(0, 5_000),
    terminationWaitMs: pick(0, 3_000),
    ...pick({}, { rollback: { share: 0.3 } }),
  };
  return { world, count, capacity };
}

/** Requests go to pods that are ready, and there are as many of those as there were. */
function serves(world: World, count: number): boolean {
  const { serves, underway } = world.memory;
  const given = [...shares(serves, underway?.to, underway?.shifted ?? 0)];
  const ready = (key: string): number => (world.broken.has(key) ? 0 : (world.has.get(key) ?? 0));
  const all = given.reduce((sum, [key]) => sum + ready(key), 0);
  return all >= count && given.every(([key, share]) => share === 0 || ready(key) > 0);
}

test.each(Array.from({ length: 300 }, (_, seed) => seed + 1))(
  "whatever happens, requests go to pods that are ready, as many as there were, and it comes to an end (seed %i)",
  (seed) => {
    const random = numbers(seed);
    const { world, count, capacity } = someWorld(random);
    for (let fleet = 1; fleet <= 4; fleet++) {
      world.update([member(`f${fleet}`, capacity)], String(fleet));
      if (random() < 0.3) world.broken.add(`A/f${fleet}`);
      world.alarm = random() < 0.2 ? "an alarm" : undefined;
      for (let i = 0; i < random() * 60; i++) {
        world.step(Math.floor(random() * 3_000));
        expect(serves(world, count)).toBe(true);
      }
    }
    world.alarm = undefined;
    world.settle(400);
    expect(world.memory.underway).toBeUndefined();
    expect([...world.has]).toEqual(world.memory.serves.map((one) => [memberKey(one), count]));
  },
);

test.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
  "that may take so long and no longer comes to an end whatever is not ready, with as many copies as there were (seed %i)",
  (seed) => {
    const random = numbers(seed);
    const { world, count, capacity } = someWorld(random);
    world.policy = { ...world.policy, timeoutMs: 600_000 };
    world.inPlace = random() < 0.2;
    for (let fleet = 1; fleet <= 3; fleet++) {
      world.update([member(`f${fleet}`, capacity)], String(fleet));
      world.settle(Math.floor(random() * 20));
      world.lacks.set(`A/f${Math.floor(random() * 4)}`, Math.ceil(random() * count));
      world.alarm = random() < 0.2 ? "an alarm" : undefined;
      world.settle(Math.floor(random() * 20));
    }
    for (let i = 0; i < 2_000; i++) world.step(10_000);
    expect(world.memory.underway).toBeUndefined();
    expect([...world.has]).toEqual(world.memory.serves.map((one) => [memberKey(one), count]));
  },
);
