/// Why a text is not a Message-ID.
package enum MessageIDError: Error, Sendable, Equatable {
    case empty, tooLong, forbiddenCharacter
}

/// A Message-ID in its one canonical form, without angle brackets: stored once with and once without them,
/// the same mail would be imported twice.
package struct MessageID: Sendable, Hashable {
    /// It must fit on one header line (998 octets) with its name and its brackets.
    package static let maximumLength: Int = 900
    /// A thread of more mails keeps its root and its newest.
    package static let maximumListCount: Int = 100

    package let text: String

    package init(_ text: String) throws(MessageIDError) {
        var inside: Substring = text.trimmingSpaces()
        if inside.first == "<", inside.last == ">" { inside = inside.dropFirst().dropLast() }
        guard !inside.isEmpty else { throw .empty }
        guard inside.utf8.count <= Self.maximumLength else { throw .tooLong }
        let isClean: Bool = inside.utf8.allSatisfy { $0.isVisible && $0 != 0x3C && $0 != 0x3E }
        guard isClean else { throw .forbiddenCharacter }
        self.text = String(inside)
    }

    package var bracketed: String { "<\(text)>" }

    /// Reads `References` or `In-Reply-To`. Of too many ids, the first (the root of the thread) and the last
    /// ones stay.
    package static func list(parsing text: String) -> [MessageID] {
        let bounded: Substring = Substring(text.prefix(64 * 1024))
        let texts: [Substring] =
            bounded.contains("<") ? bracketedTexts(bounded) : bounded.split(whereSeparator: \.isWhitespace)
        var ids: [MessageID] = []
        for text in texts {
            guard let id = try? MessageID(String(text)), !ids.contains(id) else { continue }
            if ids.count == maximumListCount { ids.remove(at: 1) }
            ids.append(id)
        }
        return ids
    }

    /// Whatever stands between `<` and `>`; spaces that a folding left inside are dropped.
    private static func bracketedTexts(_ text: Substring) -> [Substring] {
        var texts: [Substring] = []
        for piece in text.split(separator: "<", omittingEmptySubsequences: true) {
            guard let end = piece.firstIndex(of: ">") else { continue }
            texts.append(Substring(piece[..<end].filter { !$0.isWhitespace }))
        }
        return texts
    }
}

extension MessageID: CustomStringConvertible {
    package var description: String { bracketed }
}
