extension Frame {
    static let head: String = """
        <!doctype html><html lang="en"{{#theme}} data-theme="{{theme}}"{{/theme}}><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
        <title>{{title}} · Ajar</title><link rel="icon" href="{{icon}}" type="image/svg+xml"><link rel="stylesheet" href="{{style}}">
        {{#form}}<meta name="csrf" content="{{form}}">{{/form}}
        <script type="module" src="{{script}}"></script><script type="module" src="{{write}}"></script></head>
        """

    static let app: String =
        head + """
            <body><a class="skip" href="#main">Skip to content</a>
            <div class="shell"><nav class="side" aria-label="Main">
            <a class="brand" href="/inbox/"><img src="{{icon}}" width="26" height="26" alt=""><span>Ajar</span></a>
            <ul>{{#areas}}<li><a href="/{{name}}/" {{#is_current}}aria-current="page"{{/is_current}}>
            <svg class="i" aria-hidden="true"><use href="{{icons}}#{{name}}"/></svg><span>{{label}}</span><kbd aria-hidden="true">{{keys}}</kbd></a></li>{{/areas}}</ul>
            <div class="side-end">
            <button class="ghost js" type="button" data-do="theme"><svg class="i" aria-hidden="true"><use href="{{icons}}#theme"/></svg><span>Theme</span></button>
            <button class="ghost js" type="button" data-do="help"><svg class="i" aria-hidden="true"><use href="{{icons}}#help"/></svg><span>Shortcuts</span></button>
            <form method="post" action="/logout"><input type="hidden" name="form" value="{{form}}">
            <button class="ghost"><svg class="i" aria-hidden="true"><use href="{{icons}}#leave"/></svg><span>Sign out</span></button></form></div></nav>
            <div class="stage"><header class="top">
            <a class="brand small" href="/inbox/"><img src="{{icon}}" width="24" height="24" alt=""><span class="sr">Ajar</span></a>
            <button type="button" class="finder js" data-do="palette"><svg class="i" aria-hidden="true"><use href="{{icons}}#search"/></svg>
            <span>Find leads, people, commands</span><kbd>Ctrl K</kbd></button>
            <a class="button" href="/compose/" data-key="c"><svg class="i" aria-hidden="true"><use href="{{icons}}#write"/></svg><span>Write</span></a></header>
            <main id="main" tabindex="-1">{{{content}}}</main></div></div>
            <div class="toasts" role="status" aria-live="polite">{{#toast}}<div class="toast"{{#undo}} data-undo="{{undo}}"{{/undo}}><span>{{text}}</span>
            {{#undo}}<form method="post" action="/emails/{{undo}}/"><input type="hidden" name="form" value="{{form}}">
            <button name="do" value="undo" class="link">Undo</button></form>{{/undo}}</div>{{/toast}}</div>
            <dialog id="palette" aria-label="Find"><div class="palette"><div class="palette-head"><svg class="i" aria-hidden="true"><use href="{{icons}}#search"/></svg>
            <input type="search" role="combobox" aria-expanded="true" aria-controls="found" aria-label="Find leads, people, commands" placeholder="Find leads, people, commands" autocomplete="off" spellcheck="false"></div>
            <ul id="found" role="listbox" aria-label="Found"></ul>
            <p class="palette-foot"><kbd>↑</kbd><kbd>↓</kbd> choose <kbd>Enter</kbd> open <kbd>Esc</kbd> close</p></div></dialog>
            <dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keyboard shortcuts</h2><dl class="keys">
            <div><dt><kbd>Ctrl</kbd> <kbd>K</kbd></dt><dd>Find anything</dd></div><div><dt><kbd>c</kbd></dt><dd>Write an email</dd></div>
            <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>Next, previous in a list</dd></div><div><dt><kbd>Enter</kbd></dt><dd>Open</dd></div>
            <div><dt><kbd>r</kbd></dt><dd>Reply</dd></div><div><dt><kbd>e</kbd></dt><dd>Done</dd></div>
            <div><dt><kbd>/</kbd></dt><dd>Search on the page</dd></div><div><dt><kbd>Ctrl</kbd> <kbd>Enter</kbd></dt><dd>Send</dd></div>
            <div><dt><kbd>g</kbd> <kbd>i</kbd></dt><dd>Inbox</dd></div><div><dt><kbd>g</kbd> <kbd>l</kbd></dt><dd>Leads</dd></div>
            <div><dt><kbd>g</kbd> <kbd>e</kbd></dt><dd>Emails</dd></div><div><dt><kbd>g</kbd> <kbd>t</kbd></dt><dd>Templates</dd></div>
            <div><dt><kbd>g</kbd> <kbd>s</kbd></dt><dd>Settings</dd></div><div><dt><kbd>?</kbd></dt><dd>This list</dd></div></dl>
            <form method="dialog"><button>Close</button></form></dialog></body></html>
            """

    static let alone: String =
        head + """
            <body class="alone"><main id="main"><a class="brand" href="/"><img src="{{icon}}" width="34" height="34" alt=""><span>Ajar</span></a>
            <div class="card">{{{content}}}</div></main></body></html>
            """

    static let problem: String = """
        <h1>That didn’t work</h1><p>{{text}}</p><p><a class="button" href="/inbox/">Back to the inbox</a></p>
        """

    static let setup: String = """
        <h1>Welcome. Let’s set you up.</h1><p class="muted">One organization, one account. A minute, and you can send.</p>
        {{#problem}}<p role="alert" class="problem">{{problem}}</p>{{/problem}}
        <form method="post" action="/setup/" class="stack"><input type="hidden" name="form" value="{{form}}">
        <label>Organization<input name="organization" required maxlength="200" autocomplete="organization" value="{{organization}}" autofocus></label>
        <label>Your name<input name="name" required maxlength="200" autocomplete="name" value="{{name}}"></label>
        <label>E-mail address<input name="email" type="email" required autocomplete="username" value="{{email}}"></label>
        <label>Password<input name="password" type="password" required minlength="10" autocomplete="new-password" aria-describedby="pw"></label>
        <small id="pw" class="muted">At least ten characters. A short sentence is good.</small>
        <button>Create and sign in</button></form>
        """
}
