/**
 * The configuration of a server: the tenancy and its API key.
 *
 * @since 0.1.0
 */

import { reveal } from "@passlock-sdk/contract/Codec"
import type { InvalidInput } from "@passlock-sdk/contract/PasslockError"
import { fieldsOf } from "@passlock-sdk/contract/protocol/Call"
import type { Parsed } from "@passlock-sdk/contract/protocol/Issue"
import { checkApiKey, checkEndpoint, checkSecure, checkTenancyId } from "@passlock-sdk/contract/protocol/Request"
import { defaultEndpoint } from "@passlock-sdk/contract/protocol/Url"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as settings from "./internal/settings.js"
import { PasslockTenancy } from "./PasslockTenancy.js"

/** Validates while the layer is built. The message includes the name because `mapOrFail` loses it. */
const checked = <A>(
  name: string,
  check: (value: NoInfer<A>) => Parsed<unknown>,
  config: Config.Config<A>
): Config.Config<A> =>
  Config.mapOrFail(config, (value) => {
    const result = check(value)
    return "value" in result
      ? Either.right(value)
      : Either.left(ConfigError.InvalidData([], `${name}: ${result.issues.map(({ message }) => message).join()}`))
  })

const checkKey = (key: unknown): Parsed<string> => checkApiKey(reveal(key))

/** Provides both tags, so that a server needs one layer for every program. */
const provide = (config: Context.Tag.Service<PasslockConfig>): Context.Context<PasslockConfig | PasslockTenancy> => {
  const { apiKey: _, ...tenancy } = config
  return Context.add(Context.make(PasslockConfig, config), PasslockTenancy, tenancy)
}

/** The variables. An empty one means unset, as in `PASSLOCK_ENDPOINT=` in an .env file. */
const environment = () => {
  const optional = (variable: string) => Config.withDefault(Config.string(variable), "")
  const insecure = "PASSLOCK_ALLOW_INSECURE_ENDPOINT"
  const allowInsecureEndpoint = Config.mapOrFail(optional(insecure), (value) =>
    ["", "true", "false"].includes(value)
      ? Either.right(value === "true")
      : Either.left(ConfigError.InvalidData([], `${insecure}: expected true or false`))
  )
  const endpoint = Config.map(optional("PASSLOCK_ENDPOINT"), (endpoint) => endpoint || defaultEndpoint)
  const secure = Config.all({ endpoint: checked("PASSLOCK_ENDPOINT", checkEndpoint, endpoint), allowInsecureEndpoint })
  return {
    tenancyId: checked("PASSLOCK_TENANCY_ID", checkTenancyId, Config.string("PASSLOCK_TENANCY_ID")),
    apiKey: checked("PASSLOCK_API_KEY", checkKey, Config.redacted("PASSLOCK_API_KEY")),
    endpoint: Config.map(checked("PASSLOCK_ENDPOINT", checkSecure, secure), ({ endpoint }) => endpoint),
    allowInsecureEndpoint
  }
}

/**
 * The tenancy and its API key, which programs that manage the vault need.
 *
 * **Details**
 *
 * Its layers also provide `PasslockTenancy`.
 *
 * **Gotchas**
 *
 * Never send the API key to a browser. A page needs only `PasslockTenancy`.
 *
 * @example
 * ```ts
 * import { Passkeys, PasslockConfig } from "@passlock-sdk/effect"
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import * as Effect from "effect/Effect"
 *
 * export const firstPage = Passkeys.list().pipe(
 *   Effect.provide(PasslockConfig.layer({ tenancyId: "my-tenancy", apiKey: "my-key" })),
 *   Effect.provide(FetchHttpClient.layer)
 * )
 * ```
 *
 * @since 0.1.0
 * @category services
 */
export class PasslockConfig extends Context.Tag("@passlock-sdk/effect/PasslockConfig")<
  PasslockConfig,
  {
    readonly tenancyId: string
    readonly apiKey: Redacted.Redacted<string>
    /** The URL of the API. A base path is kept. */
    readonly endpoint: string
    /** Allows `http://` to a host other than this machine. */
    readonly allowInsecureEndpoint?: boolean | undefined
  }
