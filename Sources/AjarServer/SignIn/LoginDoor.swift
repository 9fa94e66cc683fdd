import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/login`: a form, and what comes of it.
struct LoginDoor: Door {
    /// Ties the form to the browser that asked for it: another site can't sign people in as somebody else.
    private static let visitCookie = "ajar_visit"

    let signIn: SignIn
    let sessions: Sessions
    let secrets: SecretBox
    let page: Page
    let environs: Environs
    let cookies: CookieJar

    func answer(_ visit: Visit) async throws -> Answer {
        switch visit.request.method {
        case .get, .head: return form(visit, next: visit.target.parameters["next"] ?? "")
        case .post: return try await attempt(visit)
        default: throw Visit.noMethod
        }
    }

    private func form(
        _ visit: Visit, next: String, email: String = "", problem: String? = nil, asksForCode: Bool = false,
        status: Int = 200
    ) -> Answer {
        let known = visit.request.cookie(Self.visitCookie)
        let token = known ?? Token.make(environs.random).text
        var values: [String: any Sendable] = [
            "form": secrets.sign("visit \(token)"), "next": next, "email": email, "code": asksForCode,
        ]
        if let problem { values["problem"] = problem }
        var answer = page.answer("sign-in", title: "Sign in", values, status: status)
        if known == nil { answer.set(.at.setCookie, cookies.text(Self.visitCookie, token, seconds: nil)) }
        return answer
    }

    private func attempt(_ visit: Visit) async throws -> Answer {
        let given = try await visit.form()
        let next = given["next"] ?? ""
        let email = given["email"] ?? ""
        guard let token = visit.request.cookie(Self.visitCookie),
            secrets.verify(given["form"] ?? "", of: "visit \(token)")
        else {
            return form(
                visit, next: next, email: email, problem: "The form was too old. Please try again.",
                status: 403)
        }
        let outcome = try await signIn.attempt(
            email: email, password: Password(given["password"] ?? ""), code: given["code"],
            address: visit.clientAddress)
        switch outcome {
        case .signedIn(let organization, let user):
            let session = try await sessions.begin(organization: organization, user: user)
            var answer = Answer.redirect(Self.localPath(next))
            answer.set(
                .at.setCookie,
                cookies.text(Request.sessionCookieName, session.text, seconds: Sessions.lifetime))
            return answer
        case .needsCode:
            return form(
                visit, next: next, email: email, problem: given["code"] == nil ? nil : "The code is missing.",
                asksForCode: true)
        case .refused:
            let problem = "The e-mail address and the password don't fit together."
            return form(
                visit, next: next, email: email, problem: problem, asksForCode: given["code"] != nil,
                status: 401)
        case .mustWait(let wait):
            let seconds = max(1, wait.micros / 1_000_000)
            var answer = form(
                visit, next: next, email: email,
                problem: "There were too many tries. Please wait \(seconds) seconds.", status: 429)
            answer.set(.at.retryAfter, String(seconds))
            return answer
        }
    }

    /// Only a path of ours: nobody is sent away after signing in.
    static func localPath(_ next: String) -> String {
        let isLocal =
            next.hasPrefix("/") && !next.hasPrefix("//") && !next.contains("\\")
            && next.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return isLocal ? next : "/"
    }
}

/// `POST /logout`, with the token that our pages have.
struct LogoutDoor: Door {
    let sessions: Sessions
    let cookies: CookieJar

    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.request.method == .post else { throw Visit.noMethod }
        guard let cookie = visit.request.sessionCookie, let session = try await sessions.find(cookie) else {
            return .redirect("/login")
        }
        var token = visit.request.headers[.at.csrf]
        if token == nil { token = try await visit.form()["form"] }
        guard session.isSigned(by: token ?? "") else { throw AjarError.forbidden("The form was too old.") }
        try await sessions.end(session)
        var answer = Answer.redirect("/login")
        answer.set(.at.setCookie, cookies.text(Request.sessionCookieName, "", seconds: .zero))
        return answer
    }
}

/// How our cookies are written: not for scripts, not along with what other sites post, and only over TLS
/// where there is TLS.
struct CookieJar: Sendable {
    let isSecure: Bool

    /// Without seconds it ends with the browser's session.
    func text(_ name: String, _ value: String, seconds: Duration?) -> String {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if let seconds { text += "; Max-Age=\(seconds.components.seconds)" }
        return isSecure ? text + "; Secure" : text
    }
}

extension Visit {
    /// Whose address it is: the peer's, or what a proxy on this machine says of its own peer. Nil when it
    /// can't be told.
    var clientAddress: String? {
        guard connection.isLoopback else { return connection.peer }
        let forwarded = request.headers[.at.forwardedFor]?.split(separator: ",").last
        return forwarded.map { String($0.filter { $0 != " " }) }
    }
}
