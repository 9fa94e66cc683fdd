/// HTML from elsewhere, made safe by writing it anew: what is not on the list is not written.
package enum Sanitizer {
    /// For notes and descriptions that people write in the CRM. Always one `<body>…</body>`.
    package static func richText(_ html: String) -> String {
        "<body>" + clean(html, RichTextRules()) + "</body>"
    }

    /// For showing a received mail. Pictures from elsewhere stay unfetched: their `src` becomes `data-src`.
    package static func mail(_ html: String) -> String {
        clean(html, MailRules())
    }

    private static func clean(_ html: String, _ rules: some SanitizerRules) -> String {
        var out = ""
        /// For each element that is open in the tree: whether we wrote it.
        var written: [Bool] = []
        HTMLWalk.walk(html) { event in
            switch event {
            case .open(let element):
                guard !dropped.contains(element.name) else { return false }
                let attributes: [(String, String)]? = rules.attributes(of: element)
                written.append(attributes != nil)
                if let attributes { write(element.name, attributes, to: &out) }
            case .text(let text):
                out += HTMLText.escape(text)
            case .close(let name):
                if written.popLast() == true, !void.contains(name) { out += "</\(name)>" }
            }
            return true
        }
        return out
    }

    private static func write(_ name: String, _ attributes: [(String, String)], to out: inout String) {
        out += "<" + name
        for (name, value) in attributes { out += " \(name)=\"\(HTMLText.escape(value))\"" }
        out += ">"
    }

    private static let void: Set<String> = ["br", "hr", "img", "col", "wbr"]

    /// Left out with everything inside: what isn't text, or would become something else in another parser.
    private static let dropped: Set<String> = [
        "script", "style", "head", "title", "iframe", "frame", "frameset", "noframes", "object", "embed",
        "applet", "svg",
        "math", "template", "noscript", "noembed", "xmp", "plaintext", "textarea", "select", "option",
        "audio", "video",
        "canvas", "meta", "link", "base", "input", "param", "source", "track", "dialog", "portal", "marquee",
    ]
}

/// What one kind of HTML may hold.
protocol SanitizerRules {
    /// The attributes to write; nil: leave the element out, keep what is inside.
    func attributes(of element: HTMLWalk.Element) -> [(String, String)]?
}

private struct RichTextRules: SanitizerRules {
    func attributes(of element: HTMLWalk.Element) -> [(String, String)]? {
        switch element.name {
        case "b", "strong", "i", "em", "u", "s", "code", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol",
            "li", "hr", "br":
            return []
        case "a":
            let link: SafeURL? = element["href"].flatMap {
                SafeURL($0, schemes: ["http", "https", "mailto", "tel"])
            }
            return link.map { [("href", $0.text)] } ?? []
        case "img":
            guard let source = element["src"].flatMap({ SafeURL($0, schemes: ["http", "https", "cid"]) })
            else { return nil }
            return [("src", source.text)] + (element["alt"].map { [("alt", $0)] } ?? [])
        case "span":
            return span(element)
        default:
            return nil
        }
    }

    private func span(_ element: HTMLWalk.Element) -> [(String, String)] {
        var kept: [(String, String)] = []
        for (name, value) in element.attributes {
            switch name {
            case "class" where value.split(separator: " ").contains("mention"):
                kept.append(("class", "mention"))
            case "data-type", "data-id", "data-label": kept.append((name, value))
            case "style":
                if let style = SafeStyle(value, properties: SafeStyle.richText) {
                    kept.append((name, style.text))
                }
            default: break
            }
        }
        return kept
    }
}

private struct MailRules: SanitizerRules {
    func attributes(of element: HTMLWalk.Element) -> [(String, String)]? {
        guard Self.allowed.contains(element.name) else { return nil }
        if element.name == "img", source(element).isEmpty { return nil }
        var kept: [(String, String)] = element.name == "img" ? source(element) : []
        for (name, value) in element.attributes {
            if name == "style" {
                if let style = SafeStyle(value, properties: SafeStyle.mail) {
                    kept.append((name, style.text))
                }
            } else if name == "href", element.name == "a" {
                guard let link = SafeURL(value, schemes: ["http", "https", "mailto", "tel"]) else { continue }
                kept += [(name, link.text), ("target", "_blank"), ("rel", "noopener noreferrer")]
            } else if Self.attributes.contains(name) {
                kept.append((name, value))
            }
        }
        return kept
    }

    private func source(_ element: HTMLWalk.Element) -> [(String, String)] {
        guard let raw = element["src"] else { return [] }
        if let inside = SafeURL(raw, schemes: ["cid"]) { return [("src", inside.text)] }
        if let remote = SafeURL(raw, schemes: ["http", "https"]) { return [("data-src", remote.text)] }
        guard let data = SafeURL(raw, schemes: ["data"]) else { return [] }
        let pictures: [String] = ["png", "gif", "jpeg", "webp"].map { "data:image/\($0);base64," }
        return pictures.contains { data.text.lowercased().hasPrefix($0) } ? [("src", data.text)] : []
    }

    private static let attributes: Set<String> = [
        "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "color", "cols", "colspan", "dir",
        "face",
        "height", "lang", "nowrap", "rowspan", "size", "span", "start", "title", "valign", "width",
    ]

    private static let allowed: Set<String> = [
        "a", "abbr", "address", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite",
        "code", "col",
        "colgroup", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3",
        "h4", "h5", "h6",
        "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span", "strike",
        "strong", "sub",
        "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "wbr",
    ]
}
