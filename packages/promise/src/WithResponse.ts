/**
 * Methods that also return the status and headers of the response.
 *
 * @since 0.1.0
 */

/**
 * A value and the HTTP response that carried it.
 *
 * @since 0.1.0
 * @category models
 */
export interface ResponseWithValue<Value> {
  /** The value that the plain method returns. */
  readonly value: Value
  /** The HTTP status of the response. */
  readonly status: number
  /** The headers of the response, with lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** The `x-request-id` header of the response, if present. */
  readonly requestId?: string
}

/**
 * The methods of a group, each of which returns a `ResponseWithValue` instead of a value.
 *
 * @since 0.1.0
 * @category models
 */
export type WithResponse<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...input: infer Input) => Promise<infer Value>
    ? (...input: Input) => Promise<ResponseWithValue<Value>>
    : never
}
