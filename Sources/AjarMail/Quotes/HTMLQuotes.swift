/// The quotes of an HTML body, found by the marks that mail programs leave.
struct HTMLQuotes {
    /// Each border costs a look at all that follows.
    private static let maximumBorders: Int = 100
    /// How many lines and rulers are looked at closely: a mail of nothing but rulers must not cost seconds.
    private static let maximumProbes: Int = 200
    private static let maximumTags: Int = 100_000

    private let bytes: [UInt8]
    private let tags: [TagScanner.Tag]

    init(_ html: String) {
        bytes = Array(html.utf8)
        var scanner = TagScanner(bytes)
        var tags: [TagScanner.Tag] = []
        while tags.count < Self.maximumTags, let tag = scanner.next() { tags.append(tag) }
        self.tags = tags
    }

    /// Nil: nothing is quoted, or the whole is a forward.
    func chunks() -> [Chunk]? {
        var borders: [(offset: Int, isExpanded: Bool)] = []
        var index = 0
        var probes: Int = Self.maximumProbes
        while index < tags.count, borders.count < Self.maximumBorders {
            guard let extent = extent(of: index, &probes) else {
                index += 1
                continue
            }
            if isForward(from: index) { return borders.isEmpty ? nil : chunks(borders) }
            borders.append((tags[index].range.lowerBound, false))
            guard case .element(let last) = extent, last + 1 < tags.count else { break }
            // Somebody answers below the quote: that is not folded away with it.
            let end: Int = tags[last].range.upperBound
            guard hasWords(from: last) else { break }
            borders.append((end, true))
            index = last + 1
        }
        return borders.isEmpty ? nil : chunks(borders)
    }

    private enum Extent {
        /// Up to this closing tag.
        case element(last: Int)
        /// A mark above the quote: all that follows.
        case rest
    }

    // MARK: - Marks

    private func extent(of index: Int, _ probes: inout Int) -> Extent? {
        let tag: TagScanner.Tag = tags[index]
        guard !tag.isClosing else { return nil }
        let classes: Set<Substring> = tag.classes
        if !classes.isDisjoint(with: Self.attributionClasses) { return attributed(from: index) }
        let isQuote: Bool = tag.name == "blockquote" && tag.attributes["type"]?.lowercased() == "cite"
        if isQuote || !classes.isDisjoint(with: Self.quoteClasses) { return enclosed(index) }
        if let id = tag.attributes["id"], Self.quoteIDs.contains(Self.plainID(id)) { return .rest }
        if tag.name == "hr", tag.attributes["id"] == "stopSpelling" { return .rest }
        if isRuled(tag), probes > 0 {
            probes -= 1
            if isAboveHeader(index) { return .rest }
        }
        return isDashedText(after: index) ? .rest : nil
    }

    /// Thunderbird: a line with "… wrote:", then the quote as its neighbour.
    private func attributed(from index: Int) -> Extent {
        for next in tags.indices.dropFirst(index + 1).prefix(200) {
            let tag: TagScanner.Tag = tags[next]
            if !tag.isClosing, tag.name == "blockquote" { return enclosed(next) }
        }
        return .rest
    }

    private func enclosed(_ index: Int) -> Extent {
        let name: String = tags[index].name
        var depth = 0
        for next in index..<tags.count where tags[next].name == name {
            depth += tags[next].isClosing ? -1 : 1
            if depth == 0 { return .element(last: next) }
        }
        return .rest
    }

    /// Outlook's line above the header: `<hr tabindex="-1">`, or `border:none;border-top:solid #E1E1E1
    /// 1.0pt`.
    private func isRuled(_ tag: TagScanner.Tag) -> Bool {
        if tag.name == "hr", tag.attributes["tabindex"] == "-1" { return true }
        guard tag.name == "div", let style = tag.attributes["style"] else { return false }
        return style.lowercased().filter { !$0.isWhitespace }.contains("border-top:solid")
    }

    /// `From:` and its companions follow.
    private func isAboveHeader(_ index: Int) -> Bool {
        let lines: [String] = PlainText.from(html: excerpt(from: tags[index].range.lowerBound, length: 6000))
            .split(separator: "\n").map(String.init)
        guard let first = lines.firstIndex(where: { !$0.allSatisfy { $0.isWhitespace || $0 == "-" } }) else {
            return false
        }
        return ReplyHeader.isBlock(lines[first...])
    }

    private func isDashedText(after index: Int) -> Bool {
        let start: Int = tags[index].range.upperBound
        guard start < bytes.count, bytes[start...].prefix(8).contains(0x2D) else { return false }
        let text = bytes[start...].prefix(160).prefix { $0 != 0x3C }
        return ReplyHeader.isOriginalMessage(
            String(decoding: text.filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self))
    }

    private func isForward(from index: Int) -> Bool {
        if tags[index].classes.contains("moz-forward-container") { return true }
        let text: String = PlainText.from(html: excerpt(from: tags[index].range.lowerBound, length: 3000))
        return text.split(separator: "\n").prefix(3).contains { ReplyHeader.isForward(String($0)) }
    }

    // MARK: - Pieces

    private func excerpt(from start: Int, length: Int) -> String {
        String(decoding: bytes[start..<min(start + length, bytes.count)], as: UTF8.self)
    }

    /// Whether there is anything to see after this tag.
    private func hasWords(from index: Int) -> Bool {
        var isSilent = false
        for next in index..<tags.count {
            let tag: TagScanner.Tag = tags[next]
            if next > index, tag.name == "style" || tag.name == "script" { isSilent = !tag.isClosing }
            if tag.name == "img", next > index, !tag.isClosing { return true }
            guard !isSilent else { continue }
            let end: Int = next + 1 < tags.count ? tags[next + 1].range.lowerBound : bytes.count
            let text: ArraySlice<UInt8> = bytes[tag.range.upperBound..<max(end, tag.range.upperBound)]
            guard !text.allSatisfy(\.isHTMLSpace) else { continue }
            let words: String = String(decoding: text, as: UTF8.self).replacing("&nbsp;", with: " ")
            if !words.allSatisfy(\.isWhitespace) { return true }
        }
        return false
    }

    private func chunks(_ borders: [(offset: Int, isExpanded: Bool)]) -> [Chunk] {
        var chunks: [Chunk] = []
        if let first = borders.first, first.offset > 0 {
            chunks.append(Chunk(content: content(0, first.offset), isExpanded: true))
        }
        for (index, border) in borders.enumerated() {
            let end: Int = index + 1 < borders.count ? borders[index + 1].offset : bytes.count
            guard border.offset < end else { continue }
            chunks.append(Chunk(content: content(border.offset, end), isExpanded: border.isExpanded))
        }
        return chunks
    }

    private func content(_ from: Int, _ to: Int) -> String {
        String(decoding: bytes[from..<to], as: UTF8.self)
    }

    /// Outlook puts `x_` before the ids of what it quotes in turn.
    private static func plainID(_ id: String) -> String {
        var plain: Substring = id[...]
        while plain.hasPrefix("x_") { plain = plain.dropFirst(2) }
        return String(plain)
    }

    private static let attributionClasses: Set<Substring> = ["moz-cite-prefix"]
    private static let quoteClasses: Set<Substring> = [
        "gmail_quote", "gmail_quote_container", "gmail_extra", "yahoo_quoted", "protonmail_quote",
        "tutanota_quote",
        "zmail_extra", "ms-outlook-mobile-reference-message", "OutlookMessageHeader", "moz-forward-container",
    ]
    private static let quoteIDs: Set<String> = [
        "divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container",
        "replySplit",
        "ms-outlook-mobile-body-separator-line",
    ]
}
