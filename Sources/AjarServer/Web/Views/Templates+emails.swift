extension Templates {
    static let emails: [String: String] = [
        "emails": list, "compose": letter, "templates": templateList, "template": templatePage,
    ]

    private static let list: String = """
        <div class="head"><h1>Emails</h1></div><nav class="tabs" aria-label="Emails by state">{{#tabs}}<a href="/emails/?tab={{status}}"{{#is_current}} aria-current="page"{{/is_current}}>{{label}}</a>{{/tabs}}</nav>
        <div data-live>{{^rows}}<div class="card empty">\(icon("emails"))<h2>Nothing here</h2><p>{{empty_text}}</p><a class="button" href="/compose/">\(icon("write"))Write an email</a></div>{{/rows}}
        <ul class="rows card">{{#rows}}<li data-row><div class="row"><span class="face h{{tint}}" aria-hidden="true">{{face}}</span>
        <div><div class="who">{{#is_draft}}<a class="cover" href="/compose/?email={{mail_id}}">{{mail_name}}</a>{{/is_draft}}{{^is_draft}}<a class="cover" href="/lead/{{mail_lead}}/#mail-{{mail_id}}">{{mail_name}}</a>{{/is_draft}}{{#lead_label}} <span class="muted">· {{lead_label}}</span>{{/lead_label}}</div>
        <div class="what"><b>{{mail_subject}}</b> {{snip}}</div></div>
        <div class="acts">{{#opened}}<span class="tag good">{{opened}}</span>{{/opened}}{{#is_answered}}<span class="tag good">answered</span>{{/is_answered}}\(moment("mail_at"))
        {{#is_error}}<form method="post" action="/emails/{{mail_id}}/">\(token)<button class="small-button" name="do" value="retry">\(icon("retry"))Try again</button><button class="quiet small-button" name="do" value="undo">Edit</button></form>{{/is_error}}
        {{#is_scheduled}}<form method="post" action="/emails/{{mail_id}}/">\(token)<button class="quiet small-button" name="do" value="undo">Take back</button></form>{{/is_scheduled}}
        {{#is_outbox}}<form method="post" action="/emails/{{mail_id}}/">\(token)<button class="quiet small-button" name="do" value="undo">Take back</button></form>{{/is_outbox}}
        {{#is_draft}}<form method="post" action="/emails/{{mail_id}}/">\(token)<button class="quiet small-button danger" name="do" value="delete" data-confirm="Delete this draft?">Delete</button></form>{{/is_draft}}
        {{#is_inbox}}<a class="button quiet small-button" data-key="r" href="/compose/?reply={{mail_id}}">\(icon("reply"))Reply</a>{{/is_inbox}}</div>
        {{#words}}<div class="words">{{words}}</div>{{/words}}</div></li>{{/rows}}</ul></div>\(pages)
        """

    private static let letter: String = """
        <div class="head"><h1>{{#reply_id}}Reply{{/reply_id}}{{^reply_id}}Write{{/reply_id}}</h1>{{#lead_label}}<a class="tag good" href="/lead/{{lead_id}}/">{{lead_label}}</a>{{/lead_label}}</div>
        {{#has_no_account}}<div class="notice warn">There is no mailbox to send from yet. You can write a draft; to send it, <a href="/settings/mailboxes/">connect a mailbox</a>.</div>{{/has_no_account}}
        <form method="post" action="/compose/" class="card composer">\(token)\(alert)
        <input type="hidden" name="lead_id" value="{{lead_id}}"><input type="hidden" name="email_id" value="{{email_id}}"><input type="hidden" name="reply_id" value="{{reply_id}}">
        <input type="hidden" name="html" value="{{html}}"><input type="hidden" name="attachments" value="{{attachments}}"><input type="hidden" name="date_scheduled"><input type="hidden" name="followup_date">
        <div class="field"><label for="from">From</label><select id="from" name="sender">{{#accounts}}<option{{#is_current}} selected{{/is_current}}>{{account}}</option>{{/accounts}}{{#has_no_account}}<option value="">No mailbox</option>{{/has_no_account}}</select></div>
        <div class="field"><label for="to">To</label><input id="to" name="to" value="{{to}}" list="people" autocomplete="off" required placeholder="name@example.com"></div>
        <div class="field"><label for="cc">Cc</label><input id="cc" name="cc" value="{{cc}}" list="people" autocomplete="off"></div>
        <div class="field"><label for="subject">Subject</label><input id="subject" name="subject" value="{{subject}}" maxlength="1000"></div>
        <div class="field"><label for="template">Template</label><div class="line"><div class="grow"><select id="template" name="template_id"><option value="">None</option>{{#choices}}<option value="{{id}}">{{name}}</option>{{/choices}}</select></div>
        <button class="quiet small-button nojs" name="do" value="fill">Fill in</button></div></div>
        <datalist id="people">{{#people}}<option value="{{mailbox}}"></option>{{/people}}</datalist>
        <div class="tools" role="toolbar" aria-label="Formatting" hidden><button type="button" data-rich="bold" aria-label="Bold"><b>B</b></button><button type="button" data-rich="italic" aria-label="Italic"><i>I</i></button>
        <button type="button" data-rich="link" aria-label="Link">Link</button><button type="button" data-rich="insertUnorderedList" aria-label="List">List</button><button type="button" data-pick aria-label="Attach a file">\(icon("file"))</button></div>
        <div class="body"><textarea class="text" name="text" aria-label="Text" rows="12">{{text}}</textarea>
        <div class="rich" contenteditable="true" role="textbox" aria-multiline="true" aria-label="Text" data-hint="Write something worth answering." hidden></div></div>
        <ul class="files"></ul><input type="file" multiple hidden aria-label="Files">
        <details class="later more"><summary>Later, and a reminder</summary><div class="duo"><div><label>Send at<span class="nojs"> (UTC)</span><input type="datetime-local" name="date_scheduled_local" data-local="date_scheduled"></label>
        <p></p><button class="quiet" name="do" value="schedule">\(icon("clock"))Schedule</button></div>
        <label>Remind me if nobody has answered by<span class="nojs"> (UTC)</span><input type="datetime-local" name="followup_date_local" data-local="followup_date"></label></div></details>
        <footer><button name="do" value="send"{{#has_no_account}} disabled{{/has_no_account}}>Send</button><button class="quiet" name="do" value="draft">Save draft</button><span class="saved" role="status"></span></footer></form>
        """

    private static let templateList: String = """
        <div class="head"><h1>Templates</h1><div class="end"><a class="button" href="/templates/new/">\(icon("plus"))New template</a></div></div>
        {{^rows}}<div class="card empty">\(icon("templates"))<h2>No templates yet</h2><p>Write a text once, with places that are filled in for each lead, and send it in two keystrokes.</p><a class="button" href="/templates/new/">Write the first one</a></div>{{/rows}}
        <ul class="rows card">{{#rows}}<li data-row><a class="row" href="/templates/{{id}}/"><span class="face soft" aria-hidden="true">\(icon("templates"))</span><div><div class="who">{{name}}</div><div class="what">{{subject}}</div></div>
        <div class="acts">{{#is_shared}}<span class="tag">shared</span>{{/is_shared}}\(moment("updated"))</div></a></li>{{/rows}}</ul>
        """

    private static let templatePage: String = """
        <div class="head"><h1>{{^is_kept}}New template{{/is_kept}}{{#is_kept}}{{template_name}}{{/is_kept}}</h1></div>\(alert)
        <div class="split"><form method="post" action="/templates/{{template_id}}/" class="card panel stack">\(token)
        <label>Name<input name="name" required maxlength="255" value="{{template_name}}"></label>
        <label>Subject<input name="subject" required maxlength="1000" value="{{template_subject}}"></label>
        <label>Text, as HTML<textarea name="body" required rows="14">{{template_body}}</textarea></label>
        <small class="muted">Filled in for each lead: <code>&#123;&#123; contact.first_name &#125;&#125;</code>, <code>&#123;&#123; lead.display_name &#125;&#125;</code>, <code>&#123;&#123; user.first_name &#125;&#125;</code>.</small>
        <label class="check"><input type="checkbox" name="is_shared"{{#template_shared}} checked{{/template_shared}}> Everybody may use it</label>
        <div class="line"><button>Save</button>{{#is_kept}}<button class="quiet danger" name="do" value="delete" formnovalidate data-confirm="Delete this template?">Delete</button>{{/is_kept}}</div></form>
        <section class="card preview" aria-label="Preview">{{#preview_lead}}<form class="line" action="/templates/{{template_id}}/"><label>As this lead would get it<select name="lead" data-save>{{#leads}}<option value="{{id}}"{{#is_current}} selected{{/is_current}}>{{lead_label}}</option>{{/leads}}</select></label><button class="quiet nojs">Show</button></form>
        <h2 class="section">{{preview_subject}}</h2><iframe class="fit" sandbox="allow-same-origin" title="Preview" src="/mail/{{template_id}}/body/?of=template&amp;lead={{preview_lead}}"></iframe>{{/preview_lead}}
        {{^preview_lead}}<p class="muted">Save the template, and see here how a lead would get it.</p>{{/preview_lead}}</section></div>
        """
}
