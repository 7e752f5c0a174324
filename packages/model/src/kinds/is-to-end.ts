import type { Resource } from "../resource.ts";
import { STOP_ANNOTATION } from "../run-record.ts";

/** Whether a job was asked to stop, or is being deleted, which AWS has no other word for where jobs cannot be deleted while they run. */
export const isToEnd = ({ metadata }: Resource): boolean =>
  metadata.deletionTimestamp !== undefined || metadata.annotations?.[STOP_ANNOTATION] !== undefined;
