import type { IncomingMessage, ServerResponse } from "node:http";
import type { Environment } from "../../container.ts";
import { hasMemory } from "../../model-memory.ts";
import type { ModelHost } from "../../multi-model-server.ts";
import { Scorer } from "../model/scorer.ts";
import { findModel } from "./find-model.ts";
import { ModelServer, type ModelServerOptions } from "./model-server.ts";

/** Models of XGBoost in this process. */
export class XgboostHost implements ModelHost {
  readonly #environment: Environment;
  readonly #options: ModelServerOptions;
  readonly #models = new Map<string, ModelServer>();

  constructor(environment: Environment, options: ModelServerOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  async load(name: string, folder: string): Promise<void> {
    this.#models.set(name, new ModelServer(new Scorer(await findModel(folder)), this.#options));
  }

  invoke(name: string, request: IncomingMessage, response: ServerResponse): void {
    this.#models.get(name)?.invoke(request, response);
  }

  async unload(name: string): Promise<void> {
    this.#models.delete(name);
  }

  hasRoom(): boolean {
    return hasMemory(this.#environment, this.#models.size);
  }
}