>() {
  /**
   * Provides the configuration from plain values.
   *
   * **Details**
   *
   * With an invalid value, such as an empty key, every program fails with `InvalidInput` before it sends a request. Run
   * `check` at startup to find it; `layerConfig` and `layerEnv` validate while the layer is built.
   *
   * @since 0.1.0
   * @category layers
   */
  static readonly layer = (options: {
    readonly tenancyId: string
    readonly apiKey: string | Redacted.Redacted<string>
    /** The URL of the API. A base path is kept. Default: `https://api.passlock.dev`. */
    readonly endpoint?: string | undefined
    /**
     * Allows `http://` to a host other than this machine, such as a container. Others in the network can read keys, codes
     * and tokens then. Default: `false`.
     */
    readonly allowInsecureEndpoint?: boolean | undefined
  }): Layer.Layer<PasslockConfig | PasslockTenancy> =>
    Layer.effectContext(
      Effect.sync(() => {
        const { allowInsecureEndpoint, apiKey, endpoint, tenancyId } = fieldsOf(options)
        return provide({
          tenancyId,
          apiKey: Redacted.isRedacted(apiKey) ? apiKey : Redacted.make(apiKey),
          endpoint: endpoint ?? defaultEndpoint,
          allowInsecureEndpoint
        })
      })
    )

  /**
   * Provides the configuration from `Config`s.
   *
   * **Details**
   *
   * Fails with a `ConfigError` that names the setting when a value is missing or invalid.
   *
   * @since 0.1.0
   * @category layers
   */
  static readonly layerConfig = (options: {
    readonly tenancyId: Config.Config<string>
    readonly apiKey: Config.Config<Redacted.Redacted<string>>
    /** The URL of the API. A base path is kept. Default: `https://api.passlock.dev`. */
    readonly endpoint?: Config.Config<string> | undefined
    /**
     * Allows `http://` to a host other than this machine, such as a container. Others in the network can read keys, codes
     * and tokens then. Default: `false`.
     */
    readonly allowInsecureEndpoint?: Config.Config<boolean> | undefined
  }): Layer.Layer<PasslockConfig | PasslockTenancy, ConfigError.ConfigError> =>
    Layer.effectContext(
      Effect.map(
        checked(
          "endpoint",
          checkSecure,
          Config.all({
            tenancyId: checked("tenancyId", checkTenancyId, options.tenancyId),
            apiKey: checked("apiKey", checkKey, options.apiKey),
            endpoint: checked("endpoint", checkEndpoint, options.endpoint ?? Config.succeed(defaultEndpoint)),
            allowInsecureEndpoint: options.allowInsecureEndpoint ?? Config.succeed(false)
          })
        ),
        provide
      )
    )

  /**
   * Provides the configuration from `PASSLOCK_TENANCY_ID`, `PASSLOCK_API_KEY` and, optionally, `PASSLOCK_ENDPOINT` and
   * `PASSLOCK_ALLOW_INSECURE_ENDPOINT` (`true` or `false`).
   *
   * **Details**
   *
   * The variables are read through the current `ConfigProvider`, which reads the environment by default. Fails with a
   * `ConfigError` that names the variable when a value is missing or invalid.
   *
   * @since 0.1.0
   * @category layers
   */
  static readonly layerEnv: Layer.Layer<PasslockConfig | PasslockTenancy, ConfigError.ConfigError> =
    /*#__PURE__*/ PasslockConfig.layerConfig(/*#__PURE__*/ environment())

  /**
   * Checks the configuration, the timeouts and the retry policy. Run it at startup.
   *
   * **Details**
   *
   * Fails with `InvalidInput`, which lists the issues. Sends nothing. Every program runs the same check before it
   * sends a request.
   *
   * @since 0.1.0
   * @category checks
   */
  static readonly check: Effect.Effect<void, InvalidInput, PasslockConfig> = /*#__PURE__*/ Effect.flatMap(
    PasslockConfig,
    (service) => settings.check("PasslockConfig.check", service, true)
  )
}
