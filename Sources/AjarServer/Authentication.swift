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

/// Finds out who sent a request: an API key, an access token, or the session of a browser.
struct Authentication: Sendable {
    let callers: Callers
    let tokens: OAuthTokens
    let sessions: Sessions
    let cache: CallerCache

    /// Nil when the request has no credential that is good. A bad one never falls back to another.
    func caller(_ request: Request) async throws -> Caller? {
        if let header = request.headers[.at.authorization] {
            return try await cache.caller(header) { try await caller(header: header) }
        }
        guard let cookie = request.sessionCookie else { return nil }
        guard let session = try await sessions.find(cookie) else { return nil }
        // A browser sends the cookie along with whatever another site has it do: changes need a sign that it
        // was us.
        if ![.get, .head].contains(request.method) {
            guard session.isSigned(by: request.headers[.at.csrf] ?? "") else { return nil }
        }
        return session.caller
    }

    private func caller(header: String) async throws -> Caller? {
        guard header.utf8.count <= 4096, let space = header.firstIndex(of: " ") else { return nil }
        let value = String(header[space...].drop { $0 == " " })
        switch header[..<space].lowercased() {
        case "basic":
            guard let key = Self.userName(value), !key.isEmpty else { return nil }
            return try await callers.caller(apiKey: key)
        case "bearer": return try await tokens.caller(accessToken: value)
        default: return nil
        }
    }

    /// The part before the colon. The password is not looked at: clients leave it empty, or repeat the key.
    private static func userName(_ encoded: String) -> String? {
        guard let decoded = Data(base64Encoded: encoded),
            let colon = decoded.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return String(validating: decoded[..<colon], as: UTF8.self)
    }
}

extension Request {
    /// The name says to browsers: only over TLS or on loopback, only for this host.
    static let sessionCookieName = "ajar_session"

    var sessionCookie: String? { cookie(Self.sessionCookieName) }

    func cookie(_ name: String) -> String? {
        for header in headers[values: .at.cookie] {
            for pair in header.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                if pair.hasPrefix(name), pair.dropFirst(name.count).first == "=" {
                    return String(pair.dropFirst(name.count + 1))
                }
            }
        }
        return nil
    }
}
