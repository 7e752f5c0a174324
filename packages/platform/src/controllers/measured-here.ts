import { objectName } from "@slipway/model";
import { processingJobKind } from "@slipway/model/kinds/processing-job/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import type { Ledger, Subject } from "#ledger/ledger.ts";
import type { Measured } from "#monitoring/metric-series.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { findByAwsName } from "#runs/find-by-aws-name.ts";

/** What is measured in a namespace, for who works there with the home's own rights. */
export function measuredHere(
  ledger: Pick<Ledger, "subjects">,
  { cache, signal }: Pick<Turn, "cache" | "signal">,
  namespace: string,
): Measured {
  return {
    namespace,
    async jobNamed(name, kind): Promise<Subject | undefined> {
      const where = { cache, namespace, name, signal };
      const job =
        kind === processingJobKind.kind
          ? await findByAwsName({ ...where, kind: processingJobKind })
          : await findByAwsName({ ...where, kind: trainingJobKind });
      if (job !== undefined) return { namespace, kind, name: job.metadata.name, uid: job.metadata.uid ?? "" };
      const { subjects } = await ledger.subjects({
        where: { namespace, kind, name: objectName(name) },
        limit: 1,
      });
      return subjects[0];
    },
  };
}
