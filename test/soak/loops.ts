import { ok } from "../e2e/support/home.ts";
import { createJob, deleteObject, proveJob } from "./jobs.ts";
import { processOnTwoHosts, putRows, transform } from "./other-jobs.ts";
import { become, persist } from "./persist.ts";
import { pause, type Soak } from "./soak.ts";

/** Jobs that are let alone: one after the other, each proven; a few stay, the rest are deleted. */
export async function trainLoop(soak: Soak, prefix: string, source: string): Promise<void> {
  const random = soak.random.fork();
  const KEPT = 10;
  for (let number = 1; !soak.over; number++) {
    const job = { name: `${prefix}-${number}`, ticks: random.between(5, 60) };
    await createJob(soak, job, source);
    await proveJob(soak, job);
    if (number > KEPT) await deleteObject(soak, "trainingjob", `${prefix}-${number - KEPT}`);
  }
}

/** Jobs of the other kinds, one after the other, each proven. */
export async function otherLoop(soak: Soak): Promise<void> {
  const random = soak.random.fork();
  const ROWS = { objects: 3, rows: 200 };
  await putRows(soak, ROWS.objects, ROWS.rows);
  for (let number = 1; !soak.over; number++) {
    await transform(soak, `asked-${number}`, ROWS);
    if (!soak.over) await processOnTwoHosts(soak, `counted-${number}`, random.between(5, 30));
  }
}

/** Jobs that are deleted at some moment of their life; nothing of them may stay. */
export async function deleteLoop(soak: Soak, source: string): Promise<void> {
  const random = soak.random.fork();
  for (let number = 1; !soak.over; number++) {
    const name = `doomed-${number}`;
    await createJob(soak, { name, ticks: 6_000 }, source);
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
