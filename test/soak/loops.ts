import { ok } from "../e2e/support/home.ts";
import { createJob, deleteObject, proveJob } from "./jobs.ts";
import { KINDS_OF_JOBS } from "./kinds/all.ts";
import { become, persist } from "./persist.ts";
import type { Random } from "./random.ts";
import { pause, type Soak } from "./soak.ts";

/** Jobs that are let alone: one after the other, each proven; a few stay, the rest are deleted. */
export async function trainLoop(soak: Soak, prefix: string): Promise<void> {
  const random = soak.random.fork();
  const KEPT = 10;
  for (let number = 1; !soak.over; number++) {
    const job = { name: `${prefix}-${number}`, ticks: random.between(5, 60) };
    await createJob(soak, job);
    if (await proveJob(soak, job)) soak.counts.completed += 1;
    if (number > KEPT) await deleteObject(soak, "trainingjob", `${prefix}-${number - KEPT}`);
  }
}

const JOBS = "trainingjobs,processingjobs,transformjobs";
/** Of the jobs that one name may stand for. */
const namesOf = (name: string) => [name, `${name}-a`, `${name}-b`, `${name}-asked`];

/** Jobs of all other kinds, one after the other, each proven, in several lanes that begin with different ones. */
export async function otherLoops(soak: Soak, lanes: number): Promise<void> {
  const random = soak.random.fork();
  const KEPT = 20;
  const ended: string[] = [];
  let next = random.between(0, KINDS_OF_JOBS.length - 1);
  let number = 0;
  const lane = async (own: Random): Promise<void> => {
    while (!soak.over) {
      const [word, run] = KINDS_OF_JOBS[next++ % KINDS_OF_JOBS.length] ?? [];
      const name = `${word}-${++number}`;
      await run?.(soak, name, own);
      ended.push(name);
      if (ended.length > KEPT) await deleteObject(soak, JOBS, ...namesOf(ended.shift() ?? ""));
    }
  };
  await Promise.all(Array.from({ length: lanes }, () => lane(random.fork())));
}

/** Jobs that are deleted at some moment of their life; nothing of them may stay. */
export async function deleteLoop(soak: Soak): Promise<void> {
  const random = soak.random.fork();
  for (let number = 1; !soak.over; number++) {
    const name = `doomed-${number}`;
    await createJob(soak, { name, ticks: 6_000 });
    await pause(soak, random.between(0, 4_000));
    await deleteObject(soak, "trainingjob", name);
    await become(soak, `the end of ${name}, which was deleted`, 60, async () => {
      const { stdout, code, stderr } = await soak.home.kubectl(
        "get",
        "trainingjob",
        name,
        "--ignore-not-found",
      );
      if (code !== 0) throw new Error(stderr);
      return stdout === "" ? true : undefined;
    });
    soak.counts.deleted += 1;
  }
}

/** Objects that are written all the time; the last acknowledged write is what is read. */
export async function applyLoop(soak: Soak): Promise<void> {
  const random = soak.random.fork();
  for (let number = 1; !soak.over; number++) {
    const name = `written-${number % 5}`;
    const value = String(random.between(1, 1_000_000));
    const object = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "default" },
      data: { value },
    };
    await persist(soak, `applying ${name}`, () =>
      ok(soak.home.kubectlWith(JSON.stringify(object), "apply", "-f", "-")),
    );
    await pause(soak, random.between(0, 500));
    const read = await persist(soak, `reading ${name}`, () =>
      ok(soak.home.kubectl("get", "configmap", name, "-o", "jsonpath={.data.value}")),
    );
    if (read !== value) soak.violated(`${name} is ${read}, though ${value} was acknowledged`);
    if (random.chance(0.3)) await deleteObject(soak, "configmap", name);
    soak.counts.applied += 1;
  }
}
