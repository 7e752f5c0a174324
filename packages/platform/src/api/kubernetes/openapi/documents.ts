import { createHash } from "node:crypto";
import { apiVersionOf } from "@slipway/model";
import type { ResourceDefinition, ResourceRegistry } from "#embedded/apiserver/resources.ts";
import { kindSchemas } from "./kind-schemas.ts";
import { metaSchemas } from "./meta-schemas.ts";
import { pathsOf } from "./paths.ts";

/** One group version's OpenAPI v3 document, with the hash of its text. */
export interface OpenApiDocument {
  readonly text: string;
  readonly hash: string;
}

/** The documents of everything served, by their place below /openapi/v3 (`api/v1`, `apis/GROUP/VERSION`). */
export class OpenApiDocuments {
  readonly #registry: ResourceRegistry;
  readonly #version: string;
  #madeOf: readonly ResourceDefinition[] = [];
  #documents: ReadonlyMap<string, OpenApiDocument> = new Map();

  constructor(registry: ResourceRegistry, version: string) {
    this.#registry = registry;
    this.#version = version;
  }

  /** Made once, and again when what is served has changed. */
  all(): ReadonlyMap<string, OpenApiDocument> {
    const served = this.#registry.all();
    if (!sameElements(served, this.#madeOf)) {
      const places = [...new Set(served.map(placeOf))];
      this.#documents = new Map(
        places.map((place) => [
          place,
          documentOf(
            served.filter((each) => placeOf(each) === place),
            this.#version,
          ),
        ]),
      );
      this.#madeOf = [...served];
    }
    return this.#documents;
  }
}

/** `/openapi/v3`: where each document is; its hash makes the address immutable. */
export function documentIndex(documents: ReadonlyMap<string, OpenApiDocument>): object {
  const paths = [...documents].map(([place, { hash }]) => [
    place,
    { serverRelativeURL: `/openapi/v3/${place}?hash=${hash}` },
  ]);
  return { paths: Object.fromEntries(paths) };
}

function placeOf(definition: ResourceDefinition): string {
  return `${definition.group === "" ? "api" : "apis"}/${apiVersionOf(definition)}`;
}

function documentOf(definitions: readonly ResourceDefinition[], version: string): OpenApiDocument {
  const text = JSON.stringify({
    openapi: "3.0.0",
    info: { title: "Kubernetes", version },
    paths: Object.assign({}, ...definitions.map(pathsOf)) as object,
    components: {
      schemas: Object.assign({}, ...definitions.map(kindSchemas), metaSchemas) as object,
      securitySchemes: {
        BearerToken: {
          type: "apiKey",
          in: "header",
          name: "authorization",
          description: "Bearer Token authentication",
        },
      },
    },
  });
  return { text, hash: createHash("sha256").update(text).digest("hex").toUpperCase() };
}

function sameElements<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
