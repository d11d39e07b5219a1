/**
 * Whether requests carry the trace context.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * Whether requests carry `traceparent` and `b3` headers. Default: `false`, because Passlock has no use for your trace
 * IDs.
 *
 * @since 0.1.0
 * @category references
 */
export class TracePropagation extends Context.Reference<TracePropagation>()("@passlock-sdk/effect/TracePropagation", {
  defaultValue: (): boolean => false
}) {}
