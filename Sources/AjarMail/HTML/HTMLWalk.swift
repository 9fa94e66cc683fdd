import CXML

/// An HTML text, read by libxml2's forgiving parser and walked in order. It asks nothing of the network, and
/// what is too big or too deep for a mail is cut off.
///
/// Everything we give out is written anew from these events, so no byte of the input gets through unread.
struct HTMLWalk {
    enum Event {
        case open(Element)
        case text(String)
        case close(String)
    }

    /// Names are in lower case; of two attributes with one name, the first counts, as in browsers.
    struct Element {
        let name: String
        let attributes: [(name: String, value: String)]

        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
    }

    static let maximumBytes: Int = 4 << 20
    static let maximumNodes: Int = 500_000
    static let maximumDepth: Int = 250

    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// Calls `visit` for all that is in the body. If it answers an `open` with false, that element is left
    /// out with all that is inside it, and has no `close`.
    static func walk(_ html: String, _ visit: (Event) -> Bool) {
        precondition(isReady)
        guard let document = parse(html) else { return }
        defer { xmlFreeDoc(document) }
        guard let root = xmlDocGetRootElement(document) else { return }
        var node: UnsafeMutablePointer<xmlNode> = root
        var depth = 0
        var nodes = 0
        while nodes < maximumNodes {
            nodes += 1
            if enter(node, depth, visit), let child = node.pointee.children {
                node = child
                depth += 1
                continue
            }
            // Up until there is a next one; closing what we leave.
            while node.pointee.next == nil {
                guard node != root, let parent = node.pointee.parent, depth > 0 else { return }
                node = parent
                depth -= 1
                if isShown(node) { _ = visit(.close(name(of: node))) }
                if node == root { return }
            }
            guard node != root, let next = node.pointee.next else { return }
            node = next
        }
        // Too many nodes: what is open is closed, so that the result is still whole.
        while node != root, let parent = node.pointee.parent {
            node = parent
            if isShown(node) { _ = visit(.close(name(of: node))) }
        }
    }

    // MARK: - Nodes

    /// Whether to go on with the children.
    private static func enter(
        _ node: UnsafeMutablePointer<xmlNode>, _ depth: Int, _ visit: (Event) -> Bool
    ) -> Bool {
        switch node.pointee.type {
        case XML_ELEMENT_NODE:
            guard depth < maximumDepth else { return false }
            guard isShown(node) else { return true }
            let element = Element(name: name(of: node), attributes: attributes(of: node))
            guard visit(.open(element)) else { return false }
            if node.pointee.children == nil { _ = visit(.close(element.name)) }
            return true
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
            if let content = node.pointee.content { _ = visit(.text(string(content))) }
            return false
        default:
            return false
        }
    }

    /// `html` and `body` are ours.
    private static func isShown(_ node: UnsafeMutablePointer<xmlNode>) -> Bool {
        let name: String = name(of: node)
        return name != "html" && name != "body"
    }

    private static func name(of node: UnsafeMutablePointer<xmlNode>) -> String {
        node.pointee.name.map { string($0).lowercased() } ?? ""
    }

    private static func attributes(of node: UnsafeMutablePointer<xmlNode>) -> [(name: String, value: String)]
    {
        var attributes: [(name: String, value: String)] = []
        var next = node.pointee.properties
        while let attribute = next, attributes.count < 100 {
            let name: String = attribute.pointee.name.map { string($0).lowercased() } ?? ""
            let raw: UnsafeMutableRawPointer? = UnsafeMutableRawPointer(attribute)
            if let text = xmlNodeGetContent(raw?.assumingMemoryBound(to: xmlNode.self)) {
                attributes.append((name, string(text)))
                cxml_free(text)
            } else {
                attributes.append((name, ""))
            }
            next = attribute.pointee.next
        }
        return attributes
    }

    private static func string(_ text: UnsafePointer<xmlChar>) -> String { String(cString: text) }

    // MARK: - Parsing

    private static func parse(_ html: String) -> xmlDocPtr? {
        // With the body already open, the parser doesn't invent paragraphs around bare text.
        var bytes: [UInt8] = Array("<html><body>".utf8)
        bytes += html.utf8.prefix(maximumBytes).lazy.filter { $0 != 0 }
        let options: UInt32 =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue | HTML_PARSE_NODEFDTD.rawValue | HTML_PARSE_COMPACT.rawValue
        return bytes.withUnsafeBytes { buffer in
            htmlReadMemory(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, "UTF-8",
                Int32(options))
        }
    }
}

/// The one way texts get into HTML.
enum HTMLText {
    static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else {
            return text
        }
        var out = ""
        out.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
