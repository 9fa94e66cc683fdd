/// Prepared statements of one connection by their text, bounded: lists and filters make ever new texts.
struct StatementCache<Prepared> {
    private var entries: [String: (prepared: Prepared, usedAt: Int)] = [:]
    private var clock = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func find(_ text: String) -> Prepared? {
        guard let index = entries.index(forKey: text) else { return nil }
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
        entries[text] = (prepared, clock)
        return dropped
    }

    mutating func removeAll() { entries = [:] }
}
