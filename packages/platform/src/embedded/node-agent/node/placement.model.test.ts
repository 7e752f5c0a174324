import { keyOf } from "@slipway/model";
import { POD_GROUP, podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { podOf, shell } from "../testing/pods.ts";
import { type NodeRoom, placements } from "./placement.ts";

const ROOM: NodeRoom = { labels: {}, allocatable: { cpu: 4 }, places: { runs: 3, services: 2 } };

/** A node, its pods and those that wait for it. */
class Model {
  waiting: Pod[] = [];
  bound: Pod[] = [];
  made = 0;
}

type Step = fc.Command<Model, object>;
const step = (title: string, run: (model: Model) => void): Step => ({
  check: () => true,
  run: (model) => {
    run(model);
    pass(model);
  },
  toString: () => title,
});

/** One look of the scheduler, as often as anything happens. */
function pass(model: Model): void {
  const found = placements(model.waiting, model.bound, ROOM);
  expect(found.map(({ pod }) => keyOf(pod)).sort()).toEqual(model.waiting.map(keyOf).sort());
  const taken = found.filter(({ fits }) => fits).map(({ pod }) => pod);
  const left = found.filter(({ fits }) => !fits).map(({ pod }) => pod);
  for (const placement of found) if (!placement.fits) expect(placement.message).not.toBe("");
  const there = [...model.bound, ...taken];
  expectRoom(there);
  expectWholeGroups(there, left);
  expectNoIdleRoom(there, left);
  expectAgeCounts(taken, left);
  expect(placements(left, there, ROOM).filter(({ fits }) => fits)).toEqual([]);
  model.bound = there;
  model.waiting = left;
}

const cpuOf = (pod: Pod): number => Number(pod.spec.containers[0]?.resources?.requests?.["cpu"] ?? 0);
const serves = (pod: Pod): boolean => pod.spec.restartPolicy === "Always";
const sum = (pods: readonly Pod[]): number => pods.reduce((all, pod) => all + cpuOf(pod), 0);

/** Nothing is given away twice. */
function expectRoom(there: readonly Pod[]): void {
  expect(sum(there)).toBeLessThanOrEqual(4);
  const runs = there.filter((pod) => !serves(pod));
  // A group of more pods than there are places for goes alone.
  if (groupsOf(runs).length > 1) expect(runs.length).toBeLessThanOrEqual(ROOM.places.runs);
  expect(there.filter(serves).length).toBeLessThanOrEqual(ROOM.places.services);
}

/** Of a group all are there or none, so that no two groups hold what each other waits for; an end frees all it can. */
function expectWholeGroups(there: readonly Pod[], left: readonly Pod[]): void {
  for (const pods of groupsOf(there)) expect(isWhole(pods)).toBe(true);
  for (const pod of left) {
    const group = podGroupOf(pod);
    if (group === undefined) continue;
    const parts = there.filter((other) => podGroupOf(other)?.name === group.name);
    expect(parts.map(keyOf)).toEqual([]);
  }
}

const fits = (pods: readonly Pod[], there: readonly Pod[]): boolean => {
  const all = [...there, ...pods];
  const runs = all.filter((pod) => !serves(pod));
  const services = all.filter(serves).length;
  const isAlone = groupsOf(runs).length === 1 && runs.length > 1;
  const hasPlace = runs.length <= ROOM.places.runs || isAlone;
  return sum(all) <= 4 && hasPlace && services <= ROOM.places.services;
};

const isWhole = (pods: readonly Pod[]): boolean =>
  pods.every((pod) => (podGroupOf(pod)?.size ?? 1) <= pods.length);

function groupsOf(pods: readonly Pod[]): readonly (readonly Pod[])[] {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const name = podGroupOf(pod)?.name ?? keyOf(pod);
    groups.set(name, [...(groups.get(name) ?? []), pod]);
  }
  return [...groups.values()];
}

/** Who would fit now does not wait. */
function expectNoIdleRoom(there: readonly Pod[], left: readonly Pod[]): void {
  for (const pods of groupsOf(left)) expect(isWhole(pods) && fits(pods, there)).toBe(false);
}

