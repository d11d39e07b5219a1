/** The messages of a started emulator. */
import type { TenancyCredentials } from "../settings.js"
import { version } from "../version.js"

interface Started {
  readonly url: string
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

export const make = ({ dataDir, tenancies, url }: Started): string =>
  [
    `Passlock emulator ${version}`,
    "",
    `  API        ${url}`,
    `  Dashboard  ${url}/`,
    `  Data       ${dataDir ?? "in memory, lost on exit"}`,
    "",
    ...tenancies.map((tenancy) => `${variablesOf(url, tenancy)}\n`),
    "Stop with Ctrl-C."
  ].join("\n")

export const exposed = (host: string): string =>
  `Warning: other machines can reach ${host}, and the API keys are not secret. Only this machine can open the dashboard.`
