/// The Mustache templates of the pages, by the name that a page asks for.
enum Templates {
    /// The token that says that one of our pages made the form.
    static let token: String = "<input type=\"hidden\" name=\"form\" value=\"{{form}}\">"

    static func icon(_ name: String) -> String {
        "<svg class=\"i\" aria-hidden=\"true\"><use href=\"\(Assets.icons)#\(name)\"/></svg>"
    }

    static let alert: String = "{{#problem}}<p role=\"alert\" class=\"problem\">{{problem}}</p>{{/problem}}"

    static let pages: String = """
        <nav class="pages" aria-label="Pages"><span>{{#previous}}<a class="button quiet" href="{{previous}}" rel="prev">Newer</a>{{/previous}}</span>
        <span>{{#next}}<a class="button quiet" href="{{next}}" rel="next">Older</a>{{/next}}</span></nav>
        """

    static func moment(_ name: String, _ more: String = "") -> String {
        "{{#\(name)}}<time datetime=\"{{iso}}\"\(more)>{{text}}</time>{{/\(name)}}"
    }

    // MARK: - Inbox

    static let inbox: [String: String] = ["inbox": inboxPage]

    private static let inboxPage: String = """
        <div data-live><div class="head"><h1>Inbox</h1></div>\(alert)
        {{^is_clear}}
        <section class="section" aria-labelledby="waiting"><h2 id="waiting">Waiting for your answer <span class="count">{{n_waiting}}</span></h2>
        <ul class="rows card">{{#mails}}<li data-row><div class="row"><span class="face h{{tint}}" aria-hidden="true">{{face}}</span>
        <div><div class="who"><a class="cover" href="/lead/{{mail_lead}}/#mail-{{mail_id}}">{{mail_name}}</a>{{#lead_label}} <span class="muted">· {{lead_label}}</span>{{/lead_label}}</div>
        <div class="what"><b>{{mail_subject}}</b> {{snip}}</div></div>
        <div class="acts">\(moment("mail_at"))<a class="button quiet small-button" data-key="r" href="/compose/?reply={{mail_id}}">\(icon("reply"))Reply</a></div></div></li>{{/mails}}
        {{^mails}}<li><p class="row muted"><span></span>Everybody has an answer.</p></li>{{/mails}}</ul></section>
        <section class="section" aria-labelledby="due"><h2 id="due">Due <span class="count">{{n_due}}</span></h2>
        <ul class="rows card">{{#due_tasks}}<li data-row><div class="row"><span class="face soft" aria-hidden="true"><svg class="i"><use href="\(Assets.icons)#{{task_icon}}"/></svg></span>
        <div><div class="who"><a class="cover" href="/lead/{{task_lead}}/">{{task_text}}</a></div><div class="what">{{task_label}}{{#due}} · {{#is_late}}<span class="tag bad">late</span> {{/is_late}}<time datetime="{{iso}}">{{text}}</time>{{/due}}</div></div>
        <div class="acts"><form method="post" action="/inbox/">\(token)<input type="hidden" name="task" value="{{task_id}}">
        <button class="quiet small-button" name="do" value="snooze">\(icon("clock"))Tomorrow</button>
        <button class="quiet small-button" name="do" value="complete" data-key="e">\(icon("check"))Done</button></form></div></div></li>{{/due_tasks}}
        {{^due_tasks}}<li><p class="row muted"><span></span>Nothing is due today.</p></li>{{/due_tasks}}</ul></section>{{/is_clear}}
        {{#is_clear}}<div class="card empty">\(icon("inbox"))
        {{#needs_mailbox}}<h2>First, a mailbox to send from</h2><p>Connect the one you have, or use the sandbox to try everything without a letter leaving this machine.</p>
        <a class="button" href="/settings/mailboxes/">Connect a mailbox</a>{{/needs_mailbox}}
        {{#is_ready}}<h2>All clear</h2><p>Nobody waits for an answer and nothing is due. A good moment to write to somebody new.</p>
        <a class="button" href="/leads/">Look at your leads</a>{{/is_ready}}</div>{{/is_clear}}</div>
        """
}
