/// The number a mailbox gives a message for good, as long as its UIDVALIDITY stays.
package typealias UID = UInt32

/// A set of UIDs, kept as ranges: a mailbox of a million messages is often one of them. `sequence-set` of RFC
/// 9051.
package struct UIDSet: Sendable, Hashable {
    /// Ascending, apart from each other by at least one.
    package private(set) var ranges: [ClosedRange<UID>] = []

    package init() {}
    package init(_ range: ClosedRange<UID>) { ranges = [range] }
    /// Everything from this one on, also what arrives later.
    package init(from first: UID) { ranges = [max(first, 1)...UID.max] }

    package init(_ uids: some Sequence<UID>) { self.init(uids.map { $0...$0 }) }

    package init(_ unsorted: [ClosedRange<UID>]) {
        for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, last.upperBound == .max || range.lowerBound <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
    }

    package var isEmpty: Bool { ranges.isEmpty }
    package var count: Int { ranges.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) + 1 } }
    package var first: UID? { ranges.first?.lowerBound }
    package var last: UID? { ranges.last?.upperBound }

    package func contains(_ uid: UID) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle: Int = (low + high) / 2
            if ranges[middle].upperBound < uid { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(uid)
    }

    /// One by one, ascending. For sets that are known to be small: a range may stand for four billion.
    package var uids: some Sequence<UID> { ranges.lazy.flatMap { $0.lazy.map { $0 } } }

    package func union(_ other: UIDSet) -> UIDSet { UIDSet(ranges + other.ranges) }

    package func subtracting(_ other: UIDSet) -> UIDSet {
        var result: [ClosedRange<UID>] = []
        var index = 0
        for range in ranges {
            var start: UInt64 = UInt64(range.lowerBound)
            let end = UInt64(range.upperBound)
            while index < other.ranges.count, other.ranges[index].upperBound < range.lowerBound { index += 1 }
            var hole: Int = index
            while hole < other.ranges.count, UInt64(other.ranges[hole].lowerBound) <= end {
                let gap: ClosedRange<UID> = other.ranges[hole]
                if UInt64(gap.lowerBound) > start { result.append(UID(start)...(gap.lowerBound - 1)) }
                start = max(start, UInt64(gap.upperBound) + 1)
                hole += 1
            }
            if start <= end { result.append(UID(start)...range.upperBound) }
        }
        return UIDSet(result)
    }

    package func intersection(_ other: UIDSet) -> UIDSet { subtracting(subtracting(other)) }

    /// The same set in pieces of so many UIDs and so many characters at most: servers limit their lines too.
    package func pieces(count maximumCount: Int = 1000, length maximumLength: Int = 4000) -> [UIDSet] {
        var pieces: [UIDSet] = []
        var open: [ClosedRange<UID>] = []
        var (room, characters) = (maximumCount, 0)
        for range in ranges {
            var start: UInt64 = UInt64(range.lowerBound)
            while start <= UInt64(range.upperBound) {
                // An open end can't be cut into pieces that end.
                let isOpen: Bool = range.upperBound == .max
                let end: UInt64 =
                    isOpen ? UInt64(UID.max) : min(UInt64(range.upperBound), start + UInt64(room) - 1)
                open.append(UID(start)...UID(end))
                characters += 22
                room -= isOpen ? room : Int(end - start) + 1
                start = end + 1
                if room <= 0 || characters + 22 > maximumLength {
                    pieces.append(UIDSet(open))
                    open = []
                    (room, characters) = (maximumCount, 0)
                }
            }
        }
        if !open.isEmpty { pieces.append(UIDSet(open)) }
        return pieces
    }

    /// As a command says it: `1:5,7,9:*`.
    package var text: String {
        ranges.map { range in
            if range.upperBound == .max { return "\(range.lowerBound):*" }
            return range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound):\(range.upperBound)"
        }.joined(separator: ",")
    }
}

extension UIDSet: CustomStringConvertible {
    package var description: String { text }
}

extension GrammarCursor {
    /// In the server's order, which COPYUID gives a meaning to.
    mutating func uidRanges() throws(IMAPSyntaxError) -> [ClosedRange<UID>] {
        var ranges: [ClosedRange<UID>] = []
        repeat {
            guard ranges.count < ResponseLimits.maximumElements else { throw .tooManyElements }
            let first: UID = try uid()
            let second: UID = take(":") ? try uid() : first
            ranges.append(min(first, second)...max(first, second))
        } while take(",")
        return ranges
    }

    private mutating func uid() throws(IMAPSyntaxError) -> UID {
        let uid: UID = try number(as: UID.self)
        guard uid > 0 else { throw .malformed }
        return uid
    }
}
