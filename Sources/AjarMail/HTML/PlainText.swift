/// HTML as somebody would read it aloud: the words in order, a line for each block, links with where they
/// lead.
package enum PlainText {
    /// Never fails: of HTML that can't be read, what can be read remains.
    package static func from(html: String) -> String {
        var reader = Reader()
        HTMLWalk.walk(html) { event in reader.visit(event) }
        return reader.finish()
    }

    private struct Reader {
        private var out = ""
        /// Line breaks to write before the next word.
        private var breaks = 0
        private var hasSpace = false
        private var preformatted = 0
        private var lists: [Int?] = []
        /// Where each open link leads, and where its words begin.
        private var links: [(target: String?, start: Int)] = []

        mutating func visit(_ event: HTMLWalk.Event) -> Bool {
            switch event {
            case .open(let element): return open(element)
            case .text(let text):
                preformatted > 0 ? appendLines(text) : append(text)
            case .close(let name): close(name)
            }
            return true
        }

        func finish() -> String { String(out.trimmingSpaces()) }

        // MARK: - Elements

        private mutating func open(_ element: HTMLWalk.Element) -> Bool {
            guard !Self.silent.contains(element.name), !isHidden(element) else { return false }
            switch element.name {
            case "br": addLine()
            case "hr":
                need(breaks: 1)
                append("---")
                need(breaks: 1)
            case "img":
                if let alt = element["alt"], !alt.isEmpty { append(alt) }
            case "a": links.append((Self.shownTarget(element["href"]), out.utf8.count))
            case "ol":
                lists.append(1)
                need(breaks: lists.count > 1 ? 1 : 2)
            case "ul":
                lists.append(nil)
                need(breaks: lists.count > 1 ? 1 : 2)
            case "li": openItem()
            case "td", "th": hasSpace = true
            case "pre":
                preformatted += 1
                need(breaks: 2)
            case _ where Self.paragraphs.contains(element.name): need(breaks: 2)
            case _ where Self.blocks.contains(element.name): need(breaks: 1)
            default: break
            }
            return true
        }

        private mutating func close(_ name: String) {
            switch name {
            case "a": closeLink()
            case "ol", "ul":
                _ = lists.popLast()
                need(breaks: lists.isEmpty ? 2 : 1)
            case "pre":
                preformatted -= 1
                need(breaks: 2)
            case _ where Self.paragraphs.contains(name): need(breaks: 2)
            case _ where Self.blocks.contains(name): need(breaks: 1)
            default: break
            }
        }

        private mutating func openItem() {
            need(breaks: 1)
            let indent: String = String(repeating: "  ", count: max(0, min(lists.count, 20) - 1))
            if let last = lists.last, let number = last {
                append(indent + "\(number). ")
                lists[lists.count - 1] = number + 1
            } else {
                append(indent + "- ")
            }
        }

        /// `words (https://…)`, unless the words are the address.
        private mutating func closeLink() {
            guard let (target, start) = links.popLast(), let target else { return }
            let begin: String.Index = out.utf8.index(out.startIndex, offsetBy: min(start, out.utf8.count))
            let words: String = out[begin...].filter { !$0.isWhitespace }
            guard !words.isEmpty, !target.contains(words), !words.contains(target) else {
                if words.isEmpty { append(target) }
                return
            }
            append(" (\(target))")
        }

        private static func shownTarget(_ href: String?) -> String? {
            guard let href, let link = SafeURL(href, schemes: ["http", "https", "mailto"]) else { return nil }
            return link.text.hasPrefix("mailto:")
                ? String(link.text.dropFirst(7).prefix { $0 != "?" }) : link.text
        }

        private func isHidden(_ element: HTMLWalk.Element) -> Bool {
            guard let style = element["style"] else { return false }
            let plain: String = style.lowercased().filter { !$0.isWhitespace }
            return plain.contains("display:none") || plain.contains("mso-hide:all")
        }

        // MARK: - Words

        private mutating func append(_ text: String) {
            for scalar in text.unicodeScalars {
                switch scalar {
                case " ", "\t", "\n", "\r", "\u{0C}", "\u{A0}":
                    hasSpace = true
                case "\u{200B}", "\u{FEFF}", "\u{AD}", "\u{34F}", "\u{0}"..."\u{1F}":
                    continue
                default:
                    beginWord()
                    out.unicodeScalars.append(scalar)
                }
            }
        }

        private mutating func appendLines(_ text: String) {
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { addLine() }
                guard !line.isEmpty else { continue }
                beginWord()
                out += line.filter { $0 != "\r" }
            }
        }

        private mutating func beginWord() {
            if breaks > 0, !out.isEmpty {
                out += String(repeating: "\n", count: breaks)
            } else if hasSpace, !out.isEmpty, out.last != "\n", out.last != " " {
                out += " "
            }
            breaks = 0
            hasSpace = false
        }

        /// At least so many; two blocks that end together share their line break.
        private mutating func need(breaks count: Int) {
            breaks = max(breaks, count)
            hasSpace = false
        }

        /// An empty line stays; five of them say no more than one.
        private mutating func addLine() {
            breaks = min(breaks + 1, 2)
            hasSpace = false
        }

        private static let silent: Set<String> = [
            "head", "title", "style", "script", "template", "iframe", "object", "embed", "svg", "math",
            "select", "option",
            "textarea", "noframes", "audio", "video", "canvas", "meta", "link",
        ]
        private static let paragraphs: Set<String> = [
            "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "dl", "figure",
        ]
        private static let blocks: Set<String> = [
            "div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "center",
            "fieldset", "form",
            "tr", "li", "dt", "dd", "caption", "figcaption",
        ]
    }
}
