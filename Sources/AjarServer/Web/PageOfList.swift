import AjarCRM
import AjarCore
import AjarResource

/// Which page of a list one looks at: the one after a row, or the one before it, as `after` and `before` in
/// the address say. Rows have no numbers, so the millionth is found as quickly as the first.
struct PageOfList: Sendable {
    /// The value and the id of a row, as `_after` takes them.
    private let after: String?
    private let before: String?

    init(_ visitor: Visitor) {
        before = visitor.parameters.nonempty("before")
        after = before == nil ? visitor.parameters.nonempty("after") : nil
    }

    var isStart: Bool { after == nil && before == nil }
    var isBackwards: Bool { before != nil }

    /// A page before a row is one after it, in the order that is turned around.
    func parameters(by field: String, isDown: Bool, limit: Int) -> [(name: String, value: String)] {
        [
            (name: "_order_by", value: isDown != isBackwards ? "-\(field)" : field),
            (name: "_limit", value: String(limit)), (name: "_after", value: after ?? before ?? ""),
        ]
    }

    struct Turned: Sendable {
        let rows: [JSON]
        /// What the addresses of the pages beside it end in; nil where there is none.
        let previous: String?
        let next: String?
    }

    func turned(_ found: JSON, by field: String) -> Turned {
        let data = found["data"].array ?? []
        let rows = isBackwards ? data.reversed() : data
        let hasMore = found["has_more"].bool == true
        func place(_ row: JSON?, _ name: String) -> String? {
            guard let value = row?[field].string, let id = row?["id"].string else { return nil }
            return "&\(name)=\(PercentText.encode("\(value),\(id)"))"
        }
        return Turned(
            rows: rows,
            previous: (isBackwards ? hasMore : !isStart) ? place(rows.first, "before") : nil,
            next: isBackwards || hasMore ? place(rows.last, "after") : nil)
    }
}
