/**
 * Whether Passlock is told of the trace a request belongs to.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * Whether `traceparent` and `b3` headers are sent. Default `false`: another company has no use for your trace ids.
 *
 * @since 0.1.0
 * @category references
 */
export class TracePropagation extends Context.Reference<TracePropagation>()("@passlock-sdk/effect/TracePropagation", {
  defaultValue: (): boolean => false
}) {}
