import AjarCRM
import AjarCore
import AjarMail
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/mail/{id}/body/`: the HTML of an email, made safe, for a frame that can do nothing.
///
/// Three fences, each enough by itself: the sanitiser writes only what is on its list, the policy lets no
/// script, form or frame through, and the sandbox has no scripts at all. Pictures from elsewhere are fetched
/// only when somebody asked.
struct MailBody: Sendable {
    let visitor: Visitor

    func answer() async throws -> Answer {
        guard visitor.isRead else { throw Visit.noMethod }
        guard visitor.segments.count == 3, visitor.segments[2] == "body" else {
            throw AjarError.notFound("There is no such page.")
        }
        let id = try PathPart.checked(visitor.segments[1])
        let wish = Wish(
            showsQuoted: visitor.parameters["quoted"] == "1", showsImages: visitor.parameters["images"] == "1"
        )
        if visitor.parameters["of"] == "template" {
            return Self.answer(try await template(id), showsImages: wish.showsImages)
        }
        let email = try await visitor.get(
            "activity/email/\(id)", ["_fields": "body_html,body_text,body_html_quoted"])
        return Self.answer(Self.body(email), wish)
    }

    private func template(_ id: String) async throws -> String {
        guard let lead = visitor.parameters.nonempty("lead") else {
            return try await visitor.get("email_template/\(id)")["body"].string ?? ""
        }
        return try await visitor.get("email_template/\(id)/render", ["lead_id": lead])["body"].string ?? ""
    }

    /// What is to be seen of a mail; each can be asked for with a link in its frame.
    struct Wish: Sendable {
        var showsQuoted: Bool = true
        var showsImages: Bool = false

        fileprivate func link(_ text: String, showsQuoted: Bool? = nil, showsImages: Bool? = nil) -> String {
            let quoted = showsQuoted ?? self.showsQuoted
            let images = showsImages ?? self.showsImages
            return
                "<a class=\"ask\" href=\"?quoted=\(quoted ? 1 : 0)&amp;images=\(images ? 1 : 0)\">\(text)</a>"
        }
    }

    /// The whole mail, and what is new in it; nil when nothing is quoted.
    private static func body(_ email: JSON) -> (whole: String, new: String?) {
        let whole = email["body_html"].string ?? ""
        let chunks = email["body_html_quoted"].array ?? []
        guard chunks.contains(where: { $0["expand"].bool == false }) else { return (whole, nil) }
        let new = chunks.filter { $0["expand"].bool != false }.compactMap { $0["html"].string }.joined()
        return (whole, new.isEmpty ? nil : new)
    }

    static func answer(_ html: String, showsImages: Bool = false) -> Answer {
        answer((html, nil), Wish(showsImages: showsImages))
    }

    private static func answer(_ body: (whole: String, new: String?), _ wish: Wish) -> Answer {
        let isFolded = body.new != nil && !wish.showsQuoted
        var safe = Sanitizer.mail(isFolded ? body.new ?? "" : body.whole)
        var asks = ""
        if wish.showsImages {
            safe = safe.split(separator: " data-src=\"", omittingEmptySubsequences: false).joined(
                separator: " src=\"")
        } else if safe.contains(" data-src=\"") {
            asks =
                "<p class=\"asks\">Pictures from elsewhere are not shown: they tell the sender that you looked. \(wish.link("Show them", showsImages: true))</p>"
        }
        if isFolded {
            safe += "<p class=\"asks end\">\(wish.link("Show quoted text", showsQuoted: true))</p>"
        } else if body.new != nil {
            safe += "<p class=\"asks end\">\(wish.link("Hide quoted text", showsQuoted: false))</p>"
        }
        var answer = Answer.html("\(before)\(asks)<div class=\"mail\">\(safe)</div>\(after)")
        let images = wish.showsImages ? "img-src data: https: http:" : "img-src data:"
        answer.set(
            .at.securityPolicy,
            """
            sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; \
            \(images); base-uri 'none'; form-action 'none'; frame-ancestors 'self'
            """)
        answer.set(.at.cacheControl, "private, no-store")
        answer.set(.at.noSniff, "nosniff")
        answer.set(.at.referrerPolicy, "no-referrer")
        return answer
    }

    private static let before: String = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Email</title><style>
        html{background:#fff;color:#1d211f;font:14px/1.6 system-ui,sans-serif;height:auto;overflow-x:auto;color-scheme:light}
        body{margin:0;padding:.9rem 1rem;overflow-wrap:anywhere}.mail>:first-child{margin-top:0}.mail>:last-child{margin-bottom:0}
        .asks{margin:-.9rem -1rem .9rem;padding:.4rem 1rem;background:#f1efea;color:#5c615d;font-size:13px}.asks.end{margin:.8rem 0 0;padding:0;background:none}
        .ask{color:#1a6040;font-weight:600;display:inline-block;min-height:24px}img{max-width:100%;height:auto}a{color:#1a6040}
        blockquote{margin:.6rem 0;padding-left:.9rem;border-left:2px solid #ccc;color:#555}pre{white-space:pre-wrap}
        </style></head><body>
        """
    private static let after: String = "</body></html>"
}
