import { objectName } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
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
    async subjectOf(kind, name): Promise<Subject | undefined> {
      const where = { cache, namespace, name, signal };
      const object =
        kind === "TrainingJob"
          ? await findByAwsName({ ...where, kind: trainingJobKind })
          : await findByAwsName({ ...where, kind: endpointKind });
      if (object !== undefined)
        return { namespace, kind, name: object.metadata.name, uid: object.metadata.uid ?? "" };
      const { subjects } = await ledger.subjects({
        where: { namespace, kind, name: objectName(name) },
        limit: 1,
      });
      return subjects[0];
    },
  };
}
