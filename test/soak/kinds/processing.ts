import { CreateProcessingJobCommand } from "@aws-sdk/client-sagemaker";
import { FOREIGN_IMAGE } from "../../e2e/support/foreign-image.ts";
import { BUCKET, create, ended, ROLE, textOf, triedOnce } from "../any-job.ts";
import { proveStarts } from "../engine-starts.ts";
import { persist } from "../persist.ts";
import type { Soak } from "../soak.ts";
import type { KindOfJob } from "./kind-of-job.ts";

interface Counting {
  readonly name: string;
  readonly image: string;
  readonly hosts: number;
  readonly ticks: number;
  /** What each host says first; a shell's words. */
  readonly tell: string;
}

const HOST = `$(sed 's/.*"current_host": *"\\([^"]*\\)".*/\\1/' /opt/ml/config/resourceconfig.json)`;

/** Two hosts that each say when they were started, and then count. */
export const processingOnTwoHosts: KindOfJob = async (soak, name, random) => {
  const script = "import sys, urllib.request as u; u.urlopen(sys.argv[1], data=sys.argv[2].encode()).read()";
  const tell = `python3 -c '${script}' ${soak.witnessUrl} "${name} starts on $h"`;
  const job = { name, image: "slipway.dev/script", hosts: 2, ticks: random.between(5, 30), tell };
  if (!(await count(soak, job))) return;
  const told = soak.witness.of(name).toSorted().join();
  if (told !== "starts on algo-1,starts on algo-2") soak.violated(`the hosts of ${name} told: ${told}`);
  soak.counts.processed += 1;
};

export const processingInContainers: KindOfJob = async (soak, name, random) => {
  const hosts = random.between(1, 2);
  const ticks = random.between(5, 30);
  if (!(await count(soak, { name, image: FOREIGN_IMAGE, hosts, ticks, tell: "true" }))) return;
  await proveStarts(soak, name, hosts);
  soak.counts.contained += 1;
};

/** Whether the job has completed; each host has counted once. */
async function count(soak: Soak, { name, image, hosts, ticks, tell }: Counting): Promise<boolean> {
  // A word may have 256 characters.
  const words = [
    `h=${HOST};`,
    `${tell} || exit 1;`,
    `for t in $(seq ${ticks}); do echo $t >> /opt/ml/processing/output/$h; sleep 0.1; done`,
  ];
  const command = new CreateProcessingJobCommand({
    ProcessingJobName: name,
    RoleArn: ROLE,
    AppSpecification: {
      ImageUri: image,
      ContainerEntrypoint: ["/bin/sh", "-c", 'eval "$*"', "sh"],
      ContainerArguments: words,
    },
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: "counted",
          S3Output: {
            S3Uri: `s3://${BUCKET}/soak/${name}`,
            LocalPath: "/opt/ml/processing/output",
            S3UploadMode: "EndOfJob",
          },
        },
      ],
    },
    ProcessingResources: {
      ClusterConfig: { InstanceCount: hosts, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 },
    },
  });
  await create(soak, name, () => soak.aws.sagemaker.send(command));
  const job = { kind: "processingjob", name } as const;
  if ((await ended(soak, { ...job, seconds: 120 + ticks / 10 })) === undefined) return false;
  const expected = Array.from({ length: ticks }, (_, index) => index + 1).join(" ");
  for (let host = 1; host <= hosts; host++) {
    const key = `soak/${name}/algo-${host}`;
    const text = await persist(soak, `what ${name} counted`, () => textOf(soak, key));
    const counted = text.trim().split("\n").join(" ");
    if (counted !== expected) soak.violated(`host ${host} of ${name} counted ${counted}`);
  }
  await triedOnce(soak, job);
  return true;
}
