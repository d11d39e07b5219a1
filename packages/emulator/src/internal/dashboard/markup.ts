/** The HTML of the dashboard before its data is loaded. */

const sections = [
  ["mailbox", "Mailbox"],
  ["pending", "Pending"],
  ["requests", "Requests"],
  ["vault", "Vault"],
  ["faults", "Faults"]
] as const

const links = sections
  .map(([id, name]) => `<li><a href="#${id}">${name} <span class="count" data-count="${id}">0</span></a></li>`)
  .join("\n      ")

const heading = (id: string, name: string): string =>
  `<h2 id="${id}-heading">${name} <span class="count" data-count="${id}">0</span></h2>`

/** A table whose rows the script adds. The explicit roles keep its semantics when the style displays rows as cards. */
const table = (id: string, rows: string, caption: string, columns: ReadonlyArray<string>): string => `
      <table id="${id}-table" role="table" hidden>
        <caption class="unseen">${caption}</caption>
        <thead role="rowgroup"><tr role="row">${columns
          .map((column) => `<th role="columnheader" scope="col">${column}</th>`)
          .join("")}</tr></thead>
        <tbody id="${rows}" role="rowgroup"></tbody>
      </table>`

const header = `
<a class="skip" href="#main">Skip to content</a>
<header class="top">
  <div class="brand">
    <svg viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="6"/><path d="M12 5.5a3.5 3.5 0 0 0-1.2 6.8v6.2h2.4v-1.7h1.9v-2.3h-1.9v-2.2A3.5 3.5 0 0 0 12 5.5Zm0 2.2a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Z"/></svg>
    <h1>Passlock emulator</h1>
  </div>
  <dl class="where">
    <div><dt>Endpoint</dt><dd><code id="endpoint"></code><button type="button" class="small" id="endpoint-copy" aria-label="Copy the endpoint">Copy</button></dd></div>
    <div data-single><dt>Tenancy</dt><dd><code id="tenancy-id" data-tenancy></code><button type="button" class="small" id="tenancy-copy" aria-label="Copy the tenancy ID">Copy</button></dd></div>
    <div data-several hidden><dt><label for="tenancy">Tenancy</label></dt><dd><select id="tenancy"></select></dd></div>
    <div><dt>Time</dt><dd><span class="number" data-now></span> <span class="quiet" data-ahead></span></dd></div>
  </dl>
  <p id="connection" role="status">Connecting…</p>
  <nav aria-label="Sections">
    <ul>
      ${links}
      <li><a href="#tools">Tools</a></li>
    </ul>
  </nav>
</header>`

const mailbox = `
  <section id="mailbox" class="panel" aria-labelledby="mailbox-heading" data-listing>
    <div class="panel-head">${heading("mailbox", "Mailbox")}</div>
    <div id="mailbox-empty" class="empty">
      <p>No emails yet. Emails with one-time codes appear here. To create one:</p>
      <pre class="command"><code id="curl"></code></pre>
      <button type="button" id="curl-copy" aria-label="Copy the command">Copy</button>
    </div>
    <ol id="mails" class="mails"></ol>
  </section>`

const pending = `
  <section id="pending" class="panel" aria-labelledby="pending-heading">
    <div class="panel-head">${heading("pending", "Pending")}</div>
    <div data-listing>
      <h3>Challenges</h3>
      <p id="challenges-empty" class="empty">No pending challenges.</p>${table(
        "challenges",
        "challenges",
        "Pending challenges",
        ["Email address", "Wrong codes", "Expires"]
      )}
    </div>
    <div data-listing>
      <h3>Tokens</h3>
      <p id="tokens-empty" class="empty">No pending tokens. Tokens for pages appear here until they are used.</p>${table(
        "tokens",
        "tokens",
        "Pending tokens",
        ["Kind", "Expires"]
      )}
    </div>
  </section>`

const requests = `
  <section id="requests" class="panel" aria-labelledby="requests-heading" data-listing>
    <div class="panel-head">
      ${heading("requests", "Requests")}
      <div class="filter">
        <label><span class="unseen">Filter requests</span><input type="search" id="requests-text" placeholder="Filter" autocomplete="off"></label>
        <label class="check"><input type="checkbox" id="requests-errors"> Errors only</label>
      </div>
    </div>
    <p id="requests-empty" class="empty">No requests yet. Configure your client with this endpoint, the tenancy ID and its API key.</p>
    <p id="requests-none" class="empty" hidden>No matching requests.</p>${table(
      "requests",
      "requests-rows",
      "Latest requests, newest first",
      ["Time", "Status", "Operation", "Error", "Duration", "Fault"]
    )}
  </section>`

const vault = `
  <section id="vault" class="panel" aria-labelledby="vault-heading" data-listing>
    <div class="panel-head">
      ${heading("vault", "Vault")}
      <div class="filter">
        <label><span class="unseen">Filter passkeys</span><input type="search" id="vault-text" placeholder="Filter" autocomplete="off"></label>
      </div>
    </div>
    <p id="vault-empty" class="empty">No passkeys yet. Register one in your application, or <a href="#seed-form">seed a user</a>.</p>
    <p id="vault-none" class="empty" hidden>No matching passkeys.</p>${table(
      "vault",
      "vault-rows",
      "Passkeys, newest first",
      ["User", "Passkey ID", "Credential ID", "Relying party", "Created", "Last used", "Stored by", "Counter"]
    )}
  </section>`

