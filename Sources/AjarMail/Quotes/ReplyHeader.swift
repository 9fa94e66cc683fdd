/// The lines that mail programs put above what they quote, in the languages of the people who use them.
enum ReplyHeader {
    /// `On Monday, Ann <a@b> wrote:`: it ends with a colon, says "wrote", and names a time or an address.
    static func isAttribution(_ text: String) -> Bool {
        guard text.utf8.count <= 500 else { return false }
        let folded: String = folded(text)
        guard let last = folded.last, last == ":" || last == "：" else { return false }
        // In Russian, the date and the address say it without a verb.
        if folded.hasSuffix(">:"), folded.contains("@"), isDated(folded) { return true }
        guard verbs.contains(where: { folded.containsWord($0) }) else { return false }
        return isDated(folded) || folded.contains("@")
    }

    /// Whether an attribution that wraps could begin here; otherwise the line above it would go with it.
    static func canBeginAttribution(_ line: String) -> Bool {
        let folded: String = folded(line)
        return openers.contains { folded.hasPrefix($0) } || isDated(folded)
    }

    /// `-----Original Message-----`, with any number of dashes.
    static func isOriginalMessage(_ line: String) -> Bool {
        guard let words = dashed(line) else { return false }
        return originals.contains(words)
    }

    /// A forwarded mail is new to the reader, so it is never folded away.
    static func isForward(_ line: String) -> Bool {
        let plain: String = folded(line)
        if forwards.contains(where: { plain == $0 + ":" }) { return true }
        guard let words = dashed(line) else { return false }
        return forwards.contains(words)
    }

    /// `From:`, `Sent:`, `To:`, `Subject:`, also in bold (`*From:*`) and in other languages.
    static func label(_ line: String) -> Label? {
        let plain: String = folded(line).filter { $0 != "*" }
        guard let colon = plain.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
        return labels[String(plain[..<colon].trimmingSpaces())]
    }

    enum Label: Hashable { case from, sent, to, subject, copy }

    /// One word for "From" and two others right below it: Outlook's way to quote.
    static func isBlock(_ lines: some Collection<String>) -> Bool {
        guard let first = lines.first, label(first) == .from else { return false }
        var found: Set<Label> = []
        for line in lines.prefix(8) {
            guard !line.allSatisfy(\.isWhitespace) else { break }
            if let label = label(line) { found.insert(label) }
        }
        return found.count >= 3
    }

    // MARK: - Parts

    private static func folded(_ text: String) -> String {
        let plain: String = text.lowercased().replacingNoBreakSpaces()
        return String(plain.trimmingSpaces())
    }

    /// What stands between dashes or underscores, or nil if there are none on both sides.
    private static func dashed(_ line: String) -> String? {
        let plain: String = folded(line)
        guard plain.utf8.count <= 120, plain.hasPrefix("--"), plain.hasSuffix("--") else { return nil }
        let inside = plain.drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed()
        return String(String(inside).trimmingSpaces())
    }

    /// A year, or two short numbers with one sign between them: a clock time or a date.
    private static func isDated(_ text: String) -> Bool {
        var run: [UInt8] = []
        var isSecond = false
        for byte in Array(text.utf8) + [0x20] {
            if byte.isDigit {
                run.append(byte)
                continue
            }
            if run.count == 4, run.starts(with: [0x31, 0x39]) || run.starts(with: [0x32, 0x30]) {
                return true
            }
            let isShort: Bool = (1...2).contains(run.count)
            if isShort, isSecond { return true }
            isSecond = isShort && ":./-h".utf8.contains(byte)
            run.removeAll(keepingCapacity: true)
        }
        return false
    }
}

extension String {
    /// A whole word: nothing alphabetic may stand around it. Scripts without spaces have no such borders.
    fileprivate func containsWord(_ word: String) -> Bool {
        var rest: Substring = self[...]
        while let range = rest.firstRange(of: word) {
            let before: Character? =
                range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
            let after: Character? = range.upperBound == endIndex ? nil : self[range.upperBound]
            let isSpaceless: Bool = word.unicodeScalars.contains { $0.value > 0x2E7F }
            if isSpaceless || !(before?.isLetter ?? false) && !(after?.isLetter ?? false) { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    /// French and others put a no-break space before the colon.
    fileprivate func replacingNoBreakSpaces() -> String {
        guard utf8.contains(0xC2) || utf8.contains(0xE2) else { return self }
        return String(map { $0 == "\u{A0}" || $0 == "\u{202F}" ? " " : $0 })
    }
}
