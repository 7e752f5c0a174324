import type { Call, Members } from "../call.ts";
import { models } from "../objects/aws-kinds.ts";
import { listObjects } from "../objects/list-objects.ts";
import { modelView } from "../views/model-view.ts";

export function listModels(input: Members, call: Call): Promise<Members> {
  const listing = {
    operation: "ListModels",
    present: modelView,
    order: "Descending",
  } as const;
  return listObjects(models, listing, { input, call });
}
