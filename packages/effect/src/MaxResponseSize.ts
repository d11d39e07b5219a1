/**
 * How large a response may be.
 *
 * @since 0.1.0
 */
import { defaultMaxResponseSize } from "@passlock-sdk/contract/protocol/Call"
import * as Context from "effect/Context"

/**
 * The largest response body in bytes, after decompression. Above 0; `Infinity` for no limit. Default: 10 MiB.
 *
 * **Details**
 *
 * A larger body is not read further: the call fails with `UnexpectedResponse` and is not retried. With an invalid size, it
 * fails with `InvalidInput`.
 *
 * @example
 * ```ts
 * import { MaxResponseSize, Passkeys } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const smallPages = Passkeys.list().pipe(Effect.provideService(MaxResponseSize, 100_000))
 * ```
 *
 * @since 0.1.0
 * @category references
 */
export class MaxResponseSize extends Context.Reference<MaxResponseSize>()("@passlock-sdk/effect/MaxResponseSize", {
  defaultValue: (): number => defaultMaxResponseSize
}) {}
