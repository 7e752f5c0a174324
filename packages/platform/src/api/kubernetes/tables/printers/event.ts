import type { Event } from "@slipway/model/kubernetes/workloads.ts";
import { age } from "#lib/human-duration.ts";
import { column, nameColumn, type Printer, wide } from "../printer.ts";

/** Fields of core/v1 Event that our own events do not use and other clients' do. */
interface AnyEvent extends Omit<Event, "involvedObject" | "source"> {
  readonly involvedObject: Event["involvedObject"] & { readonly fieldPath?: string };
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly eventTime?: string | null;
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
}

export const eventPrinter: Printer = {
  columns: [
    column("Last Seen", "When the event happened last."),
    column("Type", "Normal, or Warning for what may need attention."),
    column("Reason", "Why, in one word that programs can rely on."),
    column("Object", "The object the event is about."),
    wide("Subobject", "The part of the object the event is about."),
    wide("Source", "Who reported the event."),
    column("Message", "What happened, for people."),
    wide("First Seen", "When the event happened first."),
    wide("Count", "How often the event happened.", { type: "integer" }),
    { ...nameColumn, priority: 1 },
  ],
  cells(object, now) {
    const event = object as AnyEvent;
    const first = event.firstTimestamp ?? event.eventTime;
    const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? first;
    return [
      age(last, now),
      event.type ?? "",
      event.reason ?? "",
      target(event),
      event.involvedObject?.fieldPath ?? "",
      source(event),
      (event.message ?? "").trim(),
      age(first, now),
      event.series?.count ?? (event.count || 1),
      event.metadata.name,
    ];
  },
};

function target({ involvedObject }: AnyEvent): string {
  const kind = (involvedObject?.kind ?? "").toLowerCase();
  const name = involvedObject?.name ?? "";
  return name === "" ? kind : `${kind}/${name}`;
}

function source(event: AnyEvent): string {
  const component = event.source?.component || event.reportingComponent || "";
  const host = event.source?.host || event.reportingInstance || "";
  return host === "" ? component : `${component}, ${host}`;
}
