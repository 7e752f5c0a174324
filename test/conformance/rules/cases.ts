import { applyCases } from "./cases/apply.ts";
import { builtinCases } from "./cases/builtin.ts";
import { createCases } from "./cases/create.ts";
import { deleteCases } from "./cases/delete.ts";
import { listCases } from "./cases/list.ts";
import { patchCases } from "./cases/patch.ts";
import { rightsCases } from "./cases/rights.ts";
import { sharedCases } from "./cases/shared.ts";
import { updateCases } from "./cases/update.ts";
import { validationCases } from "./cases/validation.ts";
import type { Case } from "./run-case.ts";

/** What every door can be asked, in whatever form: objects of a kind that has a controller. */
export const SHARED_RULES: Readonly<Record<string, readonly Case[]>> = {
  "objects of every door": sharedCases,
};

/**
 * The rules of writing as a table, from recorded answers of real API servers and the Kubernetes documentation. Every door
 * and the store seam run it, each as far as it can be asked.
 */
export const RULES: Readonly<Record<string, readonly Case[]>> = {
  ...SHARED_RULES,
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