/** Of two that ask for the same the older one is not left behind. */
function expectAgeCounts(taken: readonly Pod[], left: readonly Pod[]): void {
  const alone = (pods: readonly Pod[]) => pods.filter((pod) => podGroupOf(pod) === undefined);
  for (const older of alone(left))
    for (const younger of alone(taken)) {
      const isSame = cpuOf(older) === cpuOf(younger) && serves(older) === serves(younger);
      if (isSame) expect(numberOf(older)).toBeGreaterThan(numberOf(younger));
    }
}

const numberOf = ({ metadata }: Pod): number => Number(metadata.name.split("-")[1]);

interface Wish {
  readonly cpu: number;
  readonly serves: boolean;
}

function make(model: Model, { cpu, serves }: Wish, annotations: Readonly<Record<string, string>> = {}): void {
  const number = ++model.made;
  const container = shell("main", "", { resources: { requests: { cpu: String(cpu) } } });
  const pod = podOf(`pod-${String(number).padStart(4, "0")}`, [container], {
    restartPolicy: serves ? "Always" : "Never",
    annotations,
  });
  const time = new Date(Date.UTC(2026, 0, 1) + number * 1_000).toISOString();
  model.waiting.push({ ...pod, metadata: { ...pod.metadata, creationTimestamp: time } });
}

const add = (wish: Wish): Step => step(`add(${JSON.stringify(wish)})`, (model) => make(model, wish));

/** The hosts of a run come one after the other, and perhaps not all of them yet. */
const addGang = (size: number, cpu: number, missing: number): Step =>
  step(`addGang(${size} x ${cpu}, ${missing} missing)`, (model) => {
    const name = `gang-${model.made}`;
    const annotations = { [POD_GROUP.name]: name, [POD_GROUP.size]: String(size) };
    for (let host = missing; host < size; host++) make(model, { cpu, serves: false }, annotations);
  });

/** The missing ones of the oldest group that is not whole. */
const complete = (): Step =>
  step("complete()", (model) => {
    const pods = groupsOf(model.waiting).find((group) => !isWhole(group));
    const group = pods?.[0] && podGroupOf(pods[0]);
    if (pods?.[0] === undefined || group === undefined) return;
    const { annotations = {} } = pods[0].metadata;
    const wish = { cpu: cpuOf(pods[0]), serves: false };
    for (let host = pods.length; host < group.size; host++) make(model, wish, annotations);
  });

/** A pod ends, and the rest of its group with it, as the hosts of a run do. */
const end = (which: number): Step =>
  step(`end(${which})`, (model) => {
    const pod = model.bound[which % Math.max(1, model.bound.length)];
    const name = pod && (podGroupOf(pod)?.name ?? keyOf(pod));
    model.bound = model.bound.filter((other) => (podGroupOf(other)?.name ?? keyOf(other)) !== name);
  });

/** Somebody deletes one that waits. */
const giveUp = (which: number): Step =>
  step(`giveUp(${which})`, (model) => {
    model.waiting.splice(which % Math.max(1, model.waiting.length), 1);
  });

const cpu = fc.constantFrom(0, 0.5, 1, 2, 5);
const steps = fc.commands(
  [
    fc.record({ cpu, serves: fc.boolean() }).map(add),
    fc
      .tuple(fc.constantFrom(2, 3, 4), fc.constantFrom(0.5, 1, 2), fc.constantFrom(0, 0, 1))
      .map((given) => addGang(...given)),
    fc.constant(complete()),
    fc.nat(4).map(end),
    fc.nat(4).map(end),
    fc.nat(6).map(giveUp),
  ],
  { size: "+1" },
);

test("The node takes who fits, the older before the younger, and of a group all or none", () => {
  const property = fc.property(steps, (commands) => {
    fc.modelRun(() => ({ model: new Model(), real: {} }), commands);
  });
  fc.assert(property, modelRuns(50));
});
