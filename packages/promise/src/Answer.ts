/**
 * A value, and the HTTP answer that brought it.
 *
 * @since 0.1.0
 */

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