const faults = (operations: ReadonlyArray<string>): string => `
  <section id="faults" class="panel" aria-labelledby="faults-heading" data-listing>
    <div class="panel-head">${heading("faults", "Faults")}</div>
    <ul id="fault-switches" class="switches" aria-label="Faults for all operations"></ul>
    <p id="faults-problem" class="problem" role="alert"></p>
    <details class="precise">
      <summary>Custom fault</summary>
      <form id="fault-form">
        <label>Fault
          <select id="fault-kind" name="kind">
            <option value="latency">Delay the response</option>
            <option value="status">Respond with an error status</option>
            <option value="drop">Close the connection</option>
            <option value="stall">Stall the response</option>
            <option value="truncate">Truncate the response</option>
            <option value="malform">Respond with invalid JSON</option>
          </select>
        </label>
        <label data-for="latency">Milliseconds <input type="number" name="milliseconds" min="0" max="600000" step="1" value="2000" required></label>
        <div class="pair" data-for="status">
          <label>Status <input type="number" name="status" min="400" max="599" step="1" value="503" required></label>
          <label>Retry-After <input name="retryAfter" placeholder="none" autocomplete="off"></label>
        </div>
        <label data-for="drop">When
          <select name="when"><option value="before">Before processing the request</option><option value="after">After processing the request</option></select>
        </label>
        <label data-for="stall">Where
          <select name="where"><option value="headers">Before the headers</option><option value="body">In the middle of the body</option></select>
        </label>
        <label>Operation
          <select name="operation">
            <option value="">All operations</option>
            ${operations.map((operation) => `<option>${operation}</option>`).join("")}
          </select>
        </label>
        <div class="pair">
          <label>Probability (%) <input type="number" name="probability" min="0" max="100" step="any" value="100" required></label>
          <label>Request limit <input type="number" name="times" min="1" max="1000000" step="1" placeholder="unlimited"></label>
        </div>
        <label class="check" data-several hidden><input type="checkbox" name="allTenancies"> For all tenancies</label>
        <button class="primary">Add fault</button>
      </form>
    </details>
    <div class="panel-head">
      <h3 id="faults-active" tabindex="-1">Active</h3>
      <button type="button" class="small" id="faults-clear" hidden>Remove all</button>
    </div>
    <p id="faults-empty" class="empty">No active faults.</p>
    <ul id="faults-list" class="faults"></ul>
  </section>`

const tools = `
  <section id="tools" class="panel" aria-labelledby="tools-heading">
    <div class="panel-head"><h2 id="tools-heading">Tools</h2></div>
    <h3 id="time-heading">Time</h3>
    <p><span class="number large" data-now></span> <span class="quiet" data-ahead></span></p>
    <div class="buttons" role="group" aria-labelledby="time-heading">
      <button type="button" data-advance="60000">+1 min</button>
      <button type="button" data-advance="600000">+10 min</button>
      <button type="button" data-advance="3600000">+1 h</button>
    </div>
    <form id="time-form" class="inline">
      <label><span class="unseen">Amount</span><input type="number" id="time-amount" min="0" max="10000" step="any" value="1" required></label>
      <label><span class="unseen">Unit</span>
        <select id="time-unit"><option value="1000">seconds</option><option value="60000">minutes</option><option value="3600000">hours</option><option value="86400000" selected>days</option></select>
      </label>
      <button>Advance</button>
    </form>
    <p id="time-problem" class="problem" role="alert"></p>

    <h3>Seed a user</h3>
    <form id="seed-form">
      <label>User ID <input name="userId" required autocomplete="off" value="user_01"></label>
      <label>Username <input name="username" required autocomplete="off" value="ada@example.com"></label>
      <div class="pair">
        <label>Relying party <input name="rpId" required autocomplete="off" value="localhost"></label>
        <label>Passkeys <input type="number" name="passkeys" min="1" max="1000" step="1" value="1" required></label>
      </div>
      <button>Add to the vault</button>
    </form>
    <p id="seed-problem" class="problem" role="alert"></p>

    <h3>State</h3>
    <div class="buttons">
      <button type="button" id="rotate">Rotate signing keys</button>
      <button type="button" id="rotate-now">Sign with a new key now</button>
      <button type="button" id="reset" class="danger">Reset…</button>
    </div>
    <p id="state-problem" class="problem" role="alert"></p>
  </section>`

const dialog = `
<dialog id="reset-dialog" aria-labelledby="reset-heading" aria-describedby="reset-text">
  <h2 id="reset-heading">Reset the emulator?</h2>
  <p id="reset-text">This deletes the passkeys, challenges, tokens, emails, faults and requests of all tenancies, and resets the time. It keeps the signing keys.</p>
  <div class="buttons">
    <button type="button" id="reset-cancel" autofocus>Cancel</button>
    <button type="button" id="reset-confirm" class="danger">Reset everything</button>
  </div>
</dialog>`

/** @param operations for the selection of a fault's operation */
export const body = (operations: ReadonlyArray<string>): string => `${header}
<noscript><p class="problem">The dashboard needs JavaScript. The control API at /_emulator returns the same data as JSON.</p></noscript>
<main id="main" tabindex="-1">
  <div class="watch">${mailbox}${pending}${requests}${vault}
  </div>
  <div class="act">${faults(operations)}${tools}
  </div>
</main>
${dialog}
<p id="announcement" role="status"></p>`
