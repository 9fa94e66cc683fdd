/// What a grant allows. The API knows two words (reference 1.3).
package struct OAuthScope: Sendable, Equatable {
    package static let fullAccess = "all.full_access"
    /// With it, access goes on without the user: a refresh token is given out.
    package static let offlineAccess = "offline_access"

    package let words: [String]

    /// Nothing asked for means everything. Nil when a word is unknown.
    package init?(_ text: String?) {
        let known = [Self.fullAccess, Self.offlineAccess]
        let given = (text ?? "").split(separator: " ").map(String.init)
        guard given.allSatisfy(known.contains) else { return nil }
        words = given.isEmpty ? known : known.filter(given.contains)
    }

    package var text: String { words.joined(separator: " ") }
    package var isOffline: Bool { words.contains(Self.offlineAccess) }
}
