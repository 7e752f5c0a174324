import { createJob, proveJob } from "../jobs.ts";
import type { Soak } from "../soak.ts";
import type { KindOfJob } from "./kind-of-job.ts";

/** GPUs of the stand-in for nvidia-smi. */
const ALL = "0,1";

/** Two jobs of a GPU each; that no other has it at the same time is what the witness hears. */
export const trainingOnGpus: KindOfJob = async (soak, name, random) => {
  const jobs = ["a", "b"].map((letter) => ({
    name: `${name}-${letter}`,
    ticks: random.between(5, 30),
    machine: "ml.g5.xlarge" as const,
  }));
  for (const job of jobs) await createJob(soak, job);
  for (const job of jobs) if (await proveJob(soak, job)) proveGpus(soak, job.name, /^[01]$/);
};

/** None is anybody's any more: a job that asks for more than there are gets all. */
export async function proveAllAreFree(soak: Soak, name: string): Promise<void> {
  const job = { name, ticks: 3, machine: "ml.g5.12xlarge" } as const;
  await createJob(soak, job);
  if (await proveJob(soak, job)) proveGpus(soak, name, new RegExp(`^${ALL}$`));
}

function proveGpus(soak: Soak, name: string, expected: RegExp): void {
  const [start = ""] = soak.witness.of(name);
  const had = start.replace("starts with ", "");
  if (!expected.test(had)) soak.violated(`${name} had the GPUs ${had}`);
  soak.counts.onGpu += 1;
}
