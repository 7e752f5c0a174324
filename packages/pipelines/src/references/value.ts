import type { Json } from "@slipway/model/flows/json.ts";
import { BuildScope } from "../build/build-scope.ts";
import { innermost } from "../build/frame.ts";
import type { Spec } from "../types/spec.ts";
import { celLiteral, escaped, member } from "./literal.ts";

/** Where a value is there: in a scope and inside of it, or for whoever the object belongs to. */
export type Home = BuildScope | object;

interface Parts {
  /** In CEL. */
  readonly cel: string;
  readonly spec: Spec;
  readonly homes: readonly Home[];
  /** How a definition writes it, where that is not the expression alone. */
  readonly json?: Json;
  /** Its CEL needs brackets beside an operator. */
  readonly isCompound?: boolean;
}

/** What references are at run time: all of their methods, of which the types show those that there are. */
export class Value {
  readonly cel: string;
  readonly spec: Spec;
  readonly homes: readonly Home[];
  readonly json: Json;
  readonly #isCompound: boolean;

  constructor({ cel, spec, homes, json, isCompound = false }: Parts) {
    this.cel = cel;
    this.spec = spec;
    this.homes = homes;
    this.json = json ?? `\${{ ${cel} }}`;
    this.#isCompound = isCompound;
  }

  gt = (than: unknown) => this.#compared(">", than);
  gte = (than: unknown) => this.#compared(">=", than);
  lt = (than: unknown) => this.#compared("<", than);
  lte = (than: unknown) => this.#compared("<=", than);
  eq = (to: unknown) => this.#compared("==", to);
  ne = (to: unknown) => this.#compared("!=", to);
  and = (other: unknown) => this.#compared("&&", other);
  or = (other: unknown) => this.#compared("||", other);

  not(): Value {
    this.noteUse();
    return condition(`!${this.#operand}`, this.homes);
  }

  size(): Value {
    return new Value({ cel: `size(${this.cel})`, spec: { type: "integer" }, homes: this.homes });
  }

  at(index: unknown): Value {
    const key = toValue(index);
    return this.#below(`${this.#operand}[${key.cel}]`, this.spec.item, key.homes);
  }

  get(name: string): Value {
    return this.#below(member(this.#operand, name), this.spec.fields?.[name] ?? this.spec.values);
  }

  uri(): Value {
    return this.#below(`${this.#operand}.uri`, { type: "string" });
  }

  /** Somebody decides by it, or hands it on. */
  noteUse(): void {
    innermost()?.scope.unused.delete(this);
  }

  [Symbol.toPrimitive](): never {
    throw new TypeError(
      `${this.cel} has no value while the pipeline is built: compare it by its methods, e.g. .gte(0.8) or .eq("x"), write it into texts by text\`...\`, and decide by flow.when().`,
    );
  }

  toJSON(): never {
    return this[Symbol.toPrimitive]();
  }

  get #operand(): string {
    return this.#isCompound ? `(${this.cel})` : this.cel;
  }

  #below(cel: string, spec: Spec | undefined, homes: readonly Home[] = []): Value {
    if (spec === undefined)
      throw new TypeError(`${this.cel} has nothing of that name: look at the type it was given.`);
    return new Value({ cel, spec, homes: [...this.homes, ...homes] });
  }

  #compared(sign: string, other: unknown): Value {
    const right = toValue(other);
    this.noteUse();
    right.noteUse();
    return condition(`${this.#operand} ${sign} ${right.#operand}`, [...this.homes, ...right.homes]);
  }
}

function condition(cel: string, homes: readonly Home[]): Value {
  const made = new Value({ cel, spec: { type: "boolean" }, homes, isCompound: true });
  innermost()?.scope.unused.set(made, cel);
  return made;
}

/** A value of JavaScript's stands for itself. Throws for what JSON cannot say. */
export function toValue(given: unknown): Value {
  if (given instanceof Value) return given;
  if (typeof given === "number" && !Number.isFinite(given))
    throw new TypeError(`${given} is no value: JSON cannot say it.`);
  if (!["number", "string", "boolean"].includes(typeof given))
    throw new TypeError(
      `A reference is compared with a number, a text, true, false or another reference, not with ${typeof given}.`,
    );
  const json = given as number | string | boolean;
  const type = typeof json as "number" | "string" | "boolean";
  return new Value({
    cel: celLiteral(json),
    spec: { type },
    homes: [],
    json: type === "string" ? escaped(String(json)) : json,
  });
}

/** Throws where a value is not there. `own`: whose own values are. */
export function checkHomes(value: Value, scope: BuildScope, own?: object): void {
  for (const home of value.homes) {
    if (home === own || (home instanceof BuildScope && scope.sees(home))) continue;
    if (!(home instanceof BuildScope)) {
      const { words = "the command of its own component" } = home as { readonly words?: string };
      throw new TypeError(`${value.cel} is for ${words} alone.`);
    }
    if (home.root !== scope.root)
      throw new TypeError(
        `${value.cel} belongs to ${home.root.words}, and is used in ${scope.root.words}: call that pipeline as a step, and use what it gives.`,
      );
    throw new TypeError(
      `${value.cel} is inside of ${home.words}, and is used in ${scope.words}: let the function of ${home.words} return it, and use what comes out.`,
    );
  }
}
