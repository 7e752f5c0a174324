import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { HomeControl } from "#cli/context.ts";
import { layout } from "../state/layout.ts";
import { type Running, readRunning } from "../state/running.ts";
import { takeLock } from "../state/take-lock.ts";
import { homeControl } from "./home-control.ts";

let stateDir: string;
let home: HomeControl;
beforeEach(() => {
  stateDir = join(mkdtempSync(join(tmpdir(), "slipway-home-")), "state");
  home = homeControl(process.env);
});
afterEach(async () => {
  await home.down(stateDir, { jobs: true });
  rmSync(join(stateDir, ".."), { recursive: true, force: true });
});

const up = () => home.up({ stateDir, detach: true });
const phase = async (): Promise<Running["phase"] | undefined> =>
  (await readRunning(layout(stateDir).running))?.phase;
const until = (wanted: Running["phase"]) => expect.poll(phase, { interval: 1 }).toBe(wanted);

it("started twice at once, gets one server that both find ready", async () => {
  const homes = await Promise.all([up(), up()]);
  expect(homes.map(({ already }) => already).sort()).toEqual([false, true]);
  expect(await home.status(stateDir)).toMatchObject({ running: true, phase: "ready" });
});

it("started while it ends, starts anew; stopped while it starts, stops", async () => {
  await up();
  const before = await home.status(stateDir);
  const down = home.down(stateDir, { jobs: false });
  await until("ending");
  const again = await up();
  expect(await down).toBe(true);
  expect(again.already).toBe(false);
  const after = await home.status(stateDir);
  expect(after.ports).toEqual(before.ports);
  expect(after.pid).not.toBe(before.pid);

  await home.down(stateDir, { jobs: false });
  const starting = up().catch(() => undefined);
  await until("starting");
  expect(await home.down(stateDir, { jobs: false })).toBe(true);
  expect(await phase()).toBeUndefined();
  await starting;
});

it("started while somebody has taken the folder and not told yet, waits for what comes of it", async () => {
  const lock = takeLock(layout(stateDir));
  const starting = up();
  const freed = setTimeout(2_000).then(() => lock.close());
  expect((await starting).already).toBe(false);
  await freed;
  expect(await phase()).toBe("ready");
});
