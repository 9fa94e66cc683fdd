extension Templates {
    static let leads: [String: String] = ["leads": list, "lead": leadHead + leadAside]

    private static let list: String = """
        <div class="head"><h1>Leads</h1>{{#total}}<span class="count">{{total}} found</span>{{/total}}</div>\(alert)
        <form class="searchbar" role="search" action="/leads/"><input type="search" name="query" value="{{page_query}}" aria-label="Search leads" placeholder="Search by name, person, address, or a query">
        <button class="quiet">\(icon("search"))Search</button></form>
        <details class="more" id="new"><summary>New lead</summary><form method="post" action="/leads/" class="card panel line">\(token)
        <label>Company<input name="name" required maxlength="500"></label><label>Person<input name="contact" maxlength="500"></label>
        <label>E-mail address<input name="email" type="email"></label><button>Create</button></form></details>
        {{#is_empty}}<div class="card empty">\(icon("leads"))<h2>No leads yet</h2><p>A lead is a company you would like to sell to, with the people who work there. Create the first one above.</p></div>{{/is_empty}}
        {{#found_none}}<div class="card empty">\(icon("search"))<h2>Nothing found</h2><p>Try fewer words, or look at <a href="/leads/">all leads</a>.</p></div>{{/found_none}}
        {{^is_empty}}{{^found_none}}<div class="card"><table><thead><tr><th scope="col">Name</th><th scope="col">Status</th><th scope="col">People</th><th scope="col">Changed</th></tr></thead>
        <tbody>{{#rows}}<tr data-row><td><span class="name"><span class="face h{{hue}}" aria-hidden="true">{{initials}}</span><a class="cover" href="/lead/{{id}}/">{{name}}</a></span></td>
        <td><span class="tag">{{status}}</span></td><td class="soft extra">{{people}}</td><td class="soft extra nowrap">\(moment("updated"))</td></tr>{{/rows}}</tbody></table></div>{{/found_none}}{{/is_empty}}
        \(pages)
        """

    private static let leadHead: String = """
        <header class="lead-head"><span class="face h{{hue}}" aria-hidden="true">{{initials}}</span>
        <div class="titles"><h1 class="sr">{{shown_name}}</h1><form method="post">\(token)<input type="hidden" name="do" value="name">
        <input class="in-place" name="text" value="{{lead_name}}" aria-label="Name of the lead" placeholder="Untitled" data-save maxlength="1000"><button class="quiet nojs">Save</button></form></div>
        <form method="post">\(token)<input type="hidden" name="do" value="status"><select name="status_id" aria-label="Status" data-save>
        {{#statuses}}<option value="{{id}}"{{#is_current}} selected{{/is_current}}>{{label}}</option>{{/statuses}}</select><button class="quiet nojs">Save</button></form>
        <a class="button" data-write href="/compose/?lead={{lead_id}}">\(icon("write"))Write</a></header>\(alert)
        <div class="lead"><section aria-label="Timeline"><details class="more"><summary>Add a note</summary><form method="post" class="stack card panel">\(token)
        <input type="hidden" name="do" value="note"><label>Note<textarea name="text" required></textarea></label><button>Keep</button></form></details>
        <div class="time" data-live>{{#timeline}}{{#is_thread}}<article class="card thread"><header><h3>{{thread_subject}}</h3>{{#n_mails}}<span class="count">{{n_mails}} emails</span>{{/n_mails}}
        {{#is_waiting}}<span class="tag warn">waits for you</span>{{/is_waiting}}</header>
        {{#mails}}<details class="mail" id="mail-{{mail_id}}"{{#is_open}} open{{/is_open}}><summary data-row><span class="face h{{tint}}" aria-hidden="true">{{face}}</span>
        <span class="grow"><b>{{mail_from}}</b> <span class="muted">to {{mail_to}}</span><br><span class="snip">{{snip}}</span></span>
        <span>{{#is_draft}}<span class="tag">draft</span> {{/is_draft}}{{#is_outbox}}<span class="tag warn">on its way</span> {{/is_outbox}}{{#is_scheduled}}<span class="tag warn">scheduled</span> {{/is_scheduled}}{{#is_error}}<span class="tag bad">not sent</span> {{/is_error}}{{#opened}}<span class="tag good">{{opened}}</span> {{/opened}}\(moment("mail_at", " data-long"))</span></summary>
        <div class="mail-in"><iframe class="fit" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" src="/mail/{{mail_id}}/body/" name="body-{{mail_id}}" title="Email: {{mail_subject}}" loading="lazy"></iframe>
        {{#attachments}}<ul class="files"><li>\(icon("file"))<a href="{{url}}">{{filename}}</a></li></ul>{{/attachments}}
        <div class="mail-acts">{{#is_draft}}<a class="button small-button" href="/compose/?email={{mail_id}}">Go on writing</a>{{/is_draft}}
        {{#is_inbox}}<a class="button small-button" data-key="r" href="/compose/?reply={{mail_id}}">\(icon("reply"))Reply</a>{{/is_inbox}}
        {{#is_sent}}<a class="button quiet small-button" data-key="r" href="/compose/?reply={{mail_id}}">\(icon("reply"))Write again</a>{{/is_sent}}
        {{#is_scheduled}}<form method="post" action="/emails/{{mail_id}}/">\(token)<button class="quiet small-button" name="do" value="undo">Take back</button></form>{{/is_scheduled}}
        {{#is_error}}<form method="post" action="/emails/{{mail_id}}/">\(token)<button class="small-button" name="do" value="retry">\(icon("retry"))Try again</button></form>{{/is_error}}
        <a class="small-link" target="body-{{mail_id}}" href="/mail/{{mail_id}}/body/?quoted=1">Show quoted text</a>
        <a class="small-link" target="body-{{mail_id}}" href="/mail/{{mail_id}}/body/?quoted=1&amp;images=1">Show pictures from elsewhere</a></div></div></details>{{/mails}}</article>{{/is_thread}}
        {{^is_thread}}<div class="entry"><span class="dot" aria-hidden="true"><svg class="i"><use href="\(Assets.icons)#{{entry_icon}}"/></svg></span><div>{{entry_title}}{{#entry_text}}<p>{{entry_text}}</p>{{/entry_text}}</div>\(moment("entry_at", " data-long"))</div>{{/is_thread}}{{/timeline}}</div></section>
        """

    private static let leadAside: String = """
        <aside class="aside" aria-label="About"><section class="card panel"><h2>People</h2>
        {{#contacts}}<div class="person"><span class="face h{{tint}}" aria-hidden="true">{{face}}</span><div><b>{{person}}</b>{{#role}} <small class="muted">{{role}}</small>{{/role}}
        {{#emails}}<small><a href="/compose/?lead={{lead_id}}&amp;to={{email}}">{{email}}</a></small>{{/emails}}{{#phones}}<small><a href="tel:{{phone}}">{{phone}}</a></small>{{/phones}}</div></div>{{/contacts}}
        <details class="more"><summary>Add a person</summary><form method="post" class="stack">\(token)<input type="hidden" name="do" value="contact">
        <label>Name<input name="name" required></label><label>Title<input name="title"></label><label>E-mail address<input name="email" type="email"></label><label>Phone<input name="phone" type="tel"></label><button class="quiet">Add</button></form></details></section>
        <section class="card panel"><h2>Tasks</h2>{{#tasks}}<div class="todo"><form method="post">\(token)<input type="hidden" name="task" value="{{task_id}}"><button class="tick" name="do" value="complete" aria-label="Complete: {{task_text}}">\(icon("check"))</button></form>
        <div>{{task_text}}<small{{#is_late}} class="late"{{/is_late}}>\(moment("due"))</small></div></div>{{/tasks}}{{^tasks}}<p class="muted">Nothing to do.</p>{{/tasks}}
        <details class="more"><summary>Add a task</summary><form method="post" class="stack">\(token)<input type="hidden" name="do" value="task"><label>What<input name="text" required></label><label>Until<input name="date" type="date"></label><button class="quiet">Add</button></form></details></section>
        <section class="card panel"><h2>Opportunities</h2>{{#deals}}<div class="todo"><div><b>{{#deal_value}}{{deal_value}}{{/deal_value}}{{^deal_value}}No value{{/deal_value}}</b> <span class="tag">{{deal_status}}</span><small>{{deal_note}}</small></div></div>{{/deals}}{{^deals}}<p class="muted">None yet.</p>{{/deals}}
        <details class="more"><summary>Add an opportunity</summary><form method="post" class="stack">\(token)<input type="hidden" name="do" value="deal"><label>Value in $<input name="value" inputmode="decimal"></label><label>About<input name="note"></label><button class="quiet">Add</button></form></details></section>
        </aside></div>
        """
}
