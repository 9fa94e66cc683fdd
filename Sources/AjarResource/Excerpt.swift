/// Which columns of a resource are read. What is left out reads as the field's standard.
package struct Excerpt: Sendable {
    /// `SELECT "id", … FROM "table"`
    let select: String
    /// `"id", …`
    let columns: String
    /// Where each column's value goes.
    let positions: [Int]

    /// `without` names fields that nobody will look at; of a text in `beginnings`, only so many characters are
    /// read. A long text that isn't asked for would be read from disk all the same.
    package init(_ resource: Resource, without: Set<String>, beginnings: [String: Int] = [:]) {
        self.init(resource.layout, table: resource.table, without: without, beginnings: beginnings)
    }

    init(_ layout: Layout, table: String, without: Set<String> = [], beginnings: [String: Int] = [:]) {
        positions = layout.stored.filter { !without.contains(layout.specs[$0].name) }
        columns = positions.map { position in
            let name = layout.specs[position].name
            return beginnings[name].map { "substr(\"\(name)\", 1, \($0)) AS \"\(name)\"" } ?? "\"\(name)\""
        }.joined(separator: ", ")
        select = "SELECT \(columns) FROM \"\(table)\""
    }
}
