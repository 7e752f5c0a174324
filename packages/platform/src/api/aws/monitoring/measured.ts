import { objectName } from "@slipway/model";
import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { Subject } from "#ledger/ledger.ts";
import type { Measured } from "#monitoring/metric-series.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { findObject } from "../objects/find-object.ts";

const JOBS = awsKind(trainingJobFacts);
const PROCESSING = awsKind(processingJobFacts);

/** What is measured, as far as the caller may read it: throws Forbidden where it may not. */
export function measuredFor(call: LedgerCall): Measured {
  const { namespace, ledger } = call;
  return {
    namespace,
    async jobNamed(name, kind): Promise<Subject | undefined> {
      const job =
        kind === PROCESSING.kind.kind
          ? await findObject(PROCESSING, name, call)
          : await findObject(JOBS, name, call);
      if (job !== undefined) return { namespace, kind, name: job.metadata.name, uid: job.metadata.uid ?? "" };
      const { subjects } = await ledger.subjects({
        where: { namespace, kind, name: objectName(name) },
        limit: 1,
      });
      return subjects[0];
    },
  };
}

/** Throws Forbidden where the caller may not read what is measured in the namespace. */
export async function needReading({ store, namespace }: LedgerCall): Promise<void> {
  await store.list(JOBS.kind, { namespace }, { limit: 1 });
}
