import AjarCore
import AjarStore

/// `_after=VALUE,ID`: a page begins behind the row with this id, whose value in the order of the list is VALUE.
/// The index of the order is entered there, so that a page costs the same however deep it lies.
enum ListPlace {
    /// Nothing of the kind is the beginning of the list.
    static func condition(_ text: String, order: String, _ layout: Layout) throws -> SQL? {
        guard !text.isEmpty else { return nil }
        let isDown = order.hasSuffix(" DESC")
        let columns = order.split(separator: ",").map { term in
            let name = term.trimmed
            return String(isDown ? name.dropLast(5)[...] : name[...]).filter { $0 != "\"" }
        }
        guard columns.count == 2, columns[1] == "id", let spec = layout.spec(columns[0]), spec.stored else {
            throw AjarError.badRequest("_after doesn't go with this order.")
        }
        guard let comma = text.lastIndex(of: ","), !text.utf8.contains(0),
            let value = spec.kind.filterValue(String(text[..<comma]))
        else {
            throw AjarError.badRequest("_after is the value of the order's field, a comma and an id.")
        }
        let id = String(text[text.index(after: comma)...])
        let direction: SQL = isDown ? " < " : " > "
        return "(\(name: spec.name), \"id\")\(direction)(\(value), \(id))"
    }
}
