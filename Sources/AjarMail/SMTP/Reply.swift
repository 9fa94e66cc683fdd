/// What a server answered: a code, perhaps an enhanced status (RFC 3463), and its own words.
package struct Reply: Sendable, Hashable {
    package let code: Int
    package let enhancedStatus: EnhancedStatus?
    /// Without codes, and without control characters; may be UTF-8.
    package let lines: [String]

    package init(code: Int, enhancedStatus: EnhancedStatus? = nil, lines: [String]) {
        self.code = code
        self.enhancedStatus = enhancedStatus
        self.lines = lines
    }

    /// 2xx: done.
    package var isPositive: Bool { (200..<300).contains(code) }
    /// 3xx: go on, the server wants more of the same.
    package var isIntermediate: Bool { (300..<400).contains(code) }
    /// 4xx: not now.
    package var isTransient: Bool { (400..<500).contains(code) }
    /// 5xx: never like this.
    package var isPermanent: Bool { (500..<600).contains(code) }

    package var text: String { lines.joined(separator: "\n") }
}

extension Reply: CustomStringConvertible {
    package var description: String { "\(code)\(enhancedStatus.map { " \($0)" } ?? "")" }
}

/// `5.1.1`: class, subject, detail. RFC 3463.
package struct EnhancedStatus: Sendable, Hashable {
    package let category: Int
    package let subject: Int
    package let detail: Int

    package init(_ category: Int, _ subject: Int, _ detail: Int) {
        self.category = category
        self.subject = subject
        self.detail = detail
    }

    /// Exactly `d.ddd.ddd`; a version number in somebody's greeting is not a status.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 1 else { return nil }
        guard parts.allSatisfy({ (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isDigit) }) else {
            return nil
        }
        guard let category = Int(parts[0]), [2, 4, 5].contains(category) else { return nil }
        guard let subject = Int(parts[1]), let detail = Int(parts[2]) else { return nil }
        self.init(category, subject, detail)
    }

    package var text: String { "\(category).\(subject).\(detail)" }
}

extension EnhancedStatus: CustomStringConvertible {
    package var description: String { text }
}
