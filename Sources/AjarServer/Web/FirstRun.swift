import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore
import NIOPosix

/// `/setup/`: the first organization of a fresh server. As soon as there is one, the page is gone.
struct FirstRun: Sendable {
    private static let visitCookie: String = "ajar_visit"

    let store: Store
    let resources: Resources
    let sessions: Sessions
    let secrets: SecretBox
    let cookies: CookieJar

    func isOpen() async throws -> Bool {
        try await store.read { try $0.first("SELECT organization FROM organization LIMIT 1") == nil }
    }

    func answer(_ visit: Visit, _ frame: Frame) async throws -> Answer {
        guard try await isOpen() else { return .redirect("/login") }
        guard !visit.isRead else { return page(visit, frame, [:]) }
        guard visit.request.method == .post else { throw Visit.noMethod }
        let form = try await visit.form()
        guard let token = visit.request.cookie(Self.visitCookie),
            secrets.verify(form["form"] ?? "", of: "visit \(token)")
        else {
            return page(visit, frame, form, problem: "The page was too old. Please try again.")
        }
        guard let organization = form.typed("organization"), let name = form.typed("name"),
            let email = form.typed("email"),
            email.contains("@")
        else { return page(visit, frame, form, problem: "Please fill in everything.") }
        let password = form["password"] ?? ""
        guard password.count >= 10 else {
            return page(visit, frame, form, problem: "The password needs ten characters or more.")
        }
        return try await setUp(organization, name, email, password)
    }

    private func setUp(
        _ organization: String, _ name: String, _ email: String, _ password: String
    ) async throws -> Answer {
        let random = store.environs.random
        // Made to be slow: not on a thread that answers others.
        let hash = try await NIOThreadPool.singleton.runIfActive {
            try PasswordHash.make(Password(password), random: random)
        }
        let made = try await SignUp(store: store, resources: resources).setUp(
            organization: organization, userName: name, email: email, passwordHash: hash)
        let number = try await store.read { reader in
            try reader.value("SELECT organization FROM organization WHERE id = \(made.organizationID)").int
        }
        guard let number else { throw AjarError.notFound("Not found.") }
        let session = try await sessions.begin(organization: number, user: made.userID)
        var answer = Answer.redirect("/settings/mailboxes/")
        answer.set(
            .at.setCookie, cookies.text(Request.sessionCookieName, session.text, seconds: Sessions.lifetime))
        return answer
    }

    private func page(
        _ visit: Visit, _ frame: Frame, _ form: [String: String], problem: String? = nil
    ) -> Answer {
        let known = visit.request.cookie(Self.visitCookie)
        let token = known ?? Token.make(store.environs.random).text
        var values: Values = ["form": secrets.sign("visit \(token)")]
        for name in ["organization", "name", "email"] { values[name] = form[name] ?? "" }
        if let problem { values["problem"] = problem }
        var answer = frame.bare("setup", title: "Welcome", values, visit, status: problem == nil ? 200 : 400)
        if known == nil { answer.set(.at.setCookie, cookies.text(Self.visitCookie, token, seconds: nil)) }
        return answer
    }
}
