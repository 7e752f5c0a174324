import { kebab } from "./emit/case.ts";
import { crdFile } from "./emit/crd.ts";
import { errorPages } from "./emit/error-pages.ts";
import { kindPages } from "./emit/kind-pages.ts";
import { rightsPage } from "./emit/rights-page.ts";
import { operationsFile, shapesFile } from "./emit/shapes.ts";
import { typesFile } from "./emit/types.ts";
import { kindTree } from "./kind-tree.ts";
import { KINDS } from "./kinds.ts";
import { servedServices } from "./services.ts";

/** Folders that hold generated files alone: what else is found there is left over. */
export const GENERATED_FOLDERS: readonly string[] = ["docs/errors", "docs/kinds"];

/** Every generated file: its path from the repository's root, and its text. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const files = new Map([["docs/rights.md", rightsPage()], ...errorPages(), ...kindPages()]);
  for (const service of servedServices()) {
    const folder = `packages/model/src/aws/${service}`;
    files.set(`${folder}/shapes.generated.ts`, shapesFile(service));
    files.set(`${folder}/operations.generated.ts`, operationsFile(service));
  }
  for (const definition of KINDS.filter(({ served }) => served)) {
    const tree = kindTree(definition);
    const folder = `packages/model/src/kinds/${kebab(definition.kind)}`;
    files.set(`${folder}/type.generated.ts`, typesFile(tree));
    files.set(`${folder}/schema.generated.ts`, crdFile(tree));
  }
  return files;
}
