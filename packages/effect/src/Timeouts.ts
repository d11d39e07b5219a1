/**
 * How long a call may take.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

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
  defaultValue: (): Timeouts.Limits => ({ timeout: 30_000, totalTimeout: 60_000 })
}) {}

/**
 * @since 0.1.0
 */
export declare namespace Timeouts {
  /**
   * How long one attempt, and how long a whole call, may take, in milliseconds.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Limits {
    /** One attempt: connection, headers and the whole body. Above 0; `Infinity` for no limit. */
    readonly timeout: number
    /** The call: every attempt and every wait between them. Above 0; `Infinity` for no limit. */
    readonly totalTimeout: number
  }
}
