import { applyCases } from "./cases/apply.ts";
import { builtinCases } from "./cases/builtin.ts";
import { createCases } from "./cases/create.ts";
import { deleteCases } from "./cases/delete.ts";
import { deletionCases } from "./cases/every-door/deletion.ts";
import { lifeCases } from "./cases/every-door/life.ts";
import { rightsCases as everyDoorRightsCases } from "./cases/every-door/rights.ts";
import { updateCases as everyDoorUpdateCases } from "./cases/every-door/update.ts";
import { validationCases as everyDoorValidationCases } from "./cases/every-door/validation.ts";
import { listCases } from "./cases/list.ts";
import { patchCases } from "./cases/patch.ts";
import { rightsCases } from "./cases/rights.ts";
import { updateCases } from "./cases/update.ts";
import { validationCases } from "./cases/validation.ts";
import type { Case } from "./run-case.ts";

/**
 * The rules of writing as a table, from recorded answers of real API servers and the Kubernetes documentation. Every door
 * and the store seam run it, each as far as it can be asked.
 */
export const RULES: Readonly<Record<string, readonly Case[]>> = {
  "objects of every door": lifeCases,
  "updates at every door": everyDoorUpdateCases,
  "deletion at every door": deletionCases,
  "validation at every door": everyDoorValidationCases,
  "rights at every door": everyDoorRightsCases,
  create: createCases,
  update: updateCases,
  patch: patchCases,
  apply: applyCases,
  delete: deleteCases,
  validation: validationCases,
  lists: listCases,
  rights: rightsCases,
  "built-in kinds": builtinCases,
};
