/** Where the application is on the web, and with that which passkeys are its own. */
import * as HttpServer from "@effect/platform/HttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export class Site extends Context.Tag("passkey-app/Site")<
  Site,
  {
    readonly origin: string
    readonly host: string
    /** The relying party. Passkeys are bound to it for good, so changing it later loses them all. */
    readonly rpId: string
    readonly isSecure: boolean
  }
>() {
  /** At this address, or else where the server listens on this machine. */
  static readonly layer = (origin?: URL): Layer.Layer<Site, never, HttpServer.HttpServer> =>
    Layer.effect(
      Site,
      Effect.map(HttpServer.HttpServer, ({ address }) => {
        // An address such as 127.0.0.1 cannot be a relying party; the name can.
        const url = origin ?? new URL(`http://localhost:${address._tag === "TcpAddress" ? address.port : 80}`)
        return { origin: url.origin, host: url.host, rpId: url.hostname, isSecure: url.protocol === "https:" }
      })
    )
}
