/** Decodes JSON request bodies. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { InvalidBody } from "./errors.js"

/** Decodes the body. Fails with `InvalidBody` and this message for the user. */
export const decode = <A, I>(
  schema: Schema.Schema<A, I>,
  userMessage: string
): Effect.Effect<A, InvalidBody, HttpServerRequest.HttpServerRequest> =>
  Effect.mapError(HttpServerRequest.schemaBodyJson(schema), () => new InvalidBody({ userMessage }))

/** The exchange code of a ceremony. Redacted, so that logs never contain it. */
export const exchangeCode = Effect.map(
  decode(
    Schema.Struct({ code: Schema.Redacted(Schema.String.pipe(Schema.minLength(1), Schema.maxLength(2_048))) }),
    "We did not receive a response from your passkey. Use it again."
  ),
  ({ code }) => code
)
