import AjarCRM
import AjarCore
import AjarResource
import HTTPTypes
import HummingbirdCore

/// `/oauth2/authorize/`: the user is asked whether a program may act in an organization.
struct Consent: Sendable {
    let clients: OAuthClients
    let tokens: OAuthTokens
    let sessions: Sessions
    let members: Members
    let page: Page

    /// A request of a program that we know, to come back to a place that is registered.
    private struct Asked {
        let client: OAuthClient
        let destination: String
        let state: String?
        let request: OAuthTokens.Request
    }

    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.isRead || visit.request.method == .post else { throw Visit.noMethod }
        let parameters = visit.target.parameters
        // Until both are known to belong together, nobody is sent anywhere: that would be a way to send
        // people astray.
        guard let client = try await clients.find(parameters["client_id"] ?? "") else {
            return refuse("The program that sent you here is not registered.")
        }
        guard let destination = client.redirectURI(parameters.nonempty("redirect_uri")) else {
            return refuse(
                "The program that sent you here wants you back at a place that is not registered for it.")
        }
        let state = parameters["state"]
        guard parameters["response_type"] == "code" else {
            return back(destination, state, ["error": "unsupported_response_type"])
        }
        guard let scope = OAuthScope(parameters["scope"]) else {
            return back(destination, state, ["error": "invalid_scope"])
        }
        guard let challenge = challenge(parameters, client) else {
            return back(destination, state, ["error": "invalid_request"])
        }
        let request = OAuthTokens.Request(
            redirectURI: parameters.nonempty("redirect_uri"), scope: scope,
            challenge: challenge.isEmpty ? nil : challenge)
        let asked = Asked(client: client, destination: destination, state: state, request: request)

        guard let cookie = visit.request.sessionCookie, let session = try await sessions.find(cookie) else {
            return .redirect("/login?next=\(PercentText.encode(visit.request.head.path ?? "/"))")
        }
        return visit.isRead
            ? try await ask(asked, session) : try await decide(asked, session, try await visit.form())
    }

    /// Empty when there is none and none is needed; nil when it is missing or not SHA-256.
    private func challenge(_ parameters: Parameters, _ client: OAuthClient) -> String? {
        guard let challenge = parameters.nonempty("code_challenge") else { return client.isPublic ? nil : "" }
        return parameters["code_challenge_method"] == "S256" && challenge.utf8.count == 43 ? challenge : nil
    }

    private func ask(_ asked: Asked, _ session: Sessions.Session) async throws -> Answer {
        guard let userID = session.caller.userID else { throw AjarError.unauthorized }
        let (email, organizations) = try await members.organizations(of: userID)
        let choices: [[String: any Sendable]] = organizations.map { ["id": $0.id, "name": $0.name] }
        let host = Self.origin(asked.destination)
        let values: [String: any Sendable] = [
            "program": asked.client.name, "offline": asked.request.scope.isOffline, "email": email,
            "destination": host,
            "form": session.formToken, "organizations": choices,
        ]
        return page.answer("consent", title: "Allow access?", values, formTargets: "'self' \(host)")
    }

    private func decide(
        _ asked: Asked, _ session: Sessions.Session, _ form: [String: String]
    ) async throws -> Answer {
        guard session.isSigned(by: form["form"] ?? ""), let userID = session.caller.userID else {
            return refuse("The form was too old. Please go back to the program and begin again.")
        }
        guard form["decision"] == "allow" else {
            return back(asked.destination, asked.state, ["error": "access_denied"])
        }
        let chosen = try await members.organizations(of: userID).organizations.first {
            $0.id == form["organization"]
        }
        guard let chosen else { return refuse("You are not a member of that organization.") }
        let code = try await tokens.code(
            asked.client, asked.request, organization: chosen.number, user: userID)
        return back(asked.destination, asked.state, ["code": code.text])
    }

    private func back(
        _ destination: String, _ state: String?, _ values: KeyValuePairs<String, String>
    ) -> Answer {
        var parts = values.map { "\($0)=\(PercentText.encode($1))" }
        if let state { parts.append("state=\(PercentText.encode(state))") }
        var answer = Answer.redirect(
            destination + (destination.contains("?") ? "&" : "?") + parts.joined(separator: "&"))
        answer.status = 302
        return answer
    }

    private func refuse(_ text: String) -> Answer {
        page.message(text, title: "This doesn't work", status: 400)
    }

    /// `https://example.com` of a URL.
    private static func origin(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        return String(url[..<scheme.upperBound] + url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" })
    }
}
