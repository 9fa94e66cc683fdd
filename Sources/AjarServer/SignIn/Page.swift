import AjarCore
import Crypto
import HTTPTypes
import Mustache

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The few pages that people see before they are in: signing in, and allowing a program in.
struct Page: Sendable {
    private let layout: MustacheTemplate
    private let templates: [String: MustacheTemplate]
    private let policy: String

    init() throws {
        layout = try MustacheTemplate(string: Self.frame)
        templates = try [
            "sign-in": Self.signIn, "consent": Self.consent, "message": Self.message,
            "unsubscribe": Self.unsubscribe,
        ].mapValues { try MustacheTemplate(string: $0) }
        policy = Self.policy(style: Self.style)
    }

    /// Nothing is fetched and nothing runs; the one style that counts is this, by its hash.
    static func policy(style: String) -> String {
        let hash = Data(SHA256.hash(data: Array(style.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(hash)'; frame-ancestors 'none'; base-uri 'none'"
    }

    /// Values are escaped where the template names them. `formTargets`: where a form, and its redirect, may
    /// lead.
    func answer(
        _ name: String, title: String, _ values: [String: any Sendable], status: Int = 200,
        formTargets: String = "'self'"
    ) -> Answer {
        let content = templates[name]?.render(values) ?? ""
        let frame: [String: any Sendable] = ["title": title, "style": Self.style, "content": content]
        var answer = Answer.html(layout.render(frame), status: status)
        answer.set(.at.securityPolicy, "\(policy); form-action \(formTargets)")
        answer.set(.at.cacheControl, "no-store")
        answer.set(.at.noSniff, "nosniff")
        // The address may hold the parameters of a program that asks for access.
        answer.set(.at.referrerPolicy, "no-referrer")
        return answer
    }

    func message(_ text: String, title: String, status: Int) -> Answer {
        answer("message", title: title, ["text": text], status: status)
    }

    // MARK: - Templates

    private static let frame = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}} · Ajar</title><style>{{{style}}}</style></head>
        <body><main><h1>{{title}}</h1>{{{content}}}</main></body></html>
        """

    private static let signIn = """
        {{#problem}}<p role="alert" class="problem">{{problem}}</p>{{/problem}}
        <form method="post" action="/login">
        <input type="hidden" name="form" value="{{form}}"><input type="hidden" name="next" value="{{next}}">
        <label>E-mail address <input name="email" type="email" autocomplete="username" required value="{{email}}"></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        {{#code}}<label>Code of your authenticator app, or a recovery code
        <input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20"></label>{{/code}}
        <button>Sign in</button></form>
        """

    private static let consent = """
        <p><strong>{{program}}</strong> asks for access to your organization, in your name. It will be able to do everything
        that you can do{{#offline}}, also while you are away{{/offline}}.</p>
        <p>You are signed in as {{email}}. Afterwards your browser goes to <strong>{{destination}}</strong>.</p>
        <form method="post">
        <input type="hidden" name="form" value="{{form}}">
        <label>Organization <select name="organization">
        {{#organizations}}<option value="{{id}}">{{name}}</option>{{/organizations}}</select></label>
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="decline" class="quiet">Decline</button></form>
        """

    private static let unsubscribe = """
        <p>Shall <strong>{{address}}</strong> get no more of these emails?</p>
        <form method="post"><button>Unsubscribe</button></form>
        """

    private static let message = "<p>{{text}}</p>"

    private static let style = """
        :root{color-scheme:light dark;font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;--bg:#f7f6f3;--card:#fff;--line:#e3e0d9;
        --edge:#8a867c;--ink:#1d211f;--soft:#5b605c;--accent:#1f6f4a;--on:#fff;--bad:#a3271d;--bad-soft:#fbeae7}
        @media (prefers-color-scheme:dark){:root{--bg:#121513;--card:#1a1e1b;--line:#2e3430;--edge:#7d857f;--ink:#eceeea;--soft:#a5ada7;
        --accent:#7fd3a6;--on:#0c2418;--bad:#ff9d92;--bad-soft:#3b1f1c}}
        *{box-sizing:border-box}body{margin:0;min-height:100dvh;display:grid;place-items:center;background:var(--bg);color:var(--ink);padding:1rem}
        main{width:min(26rem,100%);padding:clamp(1.3rem,5vw,2.2rem);background:var(--card);border:1px solid var(--line);border-radius:12px;
        box-shadow:0 8px 24px -12px #1d211f26}
        main::before{content:"Ajar";display:block;font-weight:680;letter-spacing:-.02em;color:var(--accent);margin-bottom:.6rem}
        h1{font-size:1.4rem;line-height:1.2;letter-spacing:-.02em;margin:0 0 1.2rem}label{display:block;margin:0 0 1rem;font-weight:560;font-size:.9rem}
        input,select,button{font:inherit;color:inherit;width:100%;min-height:2.6rem;padding:.5rem .75rem;border-radius:10px;border:1px solid var(--edge);
        background:var(--card);margin-top:.3rem}input,select{font-weight:400;font-size:1rem}
        button{cursor:pointer;background:var(--accent);color:var(--on);border-color:transparent;font-weight:600;margin:.3rem 0 0}
        button.quiet{background:none;color:inherit;border-color:var(--line);font-weight:540}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        .problem{color:var(--bad);background:var(--bad-soft);border-radius:8px;padding:.7rem 1rem;margin:0 0 1rem}
        """
}
