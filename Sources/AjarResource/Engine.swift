package import AjarCore
package import AjarStore

/// The five operations of any resource, each in one transaction.
package struct Engine: Sendable {
    package let store: Store
    package let resources: Resources

    package init(store: Store, resources: Resources) {
        self.store = store
        self.resources = resources
    }

    package func read<Result: Sendable>(
        _ caller: Caller, _ body: @escaping @Sendable (ReadContext) throws -> Result
    ) async throws -> Result {
        try await store.read { [resources] in try body(ReadContext($0, caller, resources)) }
    }

    package func write<Result: Sendable>(
        _ caller: Caller, _ body: @escaping @Sendable (WriteContext) throws -> Result
    ) async throws -> Result {
        try await store.write { [resources] in
            let context = WriteContext($0, caller, resources)
            let result = try body(context)
            try context.tell()
            return result
        }
    }

    package func list(
        _ resource: Resource, _ parameters: Parameters, _ caller: Caller
    ) async throws -> [UInt8] {
        let query = try ListQuery(parameters, resource)
        return try await read(caller) { try $0.list(resource, query) }
    }

    package func get(
        _ resource: Resource, _ id: String, fields: String?, _ caller: Caller
    ) async throws -> [UInt8] {
        try await read(caller) { context in
            try context.answer(try context.get(resource, id), resource, fields: fields)
        }
    }

    package func create(
        _ resource: Resource, _ body: JSONObject, fields: String?, _ caller: Caller
    ) async throws -> (ID, [UInt8]) {
        try await write(caller) { context in
            let made = try context.create(resource, body)
            return (made.id, try context.closingAnswer(made, resource, fields: fields))
        }
    }

    package func update(
        _ resource: Resource, _ id: String, _ body: JSONObject, fields: String?, _ caller: Caller
    ) async throws -> [UInt8] {
        try await write(caller) { context in
            try context.closingAnswer(try context.update(resource, id, body), resource, fields: fields)
        }
    }

    /// The same change to everything that the filters find (reference 2.6).
    package func bulkUpdate(
        _ resource: Resource, _ parameters: Parameters, _ body: JSONObject, _ caller: Caller
    ) async throws -> [UInt8] {
        let query = try ListQuery(parameters, resource)
        return try await write(caller) { context in
            let found = try context.records(resource, query, limit: 1000)
            guard found.count < 1000 else {
                throw AjarError.invalid(
                    FieldErrors(sentence: "It's not allowed to update more than 1000 objects at once"))
            }
            for record in found { try context.update(resource, record.id.text, body) }
            return Array(JSON.object(JSONObject([("count", .int(found.count))])).text.utf8)
        }
    }

    package func delete(_ resource: Resource, _ id: String, _ caller: Caller) async throws {
        try await write(caller) { try $0.delete(resource, id) }
    }
}

extension WriteContext {
    /// The answer about a change that was the transaction's last: what it shows, the event shows too.
    fileprivate func closingAnswer(_ record: Record, _ resource: Resource, fields: String?) throws -> [UInt8]
    {
        let renderer = Renderer(resource, fields: fields)
        isPurposeAsked = false
        let shown = try completed(record, resource, renderer)
        if fields == nil, !isPurposeAsked { changes.complete(shown) }
        return renderer.bytes(shown)
    }
}

extension ReadContext {
    /// One record as an answer.
    package func answer(_ record: Record, _ resource: Resource, fields: String?) throws -> [UInt8] {
        let renderer = Renderer(resource, fields: fields)
        return renderer.bytes(try completed(record, resource, renderer))
    }

    /// A record with what an answer about it alone shows.
    func completed(_ record: Record, _ resource: Resource, _ renderer: Renderer) throws -> Record {
        var records = [record]
        currentPurpose = .single
        defer { currentPurpose = .event }
        try complete(&records, resource, wanted: renderer.names)
        return records[0]
    }

