/**
 * Where the API is and which tenancy is meant: all that a browser may know.
 *
 * @since 0.1.0
 */

import type { InvalidInput } from "@passlock-sdk/contract/PasslockError"
import { defaultEndpoint } from "@passlock-sdk/contract/protocol/Url"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as settings from "./internal/settings.js"

/**
 * The tenancy, without a key. The ceremonies' `options` and `verify` and `Principals.verifyIdToken` need no more.
 *
 * @example
 * ```ts
 * import { Authentication, PasslockTenancy } from "@passlock-sdk/effect"
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import * as Effect from "effect/Effect"
 *
 * export const begin = Authentication.options({ rpId: "example.com" }).pipe(
 *   Effect.provide(PasslockTenancy.layer({ tenancyId: "my-tenancy" })),
 *   Effect.provide(FetchHttpClient.layer)
 * )
 * ```
 *
 * @since 0.1.0
 * @category services
 */
export class PasslockTenancy extends Context.Tag("@passlock-sdk/effect/PasslockTenancy")<
  PasslockTenancy,
  {
    readonly tenancyId: string
    /** The API's address. A base path is kept. */
    readonly endpoint: string
  }
>() {
  /**
   * The tenancy from plain values.
   *
   * **Gotchas**
   *
   * Build the layer once: the keys that `Principals.verifyIdToken` fetched are remembered with it.
   *
   * @since 0.1.0
   * @category layers
   */
  static readonly layer = (options: {
    readonly tenancyId: string
    /** The API's address, default `https://api.passlock.dev`. A base path is kept. */
    readonly endpoint?: string | undefined
  }): Layer.Layer<PasslockTenancy> =>
    Layer.sync(PasslockTenancy, () => ({
      tenancyId: options.tenancyId,
      endpoint: options.endpoint ?? defaultEndpoint
    }))

  /**
   * Fails with `InvalidInput`, which names each fault, when the tenancy, the timeouts or the retry policy cannot
   * work.
   *
   * **Details**
   *
   * Every program checks the same before it sends anything. This tells it when the application starts.
   *
   * @since 0.1.0
   * @category checks
   */
  static readonly check: Effect.Effect<void, InvalidInput, PasslockTenancy> = /*#__PURE__*/ Effect.flatMap(
    PasslockTenancy,
    (service) => settings.check("PasslockTenancy.check", service)
  )
}
