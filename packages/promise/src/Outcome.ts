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
 * The methods of a group, each of which returns an outcome. Only an abort rejects, with the signal's reason.
 *
 * @since 0.1.0
 * @category models
 */
export type Safe<Methods, Failures extends { readonly [Name in keyof Methods]: PasslockError }> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...input: infer Input) => Promise<infer Value>
    ? (...input: Input) => Promise<Outcome<Value, Failures[Name]>>
    : Methods[Name] extends (...input: infer Input) => AsyncIterable<infer Item>
      ? (...input: Input) => AsyncIterable<Outcome<Item, Failures[Name]>>
      : never
}