    /// `{"data": […], "has_more": …}`: one row more than asked for tells whether there are more.
    package func list(_ resource: Resource, _ query: ListQuery) throws -> [UInt8] {
        let conditions = try conditions(resource, query)
        let condition = plain(conditions)
        if let other = try resource.list.instead?(query, condition, self) { return Array(other.text.utf8) }
        var records = query.limit == 0 ? [] : try records(resource, conditions, query, limit: query.limit + 1)
        let hasMore = records.count > query.limit
        if hasMore { records.removeLast() }
        let renderer = Renderer(resource, fields: query.fields)
        try completePage(&records, resource, renderer)

        var writer = JSONWriter(capacity: 1024 * (records.count + 1))
        writer.raw("{\"data\":[")
        for (index, record) in records.enumerated() {
            if index > 0 { writer.raw(",") }
            renderer.write(record, into: &writer)
        }
        writer.raw("],\"has_more\":")
        writer.write(.bool(hasMore))
        for member in try extras(resource, query, conditions, condition).members {
            writer.raw(",")
            writer.write(member.key)
            writer.raw(":")
            writer.write(member.value)
        }
        writer.raw("}")
        return writer.bytes
    }

    /// Fills what a page of a list shows of these records.
    package func completePage(_ records: inout [Record], _ resource: Resource, _ renderer: Renderer) throws {
        currentPurpose = .list
        defer { currentPurpose = .event }
        try complete(&records, resource, wanted: renderer.names)
    }

    package func records(_ resource: Resource, _ query: ListQuery, limit: Int) throws -> [Record] {
        try records(resource, try conditions(resource, query), query, limit: limit)
    }

    private func records(
        _ resource: Resource, _ conditions: [Condition], _ query: ListQuery, limit: Int
    ) throws -> [Record] {
        try reader.rows(try page(resource, conditions, query, limit: limit)).map {
            record(resource, $0, resource.whole)
        }
    }

    /// The statement that reads a page.
    package func page(_ resource: Resource, _ query: ListQuery, limit: Int) throws -> SQL {
        try page(resource, try conditions(resource, query), query, limit: limit)
    }

    private func page(
        _ resource: Resource, _ conditions: [Condition], _ query: ListQuery, limit: Int
    ) throws -> SQL {
        let rare = try conditions.firstIndex { try $0.isRare(reader) }
        let source = ListSource(resource, conditions, by: rare, organization: organization)
        let order: SQL = "ORDER BY \(SQL(trusted: query.order))"
        let columns = SQL(trusted: resource.whole.columns)
        let end: SQL = "WHERE \(source.condition) \(order) LIMIT \(limit) OFFSET \(query.skip)"
        if query.skip < 1000 { return "SELECT \(columns) FROM \(source.tables) \(end)" }
        // What a deep page skips is skipped in the index of its order, without its rows.
        let deep = Condition(test: "", ids: "SELECT \"id\" AS found_id FROM \(source.tables) \(end)")
        let rows = ListSource(resource, [deep], by: 0, organization: organization)
        return "SELECT \(columns) FROM \(rows.tables) WHERE \(rows.condition) \(order)"
    }

    /// The tenant, what the caller may see, and all filters.
    package func condition(_ resource: Resource, _ query: ListQuery) throws -> SQL {
        plain(try conditions(resource, query))
    }

    private func plain(_ conditions: [Condition]) -> SQL {
        let tenant: SQL = "\"organization\" = \(organization)"
        return ([tenant] + conditions.map(\.test)).joined(" AND ")
    }

    private func conditions(_ resource: Resource, _ query: ListQuery) throws -> [Condition] {
        var parts: [SQL] = resource.constants.map { "\(name: $0.name) = \($0.value)" }
        if let condition = try resource.permissions.read.condition(self) { parts.append(condition) }
        if let scope = try resource.list.scope?(query, self) { parts.append(scope) }
        return try parts.map { Condition($0) } + query.conditions(resource, self)
    }

    private func extras(
        _ resource: Resource, _ query: ListQuery, _ conditions: [Condition], _ condition: SQL
    ) throws -> JSONObject {
        var extras = try resource.list.extras?(query, condition, self) ?? JSONObject()
        let isCounted =
            switch resource.list.total {
            case .never: false
            case .always: true
            case .whenQueried: query.parameters["query"] != nil && query.isCountable || query.limit == 0
            }
        if isCounted {
            extras["total_results"] = .int(try total(resource, conditions))
        }
        return extras
    }

    /// Of the index alone, when that is all there is to ask.
    private func total(_ resource: Resource, _ conditions: [Condition]) throws -> Int {
        if conditions.count == 1, let rows = conditions[0].rows {
            return try reader.value("SELECT COUNT(*) FROM (\(rows)) AS found").int ?? 0
        }
        let source = ListSource(
            resource, conditions, by: conditions.firstIndex { $0.ids != nil }, organization: organization)
        return try reader.value("SELECT COUNT(*) FROM \(source.tables) WHERE \(source.condition)").int ?? 0
    }
}
