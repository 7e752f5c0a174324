import type { AwsIdentity } from "@slipway/model";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import type { Definitions } from "#runtimes/definitions.ts";
import { accept, mirrorReady } from "./accept.ts";
import { advise } from "./advise.ts";
import { asBegun, type Beginning } from "./as-begun.ts";
import { type CarriedTurn, carriedBy } from "./carried.ts";
import { type Defining, define, undefine } from "./define.ts";
import { tellRefusal } from "./or-refuse.ts";
import { wakesNamesake } from "./wakes-namesake.ts";

/** Keeps known, where endpoints are served, what objects of a kind define: nothing runs for such an object alone. */
export function definitionController<R extends Defining & Beginning>(parts: {
  readonly name: string;
  readonly facts: AwsKindFacts<R>;
  readonly definitions: Definitions;
  readonly identity: AwsIdentity;
}): Controller {
  const { name, facts, definitions, identity } = parts;
  return controller<R>({
    name,
    reconciler: {
      kind: facts.kind,
      reconcile: carriedBy(
        definitions,
        asBegun(
          { facts },
          inSteps<R, CarriedTurn>([
            accept({ facts, identity }),
            advise(facts),
            define(definitions),
            tellRefusal({ begun: "ACK.ResourceSynced" }),
            mirrorReady(),
          ]),
        ),
      ),
      finalizer: undefine(definitions, facts.kind.kind),
    },
    watches: [wakesNamesake(facts.kind)],
  });
}
