/** Reads and decodes JSON request bodies. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { BodyTooLarge, InvalidBody } from "./errors.js"

/** The largest body, in bytes. The pages send far less. */
export const maximumSize = 65_536

/** The text of the body. Empty if there is none. */
export class RequestBody extends Context.Tag("passkey-app/RequestBody")<RequestBody, string>() {}

/** Reads the body, but no more than the maximum. A larger one fails with `BodyTooLarge`: close the connection. */
export const read = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const { "content-length": length = "0", "transfer-encoding": encoding } = request.headers
  if (Number(length) > maximumSize) return yield* new BodyTooLarge()
  if (encoding === undefined && Number(length) === 0) return ""
  const message = NodeHttpServerRequest.toIncomingMessage(request)
  return yield* Effect.async<string, BodyTooLarge>((resume) => {
    const buffer = Buffer.allocUnsafe(maximumSize)
    let size = 0
    const onData = (chunk: Buffer) => {
      if (size + chunk.length > maximumSize) {
        stop()
        resume(new BodyTooLarge())
      } else size += chunk.copy(buffer, size)
    }
    const onEnd = () => resume(Effect.succeed(buffer.toString("utf8", 0, size)))
    // If the client disconnects before the end, the server interrupts this request.
    const stop = () => void message.off("data", onData).off("end", onEnd).pause()
    message.on("data", onData).on("end", onEnd)
    return Effect.sync(stop)
  })
})

/** Decodes the body. Fails with `InvalidBody` and this message for the user. */
export const decode = <A, I>(
  schema: Schema.Schema<A, I>,
  userMessage: string
): Effect.Effect<A, InvalidBody, RequestBody> =>
  RequestBody.pipe(
    Effect.flatMap(Schema.decode(Schema.parseJson(schema))),
    Effect.mapError(() => new InvalidBody({ userMessage }))
  )

/** The exchange code of a ceremony. Redacted, so that logs never contain it. */
export const exchangeCode = Effect.map(
  decode(
    Schema.Struct({ code: Schema.Redacted(Schema.String.pipe(Schema.minLength(1), Schema.maxLength(2_048))) }),
    "We did not receive a response from your passkey. Use it again."
  ),
  ({ code }) => code
)
