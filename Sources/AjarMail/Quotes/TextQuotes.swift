/// The quotes of a plain text body, line by line.
struct TextQuotes {
    private let bytes: [UInt8]
    /// Where each line begins, and one past the last.
    private let starts: [Int]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var starts: [Int] = [0]
        for (index, byte) in bytes.enumerated() where byte == 0x0A { starts.append(index + 1) }
        if starts.last != bytes.count { starts.append(bytes.count) }
        self.starts = starts
    }

    /// Nil: nothing is quoted, or the whole is a forward.
    func chunks() -> [Chunk]? {
        for index in 0..<count {
            if isQuoted(index) { return interleaved(from: index) }
            // Most lines are prose, and reading each of them closely is what would cost.
            guard mayBeginHeader(index) else { continue }
            if ReplyHeader.isForward(line(index)) { return nil }
            if let end = header(at: index) { return folded(from: aboveRule(index), body: end) }
        }
        return nil
    }

    // MARK: - Lines

    private var count: Int { starts.count - 1 }

    private func content(_ index: Int) -> ArraySlice<UInt8> { bytes[starts[index]..<starts[index + 1]] }

    /// Longer lines are prose; no mail program writes a header like that.
    private func line(_ index: Int) -> String {
        String(String(decoding: content(index).prefix(2000), as: UTF8.self).filter { !$0.isNewline })
    }

    private func isQuoted(_ index: Int) -> Bool { content(index).first == 0x3E }

    private func isBlank(_ index: Int) -> Bool {
        guard !content(index).contains(where: \.isVisible) else { return false }
        return line(index).allSatisfy(\.isWhitespace)
    }

    /// Every header has a colon or a row of dashes on its first line, or ends with a colon on one of three.
    private func mayBeginHeader(_ index: Int) -> Bool {
        let line: ArraySlice<UInt8> = content(index)
        var last: UInt8 = 0
        for byte in line {
            // 0xEF begins the wide colon.
            if byte == 0x3A || byte == 0xEF || byte == 0x2D && last == 0x2D { return true }
            last = byte
        }
        return (index..<min(index + 3, count)).contains(where: mayEndHeader)
    }

    /// What is not ASCII may be the wide colon, or a wide space behind one.
    private func mayEndHeader(_ index: Int) -> Bool {
        guard let end = content(index).last(where: { $0 > 0x20 }) else { return false }
        return end == 0x3A || end >= 0x80
    }

    // MARK: - Beginnings

    /// The line after a header that begins here.
    private func header(at index: Int) -> Int? {
        if ReplyHeader.isOriginalMessage(line(index)) { return index + 1 }
        if ReplyHeader.isBlock((index..<count).lazy.map(line)) { return index + 1 }
        return attribution(at: index)
    }

    /// `On … wrote:` on one line, or wrapped to three.
    private func attribution(at index: Int) -> Int? {
        guard !isBlank(index) else { return nil }
        var joined = ""
        for end in index..<min(index + 3, count) {
            guard !isBlank(end), !isQuoted(end) else { return nil }
            joined += (joined.isEmpty ? "" : " ") + line(end).trimmingSpaces()
            guard ReplyHeader.isAttribution(joined) else { continue }
            guard end > index else { return end + 1 }
            guard ReplyHeader.canBeginAttribution(line(index)) else { return nil }
            // The header may as well begin on the next line; then this one is somebody's own words.
            let isNextOne: Bool =
                ReplyHeader.canBeginAttribution(line(index + 1)) && attribution(at: index + 1) != nil
            return isNextOne ? nil : end + 1
        }
        return nil
    }

    /// Outlook draws a line of underscores above its header.
    private func aboveRule(_ index: Int) -> Int {
        guard index > 0 else { return index }
        let above: String = line(index - 1)
        let rule: Substring = above.trimmingSpaces()
        return rule.utf8.count >= 10 && rule.utf8.allSatisfy { $0 == 0x5F } ? index - 1 : index
    }

    // MARK: - Endings

    /// A header folds away all that follows, unless somebody answers between the quoted lines.
    private func folded(from start: Int, body: Int) -> [Chunk] {
        let next: Int? = (body..<max(body, count)).first { !isBlank($0) }
        guard let next, isQuoted(next) else { return chunks([(start, false)]) }
        return interleaved(from: start, quote: next)
    }

    /// Quoted lines are folded away, own words between and below them are not.
    private func interleaved(from start: Int, quote: Int? = nil) -> [Chunk] {
        var borders: [(line: Int, isExpanded: Bool)] = [(start, false)]
        for index in (quote ?? start)..<count where !isBlank(index) {
            let isOwn: Bool = !isQuoted(index)
            guard let last = borders.last, last.isExpanded != isOwn else { continue }
            borders.append((index, isOwn))
        }
        return chunks(borders)
    }

    private func chunks(_ borders: [(line: Int, isExpanded: Bool)]) -> [Chunk] {
        var chunks: [Chunk] = []
        if let first = borders.first, first.line > 0 {
            chunks.append(Chunk(content: content(0, first.line), isExpanded: true))
        }
        for (index, border) in borders.enumerated() {
            let end: Int = index + 1 < borders.count ? borders[index + 1].line : count
            chunks.append(Chunk(content: content(border.line, end), isExpanded: border.isExpanded))
        }
        return chunks
    }

    private func content(_ from: Int, _ to: Int) -> String {
        String(decoding: bytes[starts[from]..<starts[to]], as: UTF8.self)
    }
}
