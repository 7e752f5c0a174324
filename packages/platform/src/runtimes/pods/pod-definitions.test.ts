import { definitionOwners, definitionsContract } from "../definitions.contract.ts";
import { createPodDefinitions } from "./pod-definitions.ts";

definitionsContract("pods", async () => ({
  definitions: createPodDefinitions(),
  owners: definitionOwners,
  close: async () => {},
}));
