import Testing

@testable import AjarMail

struct IMAPUIDSetTests {
    @Test func `a set is its ranges, whatever order they came in`() {
        let set = UIDSet([7, 3, 4, 5, 9, 4])
        #expect(set.text == "3:5,7,9")
        #expect(set.count == 5)
        #expect(Array(set.uids) == [3, 4, 5, 7, 9])
        #expect(set.contains(4) && !set.contains(6) && !set.contains(0) && !set.contains(10))
        #expect(UIDSet(from: 12).text == "12:*")
        #expect(UIDSet(from: 0).text == "1:*")
        #expect(UIDSet([UInt32.max, 1]).text == "1,4294967295:*")
        #expect(UIDSet([1...5, 3...UID.max]).ranges == [1...UID.max])
    }

    @Test func `sets add and subtract like sets`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let left = Set((0..<12).map { _ in UID.random(in: 1...25, using: &random) })
            let right = Set((0..<12).map { _ in UID.random(in: 1...25, using: &random) })
            #expect(Array(UIDSet(left).subtracting(UIDSet(right)).uids) == left.subtracting(right).sorted())
            #expect(Array(UIDSet(left).union(UIDSet(right)).uids) == left.union(right).sorted())
            #expect(Array(UIDSet(left).intersection(UIDSet(right)).uids) == left.intersection(right).sorted())
        }
        #expect(UIDSet(from: 5).subtracting(UIDSet(from: 9)).text == "5:8")
        #expect(UIDSet(1...UID.max).subtracting(UIDSet(from: 1)).isEmpty)
    }

    @Test func `pieces hold everything once and are short enough`() {
        let scattered = UIDSet(stride(from: UID(1), to: 20_000, by: 2))
        let pieces = scattered.pieces()
        #expect(pieces.allSatisfy { $0.text.utf8.count <= 4000 && $0.count <= 1000 })
        #expect(UIDSet(pieces.flatMap(\.ranges)) == scattered)
        #expect(pieces.reduce(0) { $0 + $1.count } == scattered.count)
        let dense = UIDSet(1...2500).pieces()
        #expect(dense.map(\.text) == ["1:1000", "1001:2000", "2001:2500"])
        #expect(UIDSet(from: 70).pieces().map(\.text) == ["70:*"])
        #expect(UIDSet().pieces().isEmpty)
    }
}
