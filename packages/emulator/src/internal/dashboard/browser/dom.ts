/** The page, as the other parts write to it. Text becomes text: nothing is ever parsed as markup. */

/** What shows one item of a list. */
export interface View<A> {
  readonly node: HTMLElement
  readonly update?: (item: A) => void
}

export interface Listing<A> {
  readonly container: HTMLElement
  /** How many are shown until somebody asks for more. */
  readonly size: number
  /** Stays the same for as long as it is the same item. */
  readonly key: (item: A) => string
  readonly make: (item: A) => View<A>
}

export type Attributes = Readonly<Record<string, string>>

export const dom = () => {
  /** An element of the page that has to be there. */
  const find = <A extends HTMLElement>(id: string, type: new () => A): A => {
    const node = document.getElementById(id)
    if (node instanceof type) return node
    throw new Error(`The page has no ${id}.`)
  }

  const element = <Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    attributes: Attributes = {},
    ...children: ReadonlyArray<Node | string>
  ): HTMLElementTagNameMap[Name] => {
    const node = document.createElement(name)
    for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value)
    node.append(...children)
    return node
  }

  /** Writes only what is new, so that a selection stays. */
  const write = (node: Element, text: string): void => {
    if (node.textContent !== text) node.textContent = text
  }

  const mark = (node: Element, name: string, value: string): void => {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value)
  }

  const show = (node: HTMLElement, isShown: boolean): void => {
    if (node.hidden === isShown) node.hidden = !isShown
  }

  const spoken = find("spoken", HTMLElement)
  let silence = 0
  /** Says what was done, to the eye and to the ear. */
  const say = (text: string): void => {
    clearTimeout(silence)
    spoken.textContent = text
    silence = window.setTimeout(() => write(spoken, ""), 4000)
  }

  const select = (node: Node): void => {
    const range = document.createRange()
    range.selectNodeContents(node)
    getSelection()?.removeAllRanges()
    getSelection()?.addRange(range)
  }

  /** Copies what a node says at that time. */
  const copies = (button: HTMLButtonElement, node: HTMLElement, what: string): void => {
    const label = button.textContent ?? "Copy"
    let back = 0
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(node.textContent ?? "")
        say(`Copied ${what}.`)
        button.textContent = "Copied"
        clearTimeout(back)
        back = window.setTimeout(() => write(button, label), 2000)
      } catch {
        select(node)
        say("The browser does not let this page copy. The text is selected: copy it from the keyboard.")
      }
    })
  }

  const copyButton = (node: HTMLElement, what: string, style: string): HTMLButtonElement => {
    const button = element("button", { type: "button", class: style, "aria-label": `Copy ${what}` }, "Copy")
    copies(button, node, what)
    return button
  }

  /**
   * Keeps the views of a list in step with its items. A view that stays is not touched, so neither are its focus, its
   * selection and what was opened in it.
   */
  const listing = <A>({ container, key, make, size }: Listing<A>) => {
    const views = new Map<string, View<A>>()
    const more = element("button", { type: "button", class: "more", hidden: "" })
    container.closest("[data-listing]")?.append(more)
    let limit = size
    let latest: ReadonlyArray<A> = []

    const render = (items: ReadonlyArray<A>): void => {
      latest = items
      const shown = new Map(items.slice(0, limit).map((item) => [key(item), item]))
      for (const [id, { node }] of views) {
        if (shown.has(id)) continue
        node.remove()
        views.delete(id)
      }
      let next = container.firstElementChild
      for (const [id, item] of shown) {
        const view = views.get(id) ?? make(item)
        views.set(id, view)
        view.update?.(item)
        if (view.node === next) next = next.nextElementSibling
        else container.insertBefore(view.node, next)
      }
      const rest = items.length - limit
      show(more, rest > 0)
      if (rest > 0) write(more, `Show ${Math.min(rest, 100)} more of ${items.length}`)
    }

    more.addEventListener("click", () => {
      limit += 100
      render(latest)
    })
    return render
  }

  /** Does what may fail, and says why where it does. */
  const attempt = async (problem: HTMLElement, act: () => Promise<unknown>, done: string): Promise<boolean> => {
    write(problem, "")
    try {
      await act()
      say(done)
      return true
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error)
      return false
    }
  }

  const countdown = (expiresAt: number): HTMLElement =>
    element("span", { class: "countdown", "data-expires": String(expiresAt) })

  return { find, element, write, mark, show, say, copies, copyButton, listing, attempt, countdown }
}
