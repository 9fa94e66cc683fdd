/// A mark on a message: `\Seen`, or a keyword such as `$Forwarded`. Upper and lower case are the same.
package struct Flag: Sendable, Hashable {
    package static let seen: Flag = Flag(name: "\\Seen")
    package static let answered: Flag = Flag(name: "\\Answered")
    package static let flagged: Flag = Flag(name: "\\Flagged")
    package static let deleted: Flag = Flag(name: "\\Deleted")
    package static let draft: Flag = Flag(name: "\\Draft")
    package static let forwarded: Flag = Flag(name: "$Forwarded")
    /// In PERMANENTFLAGS: any keyword can be kept.
    package static let anyKeyword: Flag = Flag(name: "\\*")

    /// As the server or the caller spelled it.
    package let name: String

    package init(name: String) { self.name = name }

    /// A keyword of ours: letters, digits, `$`, `-`, `_` and `.`, so it needs no quoting anywhere.
    package init?(keyword: String) {
        let isClean: Bool = keyword.utf8.allSatisfy {
            $0.isASCIILetter || $0.isDigit || "$-_.".utf8.contains($0)
        }
        guard !keyword.isEmpty, keyword.utf8.count <= 64, isClean else { return nil }
        self.name = keyword
    }

    package static func == (left: Flag, right: Flag) -> Bool {
        left.name == right.name || left.name.lowercased() == right.name.lowercased()
    }
    package func hash(into hasher: inout Hasher) { hasher.combine(name.lowercased()) }
}

extension Flag: CustomStringConvertible {
    package var description: String { name }
}
