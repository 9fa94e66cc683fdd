import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore
import Mustache

/// What surrounds every page, and the headers that keep it in its place.
struct Frame: Sendable {
    let assets: Assets
    private let views: MustacheLibrary

    /// Every view is a partial of every other by its name, and so is each drawing: `{{> icon-reply}}`.
    init(_ files: WebFiles) throws {
        assets = Assets(files)
        var views = MustacheLibrary()
        for name in files.names("views", "mustache") {
            try views.register(files.texts["views/\(name).mustache"] ?? "", named: name)
        }
        for name in Self.symbols(of: files.texts["drawings/icons.svg"] ?? "") {
            let drawing = "\(assets.path("icons.svg"))#\(name)"
            try views.register(
                "<svg class=\"i\" aria-hidden=\"true\"><use href=\"\(drawing)\"/></svg>",
                named: "icon-\(name)")
        }
        self.views = views
    }

    private static func symbols(of drawing: String) -> [String] {
        drawing.split(separator: "<symbol id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }

    /// A page of somebody who is signed in.
    func answer(
        _ name: String, title: String, area: String, _ values: Values, _ visitor: Visitor, status: Int
    ) -> Answer {
        var all = values
        all["form"] = visitor.session.formToken
        all["icons"] = assets.path("icons.svg")
        var shell = common(title, visitor.visit)
        shell["form"] = visitor.session.formToken
        shell["content"] = views.render(all, withTemplate: name) ?? ""
        shell["areas"] = Self.areas.map { link(to: $0, current: area) }
        if var toast = Toast.values(visitor.parameters) {
            toast["form"] = visitor.session.formToken
            shell["toast"] = toast
        }
        return Self.guarded(.html(views.render(shell, withTemplate: "app") ?? "", status: status))
    }

    /// A view by itself, for a document that isn't a page.
    func fragment(_ name: String, _ values: Values) -> String {
        views.render(values, withTemplate: name) ?? ""
    }

    private func link(to entry: (name: String, label: String, keys: String), current: String) -> Values {
        var values: Values = [
            "name": entry.name, "label": entry.label, "keys": entry.keys, "icons": assets.path("icons.svg"),
        ]
        if entry.name == current { values["is_current"] = true }
        // What fits below its icon on a phone.
        if entry.name == "opportunities" { values["short"] = "Deals" }
        return values
    }

    private static let areas: [(name: String, label: String, keys: String)] = [
        ("inbox", "Inbox", "g i"), ("leads", "Leads", "g l"), ("emails", "Emails", "g e"),
        ("opportunities", "Opportunities", "g o"),
        ("templates", "Templates", "g t"), ("settings", "Settings", "g s"),
    ]

    /// A page without the navigation: first steps, and what went wrong.
    func bare(_ name: String, title: String, _ values: Values, _ visit: Visit, status: Int = 200) -> Answer {
        var shell = common(title, visit)
        shell["content"] = views.render(values, withTemplate: name) ?? ""
        return Self.guarded(.html(views.render(shell, withTemplate: "alone") ?? "", status: status))
    }

    private func common(_ title: String, _ visit: Visit) -> Values {
        var shell: Values = [
            "title": title, "style": assets.path("app.css"), "icon": assets.path("mark.svg"),
            "icons": assets.path("icons.svg"),
            "scripts": ["app", "keys", "reply", "desk"].map { assets.path("\($0).js") },
        ]
        if let theme = visit.request.cookie("ajar_theme"), ["dark", "light"].contains(theme) {
            shell["theme"] = theme
        }
        return shell
    }

    /// Scripts and styles are files of ours; nothing else runs, whatever ends up in a page.
    private static let policy: String = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
        frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    private static func guarded(_ answer: Answer) -> Answer {
        var answer = answer
        answer.set(.at.securityPolicy, policy)
        answer.set(.at.cacheControl, "no-store")
        answer.set(.at.noSniff, "nosniff")
        answer.set(.at.referrerPolicy, "same-origin")
        return answer
    }
}

/// What a page says in passing after a form was done: texts of ours, chosen by a word in the address. Some
/// can be undone.
enum Toast {
    static func values(_ parameters: Parameters) -> Values? {
        if let email = parameters.nonempty("sent"), isID(email) {
            return [
                "text": "Sending…",
                "undo": ["action": "/emails/\(email)/", "verb": "undo", "seconds": 10] as Values,
            ]
        }
        guard let text = parameters.nonempty("done").flatMap({ texts[$0] }) else { return nil }
        var values: Values = ["text": text]
        if parameters["done"] == "completed", let task = parameters.nonempty("task"), isID(task) {
            values["undo"] = ["action": "/inbox/", "verb": "reopen", "task": task] as Values
        }
        return values
    }

    private static func isID(_ text: String) -> Bool { (try? PathPart.checked(text)) != nil }

    private static let texts: [String: String] = [
        "saved": "Saved.", "draft": "Draft saved.", "scheduled": "Scheduled.",
        "undone": "Taken back: it is a draft again.",
        "retry": "Trying again.", "deleted": "Deleted.", "created": "Created.", "completed": "Done.",
        "reopened": "Open again.", "snoozed": "Out of sight until then.",
        "password": "The new password counts. Other sessions have ended.",
        "revoked": "The key is revoked.", "logged": "Noted.", "ended": "Signed out there.", "moved": "Moved.",
        "answered": "Answered. It arrives in a moment.",
    ]
}
