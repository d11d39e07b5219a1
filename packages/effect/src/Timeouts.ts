/**
 * How long an attempt and a whole call may take.
 *
 * @since 0.1.0
 */
import { defaultLimits, type Limits as EngineLimits } from "@passlock-sdk/contract/protocol/Call"
import * as Context from "effect/Context"
import { constant } from "effect/Function"

/**
 * The time limits: by default 30 seconds for an attempt and 60 seconds for the whole call.
 *
 * **Details**
 *
 * Provide other limits to change them for a program. A call that exceeds a limit fails with `RequestTimeout`. With an
 * invalid limit, it fails with `InvalidInput`.
 *
 * @example
 * ```ts
 * import { Passkeys, Timeouts } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const withShortTimeouts = Passkeys.list().pipe(
 *   Effect.provideService(Timeouts, { timeout: 2_000, totalTimeout: 5_000 })
 * )
 * ```
 *
 * @since 0.1.0
 * @category references
 */
export class Timeouts extends Context.Reference<Timeouts>()("@passlock-sdk/effect/Timeouts", {
  defaultValue: /*#__PURE__*/ constant<Timeouts.Limits>(defaultLimits)
}) {}

/**
 * @since 0.1.0
 */
export declare namespace Timeouts {
  /**
   * The time limits of one attempt and of the whole call, in milliseconds.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Limits extends EngineLimits {}
}
