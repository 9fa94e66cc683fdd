/// Why a text can't be the name or the value of a header.
package enum HeaderError: Error, Sendable, Equatable {
    case empty, tooLong, forbiddenCharacter
}

/// The name of a header field: printable ASCII without a colon.
package struct HeaderName: Sendable, Hashable {
    package let text: String

    package init(_ text: String) throws(HeaderError) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= 76 else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0.isVisible && $0 != 0x3A }) else { throw .forbiddenCharacter }
        self.text = text
    }

    package static func == (left: HeaderName, right: HeaderName) -> Bool { left.folded == right.folded }
    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
    var folded: String { text.lowercased() }
}

extension HeaderName: CustomStringConvertible {
    package var description: String { text }
}

/// The value of a header field. CR, LF, NUL and their kin can't be inside, so a value never becomes two
/// headers.
package struct HeaderValue: Sendable, Hashable {
    package static let maximumLength: Int = 8192
    /// A word without a space can't be folded, and a line ends at 998 octets.
    package static let maximumWordLength: Int = 900

    package let text: String

    package init(_ text: String) throws(HeaderError) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        guard !text.unicodeScalars.contains(where: \.isForbiddenInHeaders) else { throw .forbiddenCharacter }
        let words: [Substring] = text.split(separator: " ")
        guard words.allSatisfy({ $0.utf8.count <= Self.maximumWordLength }) else { throw .tooLong }
        self.text = String(text.trimmingSpaces())
    }

    /// For texts of people, where a stray line break must not stop a mail: each becomes one space.
    package init(cleaning text: String) { self.init(cleaning: text, limit: Self.maximumLength) }

    /// `limit` counts characters.
    init(cleaning text: String, limit: Int) {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) {
            let next: Unicode.Scalar = scalar.isForbiddenInHeaders ? " " : scalar
            if next == " ", clean.last == " ", scalar != next { continue }
            clean.append(next)
        }
        self.text = String(String(clean).trimmingSpaces())
    }
}

extension HeaderValue: CustomStringConvertible {
    package var description: String { text }
}
