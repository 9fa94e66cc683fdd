import AjarCRM
import AjarCore
import AjarResource
import HTTPTypes
import HummingbirdCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `/oauth2/…`: programs get access to an organization when one of its users says so (RFC 6749).
struct OAuthDoor: Door {
    let clients: OAuthClients
    let tokens: OAuthTokens
    let consent: Consent
    /// Who is remembered must be looked up again after a revocation.
    let cache: CallerCache

    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.target.segments.count == 2 else { throw AjarError.notFound("Not found.") }
        switch visit.target.segments[1] {
        case "authorize": return try await consent.answer(visit)
        case "token": return try await endpoint(visit, token)
        case "revoke": return try await endpoint(visit, revoke)
        default: throw AjarError.notFound("Not found.")
        }
    }

    // MARK: - For programs

    private typealias Form = [String: String]

    /// Both endpoints take a form of a program that says who it is.
    private func endpoint(
        _ visit: Visit, _ run: (Form, OAuthClient) async throws -> Answer
    ) async throws -> Answer {
        guard visit.request.method == .post else { throw Visit.noMethod }
        var answer: Answer
        do {
            let form = try await visit.form()
            answer = try await run(form, try await client(visit.request, form))
        } catch let refusal as OAuthTokens.Refusal {
            // It may have ended a grant: a code or a refresh token that came twice.
            if refusal == .invalidGrant { cache.forgetAll() }
            let error = JSONObject([
                ("error", .string(refusal.rawValue)), ("error_description", .string(refusal.text)),
            ])
            answer = Answer(
                status: refusal == .invalidClient ? 401 : 400, body: Array(JSON.object(error).text.utf8))
        } catch AjarError.badRequest(let text) {
            let error = JSONObject([
                ("error", .string("invalid_request")), ("error_description", .string(text)),
            ])
            answer = Answer(status: 400, body: Array(JSON.object(error).text.utf8))
        }
        answer.set(.at.cacheControl, "no-store")
        return answer
    }

    /// By the form or by HTTP Basic (RFC 6749 §2.3.1).
    private func client(_ request: Request, _ form: Form) async throws -> OAuthClient {
        var (id, secret) = (form["client_id"], form["client_secret"])
        if let header = request.headers[.at.authorization], header.lowercased().hasPrefix("basic "),
            let decoded = Data(base64Encoded: String(header.dropFirst(6))),
            let colon = decoded.firstIndex(of: UInt8(ascii: ":"))
        {
            id = PercentText.decode(Array(decoded[..<colon])[...], isForm: true)
            secret = PercentText.decode(Array(decoded[(colon + 1)...])[...], isForm: true)
        }
        guard let id, let client = try await clients.find(id) else { throw OAuthTokens.Refusal.invalidClient }
        guard client.isPublic || client.hasSecret(secret ?? "") else {
            throw OAuthTokens.Refusal.invalidClient
        }
        return client
    }

    private func token(_ form: Form, _ client: OAuthClient) async throws -> Answer {
        switch form["grant_type"] {
        case "authorization_code":
            guard let code = form["code"] else { throw OAuthTokens.Refusal.invalidRequest }
            return answer(
                try await tokens.exchange(
                    code: code, redirectURI: form["redirect_uri"], verifier: form["code_verifier"],
                    client: client
                ).get())
        case "refresh_token":
            guard let token = form["refresh_token"] else { throw OAuthTokens.Refusal.invalidRequest }
            return answer(try await tokens.refresh(token, client: client).get())
        case nil: throw OAuthTokens.Refusal.invalidRequest
        default: throw OAuthTokens.Refusal.unsupportedGrant
        }
    }

    private func answer(_ issued: OAuthTokens.Issued) -> Answer {
        var body = JSONObject([
            ("token_type", "Bearer"), ("access_token", .string(issued.access.text)),
            ("expires_in", .int(Int(OAuthTokens.accessLifetime.components.seconds))),
        ])
        if let refresh = issued.refresh { body.append("refresh_token", .string(refresh.text)) }
        body.append("scope", .string(issued.scope.text))
        body.append("organization_id", .string(issued.organizationID.text))
        body.append("user_id", .string(issued.userID.text))
        return Answer(status: 200, body: Array(JSON.object(body).text.utf8))
    }

    private func revoke(_ form: Form, _ client: OAuthClient) async throws -> Answer {
        guard let token = form["token"] else { throw OAuthTokens.Refusal.invalidRequest }
        try await tokens.revoke(token, client: client)
        cache.forgetAll()
        return Answer(status: 200, body: Array("{}".utf8))
    }
}

extension OAuthTokens.Refusal {
    fileprivate var text: String {
        switch self {
        case .invalidRequest: "A parameter is missing."
        case .invalidClient: "The client is unknown, or its secret is wrong."
        case .invalidGrant:
            "The code or token is unknown, used, expired or revoked, or was given to another client."
        case .unsupportedGrant: "The grant types are authorization_code and refresh_token."
        }
    }
}
