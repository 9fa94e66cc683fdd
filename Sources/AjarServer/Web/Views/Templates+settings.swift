extension Templates {
    static let settings: [String: String] = [
        "mailboxes": head + mailboxes, "keys": head + keys, "statuses": head + statuses, "sandbox": sandboxList,
        "sandbox-message": sandboxMessage,
    ]

    private static let head: String = """
        <div class="head"><h1>Settings</h1></div><nav class="tabs" aria-label="Settings"><a href="/settings/mailboxes/"{{#tab_mailboxes}} aria-current="page"{{/tab_mailboxes}}>Mailboxes</a>
        <a href="/settings/keys/"{{#tab_keys}} aria-current="page"{{/tab_keys}}>API keys</a><a href="/settings/statuses/"{{#tab_statuses}} aria-current="page"{{/tab_statuses}}>Lead statuses</a>
        {{#has_sandbox}}<a href="/sandbox/view/">Sandbox</a>{{/has_sandbox}}</nav>\(alert)
        """

    private static let mailboxes: String = """
        {{^accounts}}<div class="card empty">\(icon("emails"))<h2>Connect the mailbox you send from</h2><p>Emails leave through your own mail server, in your name. Nothing else sees them.</p>
        {{#has_sandbox}}<form method="post" action="/settings/mailboxes/">\(token)<input type="hidden" name="email" value="{{email}}"><button name="do" value="sandbox">Use the sandbox for now</button></form>{{/has_sandbox}}</div>{{/accounts}}
        <ul class="rows card">{{#accounts}}<li><div class="row"><span class="face h{{tint}}" aria-hidden="true">{{face}}</span><div><div class="who">{{email}}</div><div class="what">{{server}}</div></div>
        <div class="acts">{{#is_fine}}<span class="tag good">in use</span>{{/is_fine}}{{#is_broken}}<span class="tag bad">has a problem</span>{{/is_broken}}<form method="post" action="/settings/mailboxes/">\(token)<input type="hidden" name="id" value="{{id}}">
        <button class="quiet small-button" name="do" value="test">Test</button><button class="quiet small-button danger" name="do" value="remove" data-confirm="Remove this mailbox?">Remove</button></form></div>
        {{#verdict}}{{#went_wrong}}<div class="words" role="alert">{{verdict_text}}</div>{{/went_wrong}}{{#went_well}}<div class="what" role="status"><span class="tag good">works</span> {{verdict_text}}</div>{{/went_well}}{{/verdict}}</div></li>{{/accounts}}</ul>
        <section class="section"><h2>Add a mailbox</h2><form method="post" action="/settings/mailboxes/" class="card panel stack">\(token)<div class="duo">
        <label>E-mail address<input name="email" type="email" required value="{{email}}"></label><label>Your name, as recipients see it<input name="name" autocomplete="name"></label></div><div class="duo">
        <label>Provider<select name="provider"><option value="">Another one</option>{{#providers}}<option value="{{name}}">{{label}}</option>{{/providers}}</select></label>
        <label>Password<input name="password" type="password" autocomplete="off"></label></div>
        <details class="more"><summary>Mail server, if the provider isn’t listed</summary><div class="duo"><label>Host<input name="host" placeholder="smtp.example.com"></label><label>Port<input name="port" inputmode="numeric" value="465"></label>
        <label>Security<select name="security"><option value="tls">TLS</option><option value="starttls">STARTTLS</option><option value="none">None</option></select></label><label>User name<input name="username" autocomplete="off" placeholder="Same as the address"></label></div></details>
        <button name="do" value="add">Add</button></form></section>
        """

    private static let keys: String = """
        {{#new_key}}<div class="notice" role="status"><b>This is the key. It is shown this once.</b><code class="secret">{{new_key}}</code></div>{{/new_key}}
        <form method="post" action="/settings/keys/" class="card panel line">\(token)<label>What is it for?<input name="name" required maxlength="100" placeholder="Zapier, a script, …"></label><button name="do" value="create">\(icon("key"))Create a key</button></form>
        <section class="section"><ul class="rows card">{{#keys}}<li><div class="row"><span class="face soft" aria-hidden="true">\(icon("key"))</span><div><div class="who">{{name}}</div><div class="what">{{owner}} · {{id}}</div></div>
        <div class="acts">\(moment("made"))<form method="post" action="/settings/keys/">\(token)<input type="hidden" name="id" value="{{id}}"><button class="quiet small-button danger" name="do" value="revoke" data-confirm="End this key for good?">Revoke</button></form></div></div></li>{{/keys}}</ul></section>
        """

    private static let statuses: String = """
        <ul class="rows card">{{#statuses}}<li><form method="post" action="/settings/statuses/" class="row"><span class="face soft" aria-hidden="true">\(icon("star"))</span>\(token)<input type="hidden" name="id" value="{{id}}">
        <input name="label" value="{{label}}" aria-label="Name of the status" required maxlength="255"><div class="acts"><button class="quiet small-button" name="do" value="rename">Rename</button><button class="quiet small-button danger" name="do" value="remove" data-confirm="Remove this status?">Remove</button></div></form></li>{{/statuses}}</ul>
        <section class="section"><form method="post" action="/settings/statuses/" class="card panel line">\(token)<label>New status<input name="label" required maxlength="255"></label><button name="do" value="create">Add</button></form></section>
        """

    // MARK: - Sandbox

    private static let sandboxList: String = """
        <div class="head"><h1>Sandbox</h1><p>Every email that was sent through the sandbox ends here. None of them left this machine.</p></div><div data-live>
        {{^rows}}<div class="card empty">\(icon("inbox"))<h2>Nothing has arrived</h2><p>Connect the sandbox as a mailbox, write to anybody, and the email appears here.</p><a class="button" href="/compose/">Write an email</a></div>{{/rows}}
        <ul class="rows card">{{#rows}}<li data-row><div class="row"><span class="face h{{tint}}" aria-hidden="true">{{face}}</span><div><div class="who"><a class="cover" href="/sandbox/view/{{id}}/">{{to}}</a></div><div class="what"><b>{{subject}}</b> {{snip}}</div></div>\(moment("at"))</div></li>{{/rows}}</ul></div>
        """

    private static let sandboxMessage: String = """
        <div class="head"><h1>{{subject}}</h1><p>From {{from}} to {{to}}, \(moment("at", " data-long"))</p></div>
        <section class="card preview">{{#has_html}}<iframe class="fit" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" title="The email" src="/sandbox/view/{{id}}/body/"></iframe>{{/has_html}}{{#text}}<p>{{text}}</p>{{/text}}
        {{#files}}<ul class="files"><li>\(icon("file")){{filename}}</li></ul>{{/files}}</section><p class="section"><a class="button quiet" href="/sandbox/view/">Back to all</a> <a class="button quiet" href="/sandbox/messages/{{id}}.eml">Download as it came</a></p>
        """
}
