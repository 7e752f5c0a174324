import { type Kind, SlipwayError } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { appendAttempt } from "#ledger/attempts.ts";
import type { LogLine } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import { KindCopy } from "#store/reflector/kind-copy.ts";
import type { Store } from "#store/store.ts";
import type { Members } from "../../call.ts";
import type { LedgerCall } from "../../ledger-call.ts";
import { logsService } from "../logs-service.ts";

const NAMESPACE = "team";
/** When the first try of every job began. */
export const BEGAN = new Date("2026-01-01T00:00:00Z");
/** The same in seconds, as names of streams have it. */
export const SECOND = BEGAN.getTime() / 1_000;

/** Operations on logs over a ledger in memory and jobs that the test names. */
export class LogHome {
  readonly ledger = createMemoryLedger();
  /** Kinds that the caller may not list. */
  readonly forbidden = new Set<string>();
  readonly #jobs = new KindCopy<TrainingJob>({ where: undefined, log: silentLog });
  readonly #endpoints = new KindCopy<Endpoint>({ where: undefined, log: silentLog });
  readonly #names = new Map<string, TrainingJob>();
  #number = 0;

  /** A job whose hosts have begun; without `kept` it is gone from the store. */
  async job(
    name: string,
    { hosts = 1, kept = true }: { readonly hosts?: number; readonly kept?: boolean } = {},
  ) {
    this.#number += 1;
    const object = jobNamed(name, this.#number, hosts);
    if (kept) {
      this.#jobs.listed(object, "1000000");
      this.#names.set(`${NAMESPACE}/${name}`, object);
    }
    const { uid = "" } = object.metadata;
    const subject = { namespace: NAMESPACE, kind: "TrainingJob", name, uid };
    await appendAttempt(this.ledger, subject, {
      attempt: 1,
      run: name,
      instanceCount: hosts,
      startedAt: BEGAN,
    });
  }

  /** An endpoint with these variants. */
  endpoint(name: string, variants: readonly string[]): void {
    this.#number += 1;
    const { apiVersion, metadata } = jobNamed(name, this.#number, 1);
    const productionVariants = variants.map((variantName) => ({ variantName }));
    const spec = { endpointName: name, endpointConfigName: name };
    this.#endpoints.listed(
      { apiVersion, kind: "Endpoint", metadata, spec, status: { productionVariants } },
      "1000000",
    );
  }

  /** Appends to the log of one of the job's hosts; `after`: milliseconds of the first line from the try's beginning. */
  async write(
    job: string,
    host: number,
    { texts, after = 0 }: { readonly texts: readonly string[]; readonly after?: number },
  ) {
    const stream = {
      namespace: NAMESPACE,
      pod: `${job}-algo-${host}`,
      uid: `pod-of-${job}-${host}`,
      container: "algorithm",
    };
    const lines: readonly LogLine[] = texts.map((text, i) => ({
      text,
      at: new Date(BEGAN.getTime() + after + i),
    }));
    await this.ledger.appendLog(stream, await this.ledger.logLength(stream), lines);
  }

  call(): LedgerCall {
    const copies: Readonly<Record<string, unknown>> = { TrainingJob: this.#jobs, Endpoint: this.#endpoints };
    return {
      ledger: this.ledger,
      store: {
        list: async ({ kind }: Kind) => {
          if (!this.forbidden.has(kind)) return { items: [], revision: "1" };
          throw new SlipwayError("SLIP-API-006", `may not list ${kind}`);
        },
        get: async (_kind: unknown, key: string) => this.#names.get(key),
      } as unknown as Store,
      cache: {
        of: async ({ kind }: Kind) => copies[kind] ?? new KindCopy({ where: undefined, log: silentLog }),
      } as unknown as Cache,
      identity: { accountId: "123456789012", region: "us-east-1" },
      namespace: NAMESPACE,
      now: BEGAN,
      tellWithoutEffect: () => {},
      judge: {
        abilitiesOf: () => Promise.reject(new Error("nothing is created here")),
        hasMachines: async () => false,
        unusableMetrics: async () => [],
      },
    };
  }

  ask<T = Readonly<Record<string, never>>>(operation: string, input: Members): Promise<T> {
    const served = logsService.operations[operation];
    if (served === undefined) throw new Error(`no operation ${operation}`);
    return served.run({ logGroupName: "/aws/sagemaker/TrainingJobs", ...input }, this.call()) as Promise<T>;
  }
}

function jobNamed(name: string, number: number, hosts: number): TrainingJob {
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: {
      namespace: NAMESPACE,
      name,
      uid: `uid-${number}`,
      resourceVersion: String(number),
      creationTimestamp: new Date(BEGAN.getTime() + number * 1_000).toISOString(),
    },
    spec: {
      trainingJobName: name,
      roleARN: "arn:aws:iam::123456789012:role/r",
      algorithmSpecification: { trainingInputMode: "File" },
      outputDataConfig: { s3OutputPath: "s3://bucket-a/out" },
      resourceConfig: { instanceType: "ml.m5.large", instanceCount: hosts, volumeSizeInGB: 1 },
      stoppingCondition: {},
    },
  };
}
