/// Prepared statements of one connection by their text, bounded: lists and filters make ever new texts.
struct StatementCache<Prepared> {
    private var entries: [StatementText: (prepared: Prepared, usedAt: Int)] = [:]
    private var clock = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func find(_ text: String) -> Prepared? {
        guard let index = entries.index(forKey: StatementText(text)) else { return nil }
        clock += 1
        entries.values[index].usedAt = clock
        return entries.values[index].prepared
    }

    /// Keeps a statement, and gives back those that had to make room: a quarter of all, the longest unused.
    mutating func keep(_ prepared: Prepared, for text: String) -> [Prepared] {
        var dropped: [Prepared] = []
        if entries.count >= limit {
            for old in entries.sorted(by: { $0.value.usedAt < $1.value.usedAt }).prefix(max(1, limit / 4)) {
                dropped.append(old.value.prepared)
                entries[old.key] = nil
            }
        }
        clock += 1
        entries[StatementText(text)] = (prepared, clock)
        return dropped
    }

    mutating func removeAll() { entries = [:] }
}

/// A statement as a key. Hashing a kilobyte took longer than finding it: its length and its ends tell it from
/// nearly all others, and equality looks at the rest.
private struct StatementText: Hashable {
    private var text: String

    init(_ text: String) {
        self.text = text
        self.text.makeContiguousUTF8()
    }

    static func == (left: Self, right: Self) -> Bool { left.text == right.text }

    func hash(into hasher: inout Hasher) {
        let utf8 = text.utf8
        hasher.combine(utf8.count)
        utf8.withContiguousStorageIfAvailable { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).prefix(48)))
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).suffix(48)))
        }
    }
}
