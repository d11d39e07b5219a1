import { PathValue } from "@passlock-sdk/contract/Text"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

export const defaultEndpoint = "https://api.passlock.dev"

const isEndpoint = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  // Credentials in an address end up in logs; a query or a fragment would swallow the path that follows.
  return /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" && !/[?#]/.test(text)
}

export const TenancyId = PathValue

export const Endpoint = Schema.String.pipe(
  Schema.filter(isEndpoint, {
    description: "an address that begins with https:// or http:// and has no credentials, query or fragment"
  })
)

export const ApiKey = Schema.RedactedFromSelf(
  // Anything else could not travel in a header.
  Schema.String.pipe(Schema.filter((text) => /^[\x21-\x7e]+$/.test(text)))
).annotations({ description: "a key of printable characters without spaces" })

/** What every request needs of the configuration. */
export const Tenancy = Schema.Struct({ tenancyId: TenancyId, endpoint: Endpoint })

/** What a request with an API key needs of the configuration. */
export const Config = Schema.Struct({ ...Tenancy.fields, apiKey: ApiKey })

export const redacted = (text: string | Redacted.Redacted<string>): Redacted.Redacted<string> =>
  Redacted.isRedacted(text) ? text : Redacted.make(text)
