/** Helpers for the DOM. They insert text only, and never parse HTML. */

/** The view of one item of a list. */
export interface View<A> {
  readonly node: HTMLElement
  readonly update?: (item: A) => void
}

export interface Listing<A> {
  readonly container: HTMLElement
  /** The number of items before "Show more". */
  readonly size: number
  /** Identifies an item across updates. */
  readonly key: (item: A) => string
  readonly make: (item: A) => View<A>
}

export type Attributes = Readonly<Record<string, string>>

export const dom = () => {
  /** Returns an element of the page, or throws. */
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

  /** Writes only changed text, which preserves selections. */
  const write = (node: Element, text: string): void => {
    if (node.textContent !== text) node.textContent = text
  }

  const setAttribute = (node: Element, name: string, value: string): void => {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value)
  }

  const show = (node: HTMLElement, isShown: boolean): void => {
    if (node.hidden === isShown) node.hidden = !isShown
  }

  const announcement = find("announcement", HTMLElement)
  let timer = 0
  /** Shows a message for a few seconds, and announces it to screen readers. */
  const announce = (text: string): void => {
    clearTimeout(timer)
    announcement.textContent = text
    timer = window.setTimeout(() => write(announcement, ""), 4000)
  }

  const select = (node: Node): void => {
    const range = document.createRange()
    range.selectNodeContents(node)
    getSelection()?.removeAllRanges()
    getSelection()?.addRange(range)
  }

  /** Copies the current text of a node on click. */
  const bindCopy = (button: HTMLButtonElement, node: HTMLElement, what: string): void => {
    const label = button.textContent ?? "Copy"
    let back = 0
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(node.textContent ?? "")
        announce(`Copied ${what}.`)
        button.textContent = "Copied"
        clearTimeout(back)
        back = window.setTimeout(() => write(button, label), 2000)
      } catch {
        select(node)
        announce("The browser blocked copying. The text is selected: copy it with the keyboard.")
      }
    })
  }

  const copyButton = (node: HTMLElement, what: string, style: string): HTMLButtonElement => {
    const button = element("button", { type: "button", class: style, "aria-label": `Copy ${what}` }, "Copy")
    bindCopy(button, node, what)
    return button
  }

  /**
   * Synchronizes the views of a list with its items. Keeps existing views, and with them focus, selection and open
   * details.
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

  /** Runs an action, and announces its success or shows its error. */
  const attempt = async (problem: HTMLElement, act: () => Promise<unknown>, done: string): Promise<boolean> => {
    write(problem, "")
    try {
      await act()
      announce(done)
      return true
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error)
      return false
    }
  }

  const countdown = (expiresAt: number): HTMLElement =>
    element("span", { class: "countdown", "data-expires": String(expiresAt) })

  return { find, element, write, setAttribute, show, announce, bindCopy, copyButton, listing, attempt, countdown }
}
