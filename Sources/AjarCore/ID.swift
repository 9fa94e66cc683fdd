/// The text id of one object, such as `lead_…`: opaque to clients, compared with case.
package struct ID: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// What ids look like: a prefix, and one of the two lengths that clients know (reference 3.1).
package struct IDShape: Sendable, Hashable {
    package let prefix: String
    package let length: Int

    package init(prefix: String, length: Int) {
        self.prefix = prefix
        self.length = length
    }

    /// 43 characters: leads, contacts, activities and their like.
    package static func classic(_ prefix: String) -> IDShape { IDShape(prefix: prefix, length: 43) }
    /// 22 characters: events, webhooks, types and other newer objects.
    package static func short(_ prefix: String) -> IDShape { IDShape(prefix: prefix, length: 22) }
}

extension ID {
    /// The first eight characters tell the time of making, so that a new id lands at the right end of its
    /// index; the others are random: 83 bits in the short form, 208 in the classic one.
    package static func make(_ shape: IDShape, at now: Timestamp, random: RandomSource) -> ID {
        var characters: [UInt8] = []
        characters.reserveCapacity(shape.prefix.utf8.count + 1 + shape.length)
        characters.append(contentsOf: shape.prefix.utf8)
        characters.append(UInt8(ascii: "_"))
        let timeStart = characters.count
        var ticks = max(0, now.micros) / 16  // 62⁸ ticks of 16 µs last until 2080
        for _ in 0..<8 {
            characters.append(base62[ticks % 62])
            ticks /= 62
        }
        characters[timeStart...].reverse()
        random.fill(&characters, count: shape.length - 8) { base62[Int($0) % 62] }
        return ID(String(decoding: characters, as: UTF8.self))
    }

    private static let base62: [UInt8] = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
