/** The mailbox section: emails, newest first. */
import type { Mail } from "../../state/records.js"
import type { Snapshot } from "./api.js"
import type { View } from "./dom.js"
import type { Kit } from "./kit.js"

interface Delivered extends Mail {
  /** Whether the challenge is pending, has too many wrong codes, or was verified, deleted or replaced. */
  readonly state: "pending" | "locked" | "consumed"
}

export const mailbox = ({ clock, dom, format, tenancyId }: Kit) => {
  const { element, find } = dom
  const empty = find("mailbox-empty", HTMLElement)
  const curl = find("curl", HTMLElement)
  dom.bindCopy(find("curl-copy", HTMLButtonElement), curl, "the command")

  /** A tenancy ID as a path segment without characters that are special in a shell. */
  const segment = (id: string): string =>
    encodeURIComponent(id).replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)

  const command = (): string =>
    [
      `curl ${location.origin}/v2/${segment(tenancyId())}/challenges \\`,
      `  -H "authorization: Bearer $PASSLOCK_API_KEY" \\`,
      `  -H "content-type: application/json" \\`,
      `  -d '{"email":"ada@example.com","purpose":"signup"}'`
    ].join("\n")

  const senders: Readonly<Record<Mail["sentBy"], string>> = {
    passlock: "sent by Passlock",
    application: "for your application to send"
  }

  const make = ({ code, expiresAt, purpose, sentAt, sentBy, text, to }: Delivered): View<Delivered> => {
    const shown = element("code", { class: "code" }, code)
    const sent = element("time", { datetime: new Date(sentAt).toISOString() })
    const note = element("span", { class: "note" })
    const countdown = dom.countdown(expiresAt)
    const node = element(
      "li",
      { class: "mail" },
      element("div", { class: "mail-code" }, shown, dom.copyButton(shown, `code ${code} for ${to}`, "primary")),
      element(
        "div",
        { class: "mail-facts" },
        element("strong", { class: "mail-to" }, to),
        element("span", { class: "tag" }, purpose),
        element("span", { class: "quiet" }, senders[sentBy]),
        element("span", { class: "quiet" }, sent),
        element("span", { class: "mail-state" }, countdown, note)
      ),
      element(
        "details",
        {},
        element("summary", {}, "Email", element("span", { class: "unseen" }, ` to ${to}, code ${code}`)),
        element("pre", { class: "mail-text" }, text)
      )
    )
    return {
      node,
      update: ({ state }) => {
        dom.write(sent, format.moment(sentAt, clock.now()))
        dom.setAttribute(node, "data-state", state)
        dom.show(countdown, state === "pending")
        dom.write(note, state === "pending" ? "" : state === "locked" ? "too many wrong codes" : "no longer pending")
      }
    }
  }

  const render = dom.listing({
    container: find("mails", HTMLElement),
    size: 6,
    key: ({ challengeId }: Delivered) => challengeId,
    make
  })

  const stateOf = (pending: Snapshot["challenges"], { challengeId, expiresAt }: Mail): Delivered["state"] => {
    const challenge = pending.find((other) => other.challengeId === challengeId)
    if (challenge === undefined) return expiresAt <= clock.now() ? "pending" : "consumed"
    return challenge.attempts >= challenge.attemptsAllowed ? "locked" : "pending"
  }

  return ({ challenges, mails }: Snapshot): void => {
    dom.write(curl, command())
    dom.show(empty, mails.length === 0)
    render(mails.map((mail) => ({ ...mail, state: stateOf(challenges, mail) })))
  }
}
