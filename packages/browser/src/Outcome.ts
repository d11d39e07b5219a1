/**
 * Result values, as an alternative to rejections.
 *
 * @since 0.1.0
 */
import type { PasslockError } from "./PasslockError.js"

/**
 * The result of a call: its value or its error.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome<Value, Failure extends PasslockError> =
  | { readonly success: true; readonly value: Value }
  | { readonly success: false; readonly error: Failure }

/**
 * A method that returns an outcome instead of rejecting.
 *
 * @since 0.1.0
 * @category models
 */
export type Safe<Method, Failure extends PasslockError> = Method extends (...input: infer Input) => Promise<infer Value>
  ? (...input: Input) => Promise<Outcome<Value, Failure>>
  : never
