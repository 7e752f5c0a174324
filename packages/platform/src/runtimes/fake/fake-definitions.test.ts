import { definitionOwners, definitionsContract } from "../definitions.contract.ts";
import { FakeDefinitions } from "./fake-definitions.ts";

definitionsContract("the fake", async () => {
  const definitions = new FakeDefinitions();
  return {
    definitions,
    owners: definitionOwners,
    known: () => definitions.known().length,
    close: async () => {},
  };
});
