/** The pending section: challenges and tokens. */
import type { PendingChallenge, PendingToken } from "../../control/control.js"
import type { Snapshot } from "./api.js"
import type { View } from "./dom.js"
import type { Kit } from "./kit.js"

export const pending = ({ dom }: Kit) => {
  const { element, find } = dom

  const kinds: Readonly<Record<PendingToken["kind"], string>> = {
    registrationToken: "Registration token",
    registrationSession: "Registration session",
    authenticationToken: "Authentication token",
    authenticationSession: "Authentication session",
    code: "Exchange code",
    updateToken: "Update token",
    deletionToken: "Deletion token",
    pruningToken: "Pruning token"
  }

  const cell = (...content: ReadonlyArray<Node | string>) => element("td", { role: "cell" }, ...content)

  const header = (...content: ReadonlyArray<Node | string>) =>
    element("th", { role: "rowheader", scope: "row" }, ...content)

  const below = (...content: ReadonlyArray<Node | string>) => element("span", { class: "below" }, ...content)

  const challenges = dom.listing({
    container: find("challenges", HTMLElement),
    size: 5,
    key: ({ challengeId }: PendingChallenge) => challengeId,
    make: ({ email, expiresAt, purpose, userId }): View<PendingChallenge> => {
      const attempts = cell()
      return {
        node: element(
          "tr",
          { role: "row" },
          header(email, below(element("span", { class: "tag" }, purpose), userId === undefined ? "" : ` ${userId}`)),
          attempts,
          cell(dom.countdown(expiresAt))
        ),
        update: (challenge) => dom.write(attempts, `${challenge.attempts} of ${challenge.attemptsAllowed}`)
      }
    }
  })

  interface Numbered extends PendingToken {
    readonly key: string
  }

  const ownerOf = ({ rpId, userId }: PendingToken): string =>
    [userId, rpId].filter((part) => part !== undefined).join(" at ")

  const tokens = dom.listing({
    container: find("tokens", HTMLElement),
    size: 5,
    key: ({ key }: Numbered) => key,
    make: (token): View<Numbered> => ({
      node: element(
        "tr",
        { role: "row" },
        header(kinds[token.kind], below(ownerOf(token))),
        cell(dom.countdown(token.expiresAt))
      )
    })
  })

  /** Tokens have no public ID, so equal ones are numbered. */
  const numbered = (all: ReadonlyArray<PendingToken>): ReadonlyArray<Numbered> => {
    const seen = new Map<string, number>()
    return all.map((token) => {
      const facts = JSON.stringify([token.kind, token.rpId, token.userId, token.expiresAt])
      const count = (seen.get(facts) ?? 0) + 1
      seen.set(facts, count)
      return { ...token, key: `${facts}${count}` }
    })
  }

  return (snapshot: Snapshot): void => {
    dom.show(find("challenges-empty", HTMLElement), snapshot.challenges.length === 0)
    dom.show(find("challenges-table", HTMLElement), snapshot.challenges.length > 0)
    dom.show(find("tokens-empty", HTMLElement), snapshot.tokens.length === 0)
    dom.show(find("tokens-table", HTMLElement), snapshot.tokens.length > 0)
    challenges(snapshot.challenges)
    tokens(numbered(snapshot.tokens))
  }
}
