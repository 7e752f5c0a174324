import * as node from "node:module";

export const LIBRARY = "@slipway/pipelines";

/** TypeScript as written; JavaScript beside this file once bundled. */
const OWN_COPY = new URL(
  import.meta.url.endsWith(".ts") ? "../../../../pipelines/src/index.ts" : "./pipelines.js",
  import.meta.url,
).href;

/**
 * While it goes on, a module whose folder has no copy of the pipelines' library imports the program's own one; a copy that it has is what it gets.
 * Where Node has no hooks for that (before 22.15), there is none but the folder's.
 */
export async function withLibrary<T>(act: () => Promise<T>): Promise<T> {
  const hooks = node.registerHooks?.({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        if (specifier !== LIBRARY || !isMissing(error)) throw error;
        return { url: OWN_COPY, format: formatOf(OWN_COPY), shortCircuit: true };
      }
    },
  });
  try {
    return await act();
  } finally {
    hooks?.deregister();
  }
}

/** Whether this version of Node has such hooks. */
export const bringsLibrary = (): boolean => node.registerHooks !== undefined;

const formatOf = (url: string): string => (url.endsWith(".ts") ? "module-typescript" : "module");

/** Of `import` or of `require`. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  (error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND");
