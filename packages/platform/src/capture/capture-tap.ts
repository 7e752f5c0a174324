import { randomUUID } from "node:crypto";
import { parseS3Uri } from "#lib/s3-uri.ts";
import type { Route, VariantRoute } from "#router/routing-table.ts";
import type { Listener, Lost, Tap, TappedAnswer, TappedInvocation } from "#router/tap/tap.ts";
import type { CaptureLosses } from "./capture-losses.ts";
import { captureRecord } from "./capture-record.ts";
import type { RecordOf, Spool } from "./spool.ts";

export interface CaptureTapParts {
  readonly spool: Pick<Spool, "add">;
  readonly losses: CaptureLosses;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Writes down a sample of what endpoints were asked and answered, where they are configured so. */
export class CaptureTap implements Tap {
  readonly #parts: CaptureTapParts;

  constructor(parts: CaptureTapParts) {
    this.#parts = parts;
  }

  wants(_route: Route, variant: VariantRoute): boolean {
    return variant.capture !== undefined;
  }

  begins(invocation: TappedInvocation): Listener | undefined {
    const { capture } = invocation.variant;
    if (capture === undefined || this.#parts.random() * 100 >= capture.percent) return undefined;
    const place = parseS3Uri(capture.destination);
    if (place === undefined) return undefined;
    const { route, variant, at } = invocation;
    const of = {
      namespace: route.namespace,
      endpoint: route.endpoint,
      variant: variant.name,
      bucket: place.bucket,
      prefix: place.key,
      at,
    };
    return {
      answered: (answer) => this.#write(of, invocation, answer),
      lost: (why) => this.#lose(of, why),
    };
  }

  /** Answers that are no predictions are not written: a record has no place for their status. */
  #write(of: RecordOf, { variant, at, fields }: TappedInvocation, answer: TappedAnswer): void {
    const { capture } = variant;
    if (capture === undefined || answer.status < 200 || answer.status > 299) return;
    const line = captureRecord({ eventId: randomUUID(), at, fields, answer }, capture);
    const loss = this.#parts.spool.add(of, line);
    if (loss !== undefined) this.#parts.losses.add(of, { why: loss, records: 1 });
  }

  #lose(of: RecordOf, why: Lost): void {
    if (why === "too long") this.#parts.losses.add(of, { why, records: 1 });
    if (why === "no room") this.#parts.losses.add(of, { why: "memory", records: 1 });
  }
}
