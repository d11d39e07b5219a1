/**
 * How one call is made, and what it gives.
 *
 * @since 0.1.0
 */
import type { PasslockError } from "./PasslockError.js"

/**
 * How one call is made. What is left out is as the client was told.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /**
   * Ends the call at once: the request, or the wait before the next attempt. The promise then rejects with the signal's
   * reason.
   */
  readonly signal?: AbortSignal | undefined
  /**
   * How long one attempt may take, in milliseconds: connection, headers and the whole body. Above 0; `Infinity` for no
   * limit.
   */
  readonly timeout?: number | undefined
  /**
   * How long the call may take, in milliseconds: every attempt and every wait between them. Above 0; `Infinity` for no
   * limit.
   */
  readonly deadline?: number | undefined
  /** How many attempts may follow the first, where repeating is safe. A whole number, 0 or more. */
  readonly maxRetries?: number | undefined
}

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
 * A value, with what the answer that brought it says of itself.
 *
 * @since 0.1.0
 * @category models
 */
export interface Answer<Value> {
  /** What the method would have given. */
  readonly value: Value
  /** The HTTP status. */
  readonly status: number
  /** The HTTP headers, their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The `x-request-id`, where there is one. */
  readonly requestId?: string
}

/**
 * The same methods, with outcomes instead of rejections. Only an abort still rejects, with the signal's reason.
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

/**
 * The same methods, with the status and the headers of the answer beside the value.
 *
 * @since 0.1.0
 * @category models
 */
export type WithResponse<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...input: infer Input) => Promise<infer Value>
    ? (...input: Input) => Promise<Answer<Value>>
    : never
}
