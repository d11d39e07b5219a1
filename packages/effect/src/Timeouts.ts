/**
 * How long an attempt and a whole call may take.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * The time limits: by default 30 seconds for an attempt and 60 seconds for the whole call.
 *
 * **Details**
 *
 * Provide others to change them for a program. A call that exceeds one fails with `RequestTimeout`; an invalid limit fails
 * it with `InvalidInput`.
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
   * The time limits of one attempt and of the whole call, in milliseconds.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Limits {
    /** For one attempt: connection, headers and the whole body. Above 0; `Infinity` for no limit. */
    readonly timeout: number
    /** For the whole call: all attempts and the delays between them. Above 0; `Infinity` for no limit. */
    readonly totalTimeout: number
  }
}
