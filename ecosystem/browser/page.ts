/** A page, compiled without Effect installed. */
import {
  type CallOptions,
  type Capabilities,
  capabilities,
  isPasslockError,
  OrphanedPasskey,
  Passlock,
  type Verified
} from "@passlock-sdk/browser"

const passlock = new Passlock({ tenancyId: "tenancy_01", endpoint: "https://api.example.com", timeout: 5_000 })

export const options: CallOptions = {
  signal: AbortSignal.timeout(60_000),
  onProgress: (step) => console.log(step satisfies "options" | "authenticator" | "verification")
}

export const register = (registrationToken: string): Promise<Verified> =>
  passlock.register({ registrationToken }, options)

export const logIn = async (): Promise<string | undefined> => {
  const outcome = await passlock.safe.authenticate({ rpId: "example.com", mediation: "conditional" })
  if (outcome.success) return outcome.value.code
  switch (outcome.error._tag) {
    case "OrphanedPasskey":
      await passlock.signals.unknownCredential(outcome.error)
      return undefined
    case "CeremonyCancelled":
      return outcome.error.by satisfies "user" | "ceremony"
    case "RateLimited":
      return String(outcome.error.retryAfterSeconds)
    default:
      return outcome.error.message
  }
}

export const isOrphan = (error: unknown): boolean => isPasslockError(error) && error instanceof OrphanedPasskey

export const supported: Promise<Capabilities> = capabilities()

// @ts-expect-error A page must not hold an API key.
new Passlock({ tenancyId: "tenancy_01", apiKey: "key" })
