/** The messages of a started emulator. */
import type { Config, TenancyCredentials } from "../settings.js"
import { version } from "../version.js"

interface Started {
  readonly url: string
  readonly api: Config["api"]
  readonly tenancies: ReadonlyArray<TenancyCredentials>
  readonly dataDir: string | undefined
}

/** Quotes a value for a shell. */
const quote = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`

const variablesOf = (url: string, { apiKey, tenancyId }: TenancyCredentials): string =>
  [
    `PASSLOCK_TENANCY_ID=${quote(tenancyId)}`,
    `PASSLOCK_API_KEY=${quote(apiKey)}`,
    `PASSLOCK_ENDPOINT=${quote(url)}`
  ].join("\n")

export const make = ({ api, dataDir, tenancies, url }: Started): string =>
  [
    `Passlock emulator ${version}`,
    "",
    `  API        ${url}`,
    `  Dashboard  ${url}/`,
    `  Releases   ${api === undefined ? "2.6 and 2.9" : `${api} only`}`,
    `  Data       ${dataDir ?? "in memory, lost on exit"}`,
    "",
    ...tenancies.map((tenancy) => `${variablesOf(url, tenancy)}\n`),
    "Stop with Ctrl-C."
  ].join("\n")

export const exposed = (host: string): string =>
  `Warning: other machines can reach ${host}, and the API keys are not secret. Only this machine can open the dashboard.`
