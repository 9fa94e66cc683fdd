/// The quotes of a plain text body, line by line.
struct TextQuotes {
    private let bytes: [UInt8]
    /// Where each line begins, and one past the last.
    private let starts: [Int]
    private let lines: [String]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var starts: [Int] = [0]
        for (index, byte) in bytes.enumerated() where byte == 0x0A { starts.append(index + 1) }
        if starts.last != bytes.count { starts.append(bytes.count) }
        self.starts = starts
        var lines: [String] = []
        for index in starts.indices.dropLast() {
            let line: ArraySlice<UInt8> = bytes[starts[index]..<starts[index + 1]]
            // Longer lines are prose; no mail program writes a header like that.
            let shown: ArraySlice<UInt8> = line.count > 2000 ? line.prefix(2000) : line
            lines.append(String(String(decoding: shown, as: UTF8.self).filter { !$0.isNewline }))
        }
        self.lines = lines
    }

    /// Nil: nothing is quoted, or the whole is a forward.
    func chunks() -> [Chunk]? {
        for index in lines.indices {
            if ReplyHeader.isForward(lines[index]) { return nil }
            if isQuoted(index) { return interleaved(from: index) }
            if let end = header(at: index) { return folded(from: aboveRule(index), body: end) }
        }
        return nil
    }

    // MARK: - Beginnings

    /// The line after a header that begins here.
    private func header(at index: Int) -> Int? {
        if ReplyHeader.isOriginalMessage(lines[index]) { return index + 1 }
        if ReplyHeader.isBlock(lines[index...]) { return index + 1 }
        return attribution(at: index)
    }

    /// `On … wrote:` on one line, or wrapped to three.
    private func attribution(at index: Int) -> Int? {
        guard !isBlank(index) else { return nil }
        var joined = ""
        for end in index..<min(index + 3, lines.count) {
            guard !isBlank(end), !isQuoted(end) else { return nil }
            joined += (joined.isEmpty ? "" : " ") + lines[end].trimmingSpaces()
            guard ReplyHeader.isAttribution(joined) else { continue }
            guard end > index else { return end + 1 }
            guard ReplyHeader.canBeginAttribution(lines[index]) else { return nil }
            // The header may as well begin on the next line; then this one is somebody's own words.
            let isNextOne: Bool =
                ReplyHeader.canBeginAttribution(lines[index + 1]) && attribution(at: index + 1) != nil
            return isNextOne ? nil : end + 1
        }
        return nil
    }

    /// Outlook draws a line of underscores above its header.
    private func aboveRule(_ index: Int) -> Int {
        guard index > 0 else { return index }
        let above: Substring = lines[index - 1].trimmingSpaces()
        return above.utf8.count >= 10 && above.utf8.allSatisfy { $0 == 0x5F } ? index - 1 : index
    }

    // MARK: - Endings

    /// A header folds away all that follows, unless somebody answers between the quoted lines.
    private func folded(from start: Int, body: Int) -> [Chunk] {
        let next: Int? = (body..<max(body, lines.count)).first { !isBlank($0) }
        guard let next, isQuoted(next) else { return chunks([(start, false)]) }
        return interleaved(from: start, quote: next)
    }

    /// Quoted lines are folded away, own words between and below them are not.
    private func interleaved(from start: Int, quote: Int? = nil) -> [Chunk] {
        var borders: [(line: Int, isExpanded: Bool)] = [(start, false)]
        for index in (quote ?? start)..<lines.count where !isBlank(index) {
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
            let end: Int = index + 1 < borders.count ? borders[index + 1].line : lines.count
            chunks.append(Chunk(content: content(border.line, end), isExpanded: border.isExpanded))
        }
        return chunks
    }

    private func content(_ from: Int, _ to: Int) -> String {
        String(decoding: bytes[starts[from]..<starts[to]], as: UTF8.self)
    }

    private func isQuoted(_ index: Int) -> Bool { lines[index].first == ">" }
    private func isBlank(_ index: Int) -> Bool { lines[index].allSatisfy(\.isWhitespace) }
}
