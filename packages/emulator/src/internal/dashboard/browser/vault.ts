/** The vault section: passkeys, newest first. */
import type { PasskeyJson, Snapshot } from "./api.js"
import type { View } from "./dom.js"
import type { Kit } from "./kit.js"

export const vault = ({ clock, dom, format }: Kit) => {
  const { element, find } = dom
  const text = find("vault-text", HTMLInputElement)

  const cell = (label: string, ...content: ReadonlyArray<Node | string>) =>
    element("td", { role: "cell", "data-label": label }, ...content)

  const identifier = (id: string, what: string): HTMLElement => {
    const value = element("code", { class: "id" }, id)
    return element("span", { class: "copyable" }, value, dom.copyButton(value, `${what} ${id}`, "small"))
  }

  const storageOf = ({ backedUp, deviceType }: PasskeyJson["credential"]): string => {
    const device = deviceType === "multiDevice" ? "multi-device" : "single-device"
    return `${device}, ${backedUp ? "backed up" : "not backed up"}`
  }

  const make = ({ credential: { id: credentialId }, id }: PasskeyJson): View<PasskeyJson> => {
    const name = element("span")
    const user = element("span", { class: "below" })
    const disabled = element("span", { class: "tag warning" }, "disabled")
    const rp = cell("Relying party")
    const created = element("span", { class: "moment number" })
    const used = element("span", { class: "moment number" })
    const platform = element("span")
    const device = element("span", { class: "below" })
    const counter = cell("Counter")
    counter.classList.add("number")
    return {
      node: element(
        "tr",
        { role: "row" },
        element("th", { role: "rowheader", scope: "row" }, name, " ", disabled, user),
        cell("Passkey ID", identifier(id, "passkey ID")),
        cell("Credential ID", identifier(credentialId, "credential ID")),
        rp,
        cell("Created", created),
        cell("Last used", used),
        cell("Stored by", platform, device),
        counter
      ),
      update: (passkey) => {
        const { createdAt, credential, enabled, lastUsed, userId } = passkey
        const now = clock.now()
        dom.write(name, credential.username)
        dom.write(user, userId ?? "no user ID")
        dom.show(disabled, !enabled)
        dom.write(rp, credential.rpId)
        dom.write(created, format.moment(createdAt, now))
        dom.write(used, lastUsed === undefined || lastUsed === null ? "never" : format.moment(lastUsed, now))
        dom.write(platform, passkey.platform?.name ?? "Unknown platform")
        dom.write(device, storageOf(credential))
        dom.write(counter, String(credential.counter))
      }
    }
  }

  const render = dom.listing({
    container: find("vault-rows", HTMLElement),
    size: 20,
    key: ({ id }: PasskeyJson) => id,
    make
  })

  let latest: Snapshot["passkeys"] = []

  const matches = ({ credential, id, platform, userId }: PasskeyJson): boolean =>
    [credential.username, userId, id, credential.id, credential.rpId, platform?.name]
      .join(" ")
      .toLowerCase()
      .includes(text.value.trim().toLowerCase())

  const update = (): void => {
    const shown = latest.filter(matches)
    render(shown)
    dom.show(find("vault-empty", HTMLElement), latest.length === 0)
    dom.show(find("vault-none", HTMLElement), latest.length > 0 && shown.length === 0)
    dom.show(find("vault-table", HTMLElement), shown.length > 0)
  }

  text.addEventListener("input", () => {
    update()
    dom.announce(`${format.plural(latest.filter(matches).length, "passkey")} shown.`)
  })

  return (snapshot: Snapshot): void => {
    latest = [...snapshot.passkeys].reverse()
    update()
  }
}
