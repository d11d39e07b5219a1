/**
 * A value or an error, for whoever prefers that to rejections.
 *
 * @since 0.1.0
 */
import type { PasslockError } from "./PasslockError.js"

/**
 * What a call came to: a value, or the error that prevented it.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome<Value, Failure extends PasslockError> =
  | { readonly success: true; readonly value: Value }
  | { readonly success: false; readonly error: Failure }

/**
 * The same method, with an outcome instead of a rejection.
 *
 * @since 0.1.0
 * @category models
 */
export type Safe<Method, Failure extends PasslockError> = Method extends (...input: infer Input) => Promise<infer Value>
  ? (...input: Input) => Promise<Outcome<Value, Failure>>
  : never
