import { defined, type Resource } from "@slipway/model";
import { UPDATE_ATTEMPT_ANNOTATION } from "@slipway/model/kinds/endpoint/update-attempt.ts";
import type { ToyObject } from "./driver.ts";

/** What a step has left: the code it was refused with, and the object it was about, as stored. */
export interface Left {
  readonly code?: string;
  readonly stored?: ToyObject;
}

/**
 * What doors must agree on: everything stored, with chance taken out. Uids and revisions become the number of the order in
 * which they were seen, so that "the same" and "another" stay what they are; of field managers those count that the case names.
 */
export class Trace {
  readonly left: Left[] = [];
  readonly #managers: ReadonlySet<string>;
  readonly #uids: string[] = [];
  readonly #revisions: string[] = [];

  constructor(managers: ReadonlySet<string>) {
    this.#managers = managers;
  }

  add(code: string | undefined, stored: Resource | undefined): void {
    this.left.push({
      ...defined({ code }),
      ...(stored === undefined ? {} : { stored: this.#withoutChance(stored) }),
    });
  }

  #withoutChance({ metadata, ...rest }: Resource): ToyObject {
    const { uid, resourceVersion, creationTimestamp, deletionTimestamp, ...others } = metadata;
    const { namespace: _namespace, managedFields = [], annotations = {}, ...same } = others;
    // When UpdateEndpoint was called, which is a request beside what it asks for.
    const { [UPDATE_ATTEMPT_ANNOTATION]: _called, ...noted } = annotations;
    const named = (managedFields as readonly FieldsEntry[]).filter(({ manager }) =>
      this.#managers.has(manager),
    );
    return {
      ...rest,
      metadata: {
        ...same,
        ...(Object.keys(noted).length === 0 ? {} : { annotations: noted }),
        uid: numberOf(uid, this.#uids),
        resourceVersion: numberOf(resourceVersion, this.#revisions),
        created: creationTimestamp !== undefined,
        deleting: deletionTimestamp !== undefined,
        managedFields: named.map(({ time: _time, ...entry }) => entry).toSorted(byText),
      },
    };
  }
}

interface FieldsEntry {
  readonly manager: string;
  readonly time?: string;
}

const byText = (a: object, b: object): number => JSON.stringify(a).localeCompare(JSON.stringify(b));

function numberOf(value: string | undefined, seen: string[]): number | undefined {
  if (value === undefined) return undefined;
  if (!seen.includes(value)) seen.push(value);
  return seen.indexOf(value);
}
