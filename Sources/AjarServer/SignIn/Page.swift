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
            "sign-in": Self.signIn, "consent": Self.consent, "message": Self.message, "unsubscribe": Self.unsubscribe,
        ].mapValues { try MustacheTemplate(string: $0) }
        let hash = Data(SHA256.hash(data: Array(Self.style.utf8))).base64EncodedString()
        policy = "default-src 'none'; style-src 'sha256-\(hash)'; frame-ancestors 'none'; base-uri 'none'"
    }

    /// Values are escaped where the template names them. `formTargets`: where a form, and its redirect, may lead.
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
        {{#code}}<label>Code of your authenticator app
        <input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="8"></label>{{/code}}
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
        :root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
        body{margin:0;min-height:100vh;display:grid;place-items:center}
        main{width:min(26rem,calc(100vw - 3rem));padding:1.5rem}
        h1{font-size:1.4rem;margin:0 0 1rem}
        label{display:block;margin:0 0 1rem}
        input,select,button{font:inherit;box-sizing:border-box;width:100%;padding:.55rem .7rem;border-radius:.4rem;border:1px solid #8888}
        button{cursor:pointer;background:#1f6f4a;color:#fff;border-color:#1f6f4a;margin:0 0 .6rem}
        button.quiet{background:none;color:inherit;border-color:#8888}
        .problem{color:#b3261e}
        @media (prefers-color-scheme:dark){.problem{color:#ffb4ab}}
        """
}
