/**
 * How long a call may take.
 *
 * @since 0.1.0
 */
import { defaultLimits, type Limits as EngineLimits } from "@passlock-sdk/contract/protocol/Call"
import * as Context from "effect/Context"
import { constant } from "effect/Function"

/**
 * The limits that apply: 30 seconds for an attempt and 60 for a call, unless a program is provided with others.
 *
 * @example
 * ```ts
 * import { Passkeys, Timeouts } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const quick = Passkeys.list().pipe(
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
   * How long one attempt and a whole call may take, in milliseconds.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Limits extends EngineLimits {}
}
