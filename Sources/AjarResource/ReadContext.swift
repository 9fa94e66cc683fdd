package import AjarCore
package import AjarStore

/// A caller inside a transaction, with all resources at hand. Every statement it makes names the tenant.
package class ReadContext {
    package let caller: Caller
    package let resources: Resources
    package let reader: Reader
    /// What was looked up once in this transaction, such as the definitions of custom fields.
    package var memo: [String: Any] = [:]
    /// What records are completed for: some show more of themselves when they are asked for alone.
    package var purpose: Purpose {
        isPurposeAsked = true
        return currentPurpose
    }
    var currentPurpose: Purpose = .event
    /// Whether what was completed depends on what for.
    var isPurposeAsked: Bool = false

    package enum Purpose: Sendable { case single, list, event }

    package init(_ reader: Reader, _ caller: Caller, _ resources: Resources) {
        self.reader = reader
        self.caller = caller
        self.resources = resources
    }

    package var now: Timestamp { reader.now }
    package var organization: Int { caller.organization }

    /// The object, if the caller may see it.
    package func find(_ resource: Resource, _ id: String, lock: Bool = false) throws -> Record? {
        guard id.utf8.count <= 100 else { return nil }
        var query: SQL = "\(selection(resource, resource.whole)) AND \"id\" = \(id)"
        if let condition = try resource.permissions.read.condition(self) { query += " AND \(condition)" }
        if lock { query += " \(.rowLock)" }
        return try reader.first(query).map { record(resource, $0, resource.whole) }
    }

    /// Whether there is such an object that the caller may see.
    package func exists(_ resource: Resource, _ id: String) throws -> Bool {
        guard id.utf8.count <= 100 else { return false }
        var query: SQL =
            "SELECT 1 AS one FROM \(name: resource.table) WHERE \"organization\" = \(organization) AND \"id\" = \(id)"
        for constant in resource.constants { query += " AND \(name: constant.name) = \(constant.value)" }
        if let condition = try resource.permissions.read.condition(self) { query += " AND \(condition)" }
        return try reader.exists(query)
    }

    /// The object, or a 404 that doesn't tell whether it exists elsewhere.
    package func get(_ resource: Resource, _ id: String, lock: Bool = false) throws -> Record {
        guard let record = try find(resource, id, lock: lock) else { throw AjarError.noSuch(resource.model) }
        return record
    }

    /// All objects that meet a condition of ours, regardless of who may see them. For rules, loads and
    /// workers.
    package func all(
        _ resource: Resource, where condition: SQL, order: SQL = "\"date_created\", \"id\"",
        limit: Int? = nil, skip: Int = 0, _ excerpt: Excerpt? = nil
    ) throws -> [Record] {
        let excerpt = excerpt ?? resource.whole
        var query: SQL = "\(selection(resource, excerpt)) AND \(condition) ORDER BY \(order)"
        if let limit { query += " LIMIT \(limit) OFFSET \(skip)" }
        return try reader.rows(query).map { record(resource, $0, excerpt) }
    }

    /// Fills what has no column. `wanted` are the names that will be shown; nil means all.
    package func complete(_ records: inout [Record], _ resource: Resource, wanted: Set<String>? = nil) throws
    {
        guard !records.isEmpty else { return }
        if let position = resource.layout.index["organization_id"] {
            for index in records.indices { records[index].values[position] = caller.organizationID.json }
        }
        if wanted?.contains(CustomFields.column.name) ?? true {
            try CustomFields.hideStale(&records, resource, self)
        }
        for load in resource.loads
        where wanted.map({ wanted in load.fields.contains { wanted.contains($0) } }) ?? true {
            try load.run(&records, self)
        }
    }

    package func complete(_ record: Record, _ resource: Resource) throws -> Record {
        var records = [record]
        try complete(&records, resource)
        return records[0]
    }

    /// The object as its JSON, with everything a plain answer has.
    package func json(_ record: Record, _ resource: Resource) throws -> JSON {
        var records = [record]
        try complete(&records, resource, wanted: resource.plain.names)
        return resource.plain.json(records[0])
    }

    func selection(_ resource: Resource, _ excerpt: Excerpt) -> SQL {
        var query: SQL = "\(SQL(trusted: excerpt.select)) WHERE \"organization\" = \(organization)"
        for constant in resource.constants { query += " AND \(name: constant.name) = \(constant.value)" }
        return query
    }

    func record(_ resource: Resource, _ row: Row, _ excerpt: Excerpt) -> Record {
        let layout = resource.layout
        var record = Record(layout)
        for (column, position) in excerpt.positions.enumerated() {
            record.values[position] = layout.storages[position].value(row[column])
        }
        return record
    }
}
