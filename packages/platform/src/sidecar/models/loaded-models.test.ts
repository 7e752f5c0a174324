import { beforeEach, describe, expect, test } from "vitest";
import { LoadedModels, type LoadedModelsOptions } from "./loaded-models.ts";

/** A container with memory for two models, and what was done with it in its order. */
class Bench {
  readonly done: string[] = [];
  readonly memory = new Set<string>();
  room = 2;
  now = 0;
  readonly models: LoadedModels;
  bad: Error | undefined;
  full: "disk" | undefined;

  constructor(change: Partial<LoadedModelsOptions> = {}) {
    this.models = new LoadedModels({
      nameOf: (target) => target,
      cached: true,
      mostBytes: 1_000,
      now: () => this.now,
      isOfTheDisk: (error) => error === this.full,
      bring: async (name) => {
        this.done.push(`bring ${name}`);
        await Promise.resolve();
        if (name === "bad" && this.bad !== undefined) throw this.bad;
        return 300;
      },
      drop: async (name) => {
        this.done.push(`drop ${name}`);
      },
      load: async (name) => {
        if (this.memory.size >= this.room) return "full";
        this.done.push(`load ${name}`);
        this.memory.add(name);
        return "loaded";
      },
      unload: async (name) => {
        this.done.push(`unload ${name}`);
        this.memory.delete(name);
      },
      ...change,
    });
  }

  async use(target: string): Promise<boolean> {
    const lease = await this.models.lease(target);
    lease.release();
    return lease.hit;
  }
}

describe("the models of a container", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });

  test("are brought and loaded once, however many ask for them", async () => {
    const leases = await Promise.all([1, 2, 3].map(() => bench.models.lease("a")));
    expect(bench.done).toEqual(["bring a", "load a"]);
    expect(leases.map(({ hit }) => hit)).toEqual([false, false, false]);
    expect(await bench.use("a")).toBe(true);
  });

  test("make way in the order in which they were asked for last, and stay on disk", async () => {
    for (const target of ["a", "b", "a", "c", "b"]) await bench.use(target);
    expect(bench.done).toEqual([
      ...["bring a", "load a", "bring b", "load b"],
      ...["bring c", "unload b", "load c", "unload a", "load b"],
    ]);
    expect(bench.models.loaded).toBe(2);
    expect(bench.models.takeMeasures().map(([name]) => name)).toContain("ModelUnloadingTime");
    expect(bench.models.takeMeasures()).toEqual([]);
  });

  test("that answer requests do not make way: where all do, another one is refused until one has answered", async () => {
    const leases = [await bench.models.lease("a"), await bench.models.lease("b")];
    await expect(bench.models.lease("c")).rejects.toMatchObject({ code: "SLIP-ROUTER-013" });
    leases[0]?.release();
    bench.now += 10_000;
    await bench.use("c");
    expect([...bench.memory]).toEqual(["b", "c"]);
  });

  test("that cannot be had fail their own requests alone, and are not tried again for a while", async () => {
    bench.bad = new Error("no such model");
    const both = await Promise.allSettled([
      bench.models.lease("bad"),
      bench.use("a"),
      bench.models.lease("bad"),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
    await expect(bench.models.lease("bad")).rejects.toThrow("no such model");
    expect(bench.done.filter((one) => one === "bring bad")).toHaveLength(1);
    bench.bad = undefined;
    bench.now += 10_000;
    expect(await bench.use("bad")).toBe(false);
  });

  test("take no more of the disk than they may: the files asked for longest ago go", async () => {
    bench.room = 10;
    for (const target of ["a", "b", "c", "a", "d"]) await bench.use(target);
    expect(bench.done.slice(-3)).toEqual(["unload b", "drop b", "load d"]);
    expect(await bench.use("b")).toBe(false);
  });

  test("are unloaded as soon as nobody asks for them where they are not to be cached", async () => {
    bench = new Bench({ cached: false });
    const lease = await bench.models.lease("a");
    await bench.use("a");
    expect(bench.memory.size).toBe(1);
    lease.release();
    await Promise.resolve();
    await Promise.resolve();
    expect(bench.memory.size).toBe(0);
    expect(await bench.use("a")).toBe(false);
    expect(bench.done.filter((one) => one === "bring a")).toHaveLength(1);
  });

  test("that a container has lost are loaded again", async () => {
    const lease = await bench.models.lease("a");
    bench.memory.clear();
    lease.lost();
    lease.release();
    expect(await bench.use("a")).toBe(false);
    expect(bench.done).toEqual(["bring a", "load a", "load a"]);
  });
});
