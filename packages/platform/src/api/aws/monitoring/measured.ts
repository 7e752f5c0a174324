import { objectName } from "@slipway/model";
import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { Subject } from "#ledger/ledger.ts";
import type { Measured } from "#monitoring/metric-series.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { findObject } from "../objects/find-object.ts";

const KINDS = { TrainingJob: awsKind(trainingJobFacts), Endpoint: awsKind(endpointFacts) };

/** What is measured, as far as the caller may read it: throws Forbidden where it may not. */
export function measuredFor(call: LedgerCall): Measured {
  const { namespace } = call;
  return {
    namespace,
    async subjectOf(kind, name) {
      const object =
        kind === "TrainingJob"
          ? await findObject(KINDS.TrainingJob, name, call)
          : await findObject(KINDS.Endpoint, name, call);
      if (object === undefined) return newestNamed(call, { namespace, kind, name: objectName(name) });
      const { uid = "" } = object.metadata;
      return { namespace, kind, name: object.metadata.name, uid };
    },
  };
}

async function newestNamed({ ledger }: LedgerCall, where: Partial<Subject>): Promise<Subject | undefined> {
  return (await ledger.subjects({ where, limit: 1 })).subjects[0];
}

/** Throws Forbidden where the caller may not read what is measured in the namespace. */
export async function needReading({ store, namespace }: LedgerCall): Promise<void> {
  await store.list(KINDS.TrainingJob.kind, { namespace }, { limit: 1 });
}
