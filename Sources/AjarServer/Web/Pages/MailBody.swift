import AjarCRM
import AjarCore
import AjarMail
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/mail/{id}/body/`: the HTML of an email, made safe, for a frame that can do nothing.
///
/// Three fences, each enough by itself: the sanitiser writes only what is on its list, the policy lets no script, form or
/// frame through, and the sandbox has no scripts at all. Pictures from elsewhere are fetched only when somebody asked.
struct MailBody: Sendable {
    let visitor: Visitor

    func answer() async throws -> Answer {
        guard visitor.isRead else { throw Visit.noMethod }
        guard visitor.segments.count == 3, visitor.segments[2] == "body" else { throw AjarError.notFound("There is no such page.") }
        let id = try PathPart.checked(visitor.segments[1])
        let showsAll = visitor.parameters["quoted"] == "1", showsImages = visitor.parameters["images"] == "1"
        let kind = visitor.parameters["of"] == "template" ? "template" : "email"
        let html: String
        if kind == "template" {
            let rendered: JSON
            if let lead = visitor.parameters.nonempty("lead") {
                rendered = try await visitor.get("email_template/\(id)/render", ["lead_id": lead])
            } else {
                rendered = try await visitor.get("email_template/\(id)")
            }
            html = rendered["body"].string ?? ""
        } else {
            let email = try await visitor.get("activity/email/\(id)", ["_fields": "body_html,body_text,body_html_quoted"])
            html = Self.html(email, showsAll: showsAll)
        }
        return Self.answer(html, showsImages: showsImages)
    }

    private static func html(_ email: JSON, showsAll: Bool) -> String {
        let chunks = email["body_html_quoted"].array ?? []
        if !showsAll, chunks.contains(where: { $0["expand"].bool == false }) {
            let shown = chunks.filter { $0["expand"].bool != false }.compactMap { $0["html"].string }.joined()
            if !shown.isEmpty { return shown }
        }
        return email["body_html"].string ?? ""
    }

    static func answer(_ html: String, showsImages: Bool = false) -> Answer {
        var safe = Sanitizer.mail(html)
        if showsImages {
            safe = safe.split(separator: " data-src=\"", omittingEmptySubsequences: false).joined(separator: " src=\"")
        }
        var answer = Answer.html("\(before)\(safe)\(after)")
        let images = showsImages ? "img-src data: https: http:" : "img-src data:"
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
        html{background:#fff;color:#1d211f;font:15px/1.6 system-ui,sans-serif;height:auto;overflow-x:auto}
        body{margin:0;padding:.9rem 1rem;overflow-wrap:anywhere}img{max-width:100%;height:auto}a{color:#1a6040}
        blockquote{margin:.6rem 0;padding-left:.9rem;border-left:2px solid #ccc;color:#555}pre{white-space:pre-wrap}
        </style></head><body>
        """
    private static let after: String = "</body></html>"
}
