/** The application's public origin and the relying party derived from it. */
import * as HttpServer from "@effect/platform/HttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export class Site extends Context.Tag("passkey-app/Site")<
  Site,
  {
    readonly origin: string
    readonly host: string
    /** The relying party ID. Passkeys are bound to it permanently: changing it makes all existing passkeys unusable. */
    readonly rpId: string
    /** The name of the application, which some devices show with a passkey. */
    readonly rpName: string
    readonly isSecure: boolean
  }
>() {
  /** Default origin: `http://localhost` with the server's port. */
  static readonly layer = (origin?: URL): Layer.Layer<Site, never, HttpServer.HttpServer> =>
    Layer.effect(
      Site,
      Effect.map(HttpServer.HttpServer, ({ address }) => {
        // A relying party ID cannot be an IP address.
        const url = origin ?? new URL(`http://localhost:${address._tag === "TcpAddress" ? address.port : 80}`)
        return {
          origin: url.origin,
          host: url.host,
          rpId: url.hostname,
          rpName: "Juniper",
          isSecure: url.protocol === "https:"
        }
      })
    )
}
