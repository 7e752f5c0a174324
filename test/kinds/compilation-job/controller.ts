import { STOP_ANNOTATION } from "@slipway/model";
import { type Controller, controller } from "../../../packages/platform/src/reconcile/controller.ts";
import { inSteps } from "../../../packages/platform/src/reconcile/in-steps.ts";
import { type CompilationJob, compilationJobFacts } from "./facts.ts";

/** Ends every job at its first look: as stopped where that was asked for, else as completed. */
export const compilationJobController = (): Controller =>
  controller<CompilationJob>({
    name: "compilation-job",
    reconciler: {
      kind: compilationJobFacts.kind,
      reconcile: inSteps<CompilationJob>([
        {
          condition: "Ready",
          run: async ({ metadata }) => ({
            condition: { status: "True" },
            status: {
              compilationJobStatus:
                metadata.annotations?.[STOP_ANNOTATION] === undefined ? "COMPLETED" : "STOPPED",
            },
          }),
        },
      ]),
    },
  });
