/**
 * The configuration of a page: the tenancy without its API key.
 *
 * @since 0.1.0
 */

import type { InvalidInput } from "@passlock-sdk/contract/PasslockError"
import { fieldsOf } from "@passlock-sdk/contract/protocol/Call"
import { defaultEndpoint } from "@passlock-sdk/contract/protocol/Url"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as settings from "./internal/settings.js"

/**
 * The tenancy and the URL of the API, without a key.
 *
 * **Details**
 *
 * It is all that `options` and `verify` of a ceremony, the exchanges of `Passkeys`, `Lookups` and `Principals.verifyIdToken`
 * need.
 *
 * @example
 * ```ts
 * import { Authentication, PasslockTenancy } from "@passlock-sdk/effect"
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import * as Effect from "effect/Effect"
 *
 * export const options = (authenticationToken: string) =>
 *   Authentication.options({ authenticationToken }).pipe(
 *     Effect.provide(PasslockTenancy.layer({ tenancyId: "my-tenancy" })),
 *     Effect.provide(FetchHttpClient.layer)
 *   )
 * ```
 *
 * @since 0.1.0
 * @category services
 */
export class PasslockTenancy extends Context.Tag("@passlock-sdk/effect/PasslockTenancy")<
  PasslockTenancy,
  {
    readonly tenancyId: string
    /** The URL of the API. A base path is kept. */
    readonly endpoint: string
    /** Allows `http://` to a host other than this machine. */
    readonly allowInsecureEndpoint?: boolean | undefined
  }
>() {
  /**
   * Provides the tenancy from plain values.
   *
   * @since 0.1.0
   * @category layers
   */
  static readonly layer = (options: {
    readonly tenancyId: string
    /** The URL of the API. A base path is kept. Default: `https://api.passlock.dev`. */
    readonly endpoint?: string | undefined
    /**
     * Allows `http://` to a host other than this machine, such as a container. Others in the network can read keys, codes
     * and tokens then. Default: `false`.
     */
    readonly allowInsecureEndpoint?: boolean | undefined
  }): Layer.Layer<PasslockTenancy> =>
    Layer.sync(PasslockTenancy, () => {
      const { allowInsecureEndpoint, endpoint, tenancyId } = fieldsOf(options)
      return { tenancyId, endpoint: endpoint ?? defaultEndpoint, allowInsecureEndpoint }
    })

  /**
   * Checks the tenancy, the timeouts and the retry policy. Run it at startup.
   *
   * **Details**
   *
   * Fails with `InvalidInput`, which lists the issues. Sends nothing. Every program runs the same check before it
   * sends a request.
   *
   * @since 0.1.0
   * @category checks
   */
  static readonly check: Effect.Effect<void, InvalidInput, PasslockTenancy> = /*#__PURE__*/ Effect.flatMap(
    PasslockTenancy,
    (service) => settings.check("PasslockTenancy.check", service, false)
  )
}
