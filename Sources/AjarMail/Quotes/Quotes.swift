/// A piece of a body: shown at once, or folded away behind a button.
package struct Chunk: Sendable, Hashable {
    package var content: String
    package var isExpanded: Bool

    package init(content: String, isExpanded: Bool) {
        self.content = content
        self.isExpanded = isExpanded
    }
}

/// Finds what a reply repeats of the mails before it. The chunks put together are always exactly the body.
package enum Quotes {
    /// Beyond this, nobody looks for quotes: the body is one chunk.
    package static let maximumBytes: Int = 4 << 20

    /// An unquoted text, and a forward, is one expanded chunk.
    package static func split(text: String) -> [Chunk] {
        guard text.utf8.count <= maximumBytes else { return whole(text) }
        return TextQuotes(text).chunks() ?? whole(text)
    }

    /// As for text; cut between tags, so the pieces need not be balanced by themselves.
    package static func split(html: String) -> [Chunk] {
        guard html.utf8.count <= maximumBytes else { return whole(html) }
        return HTMLQuotes(html).chunks() ?? whole(html)
    }

    private static func whole(_ body: String) -> [Chunk] { [Chunk(content: body, isExpanded: true)] }
}
