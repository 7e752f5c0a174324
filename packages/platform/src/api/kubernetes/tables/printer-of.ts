import type { ResourceDefinition } from "#embedded/apiserver/resources.ts";
import { customPrinter } from "./custom-printer.ts";
import type { Printer } from "./printer.ts";
import {
  configMapPrinter,
  crdPrinter,
  namespacePrinter,
  nodePrinter,
  secretPrinter,
} from "./printers/cluster.ts";
import { eventPrinter } from "./printers/event.ts";
import { podPrinter } from "./printers/pod.ts";
import { deploymentPrinter, endpointSlicePrinter, servicePrinter } from "./printers/workloads.ts";

/** Kinds whose rows take more than a path into the object; by group and plural. */
const BUILT_IN: Readonly<Record<string, Printer>> = {
  "/pods": podPrinter,
  "/services": servicePrinter,
  "/events": eventPrinter,
  "/namespaces": namespacePrinter,
  "/nodes": nodePrinter,
  "/secrets": secretPrinter,
  "/configmaps": configMapPrinter,
  "apiextensions.k8s.io/customresourcedefinitions": crdPrinter,
  "apps/deployments": deploymentPrinter,
  "discovery.k8s.io/endpointslices": endpointSlicePrinter,
};

const compiled = new WeakMap<ResourceDefinition, Printer>();

/** The printer of a resource; compiled once per definition. */
export function printerOf(resource: ResourceDefinition): Printer {
  const known = BUILT_IN[`${resource.group}/${resource.plural}`] ?? compiled.get(resource);
  if (known !== undefined) return known;
  const printer = customPrinter(resource.printerColumns);
  compiled.set(resource, printer);
  return printer;
}
