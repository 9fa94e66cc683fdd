import AjarCore
import AjarResource
import AjarStore

/// The activities of all types in one list (reference 2.4). Each type has its table: the newest ids of each
/// are merged, and only what is on the page is read in full.
enum ActivityList {
    static let endpoints: [Endpoint] = [
        Endpoint(.get, "activity", "All activities, newest first") { request, engine in
            let parameters = request.parameters
            return APIAnswer(body: try await engine.read(request.caller) { try page(parameters, $0) })
        }
    ]

    private static func page(_ parameters: Parameters, _ context: ReadContext) throws -> [UInt8] {
        try requireLead(parameters)
        let query = try ListQuery(parameters, Note.resource)
        let threads = Threads(rawValue: parameters["thread_emails"]?.lowercased() ?? "") ?? .none
        let branches = try branches(parameters, threads, context)
        var keys = query.limit == 0 || branches.isEmpty ? [] : try self.keys(branches, query, context)
        let hasMore = keys.count > query.limit
        if hasMore { keys.removeLast() }

        let written = try records(keys, query, threads, context)
        var writer = JSONWriter(capacity: 1024 * (keys.count + 1))
        writer.raw("{\"data\":[")
        var isFirst = true
        for key in keys {
            guard let json = written[key.id] else { continue }
            if !isFirst { writer.raw(",") }
            isFirst = false
            writer.raw(json)
        }
        writer.raw("],\"has_more\":")
        writer.write(.bool(hasMore))
        writer.raw("}")
        return writer.bytes
    }

    /// How emails are shown: one by one, with their threads, or as threads only.
    private enum Threads: String { case none = "", both = "true", only }

    private static func requireLead(_ parameters: Parameters) throws {
        guard parameters.nonempty("lead_id") == nil, parameters.nonempty("lead_id__in") == nil else { return }
        for name in ["user_id", "contact_id", "_type"] {
            for name in [name, "\(name)__in"] where parameters.nonempty(name) != nil {
                throw AjarError.invalid("lead_id", "A lead_id is required to filter by \(name).")
            }
        }
        if parameters["_order_by"]?.hasSuffix("activity_at") == true {
            throw AjarError.invalid("lead_id", "A lead_id is required to order by activity_at.")
        }
    }

    // MARK: - Which tables, and what of them

    private struct Branch {
        let resource: Resource
        let condition: SQL?
    }

    private static func branches(
        _ parameters: Parameters, _ threads: Threads, _ context: ReadContext
    ) throws -> [Branch] {
        let listed = context.resources.all.filter {
            $0.path.hasPrefix("activity/") && $0.operations.contains(.list)
        }
        let wanted = ["_type", "_type__in"].compactMap { parameters.nonempty($0) }
            .map { Set($0.split(separator: ",").map(\.trimmed)) }
        return listed.compactMap { resource in
            guard let type = resource.layout.spec("_type")?.standard.string else { return nil }
            var condition: SQL?
            for types in wanted {
                let customTypes = types.filter { $0.hasPrefix("actitype_") }.sorted()
                if types.contains(type) || type == "CustomActivity" && types.contains("Custom") { continue }
                guard type == "CustomActivity", !customTypes.isEmpty else { return nil }
                condition = "\"custom_activity_type_id\" IN (\(list: customTypes))"
            }
            let isNamed = wanted.contains { $0.contains(type) }
            if type == "Email", threads == .only { return nil }
            if type == "EmailThread", threads == .none, !isNamed { return nil }
            return Branch(resource: resource, condition: condition)
        }
    }

    private struct Key {
        let path: String
        let id: String
    }

    /// The ids of the page and one more. No branch reads more rows than the page may need.
    private static func keys(_ branches: [Branch], _ query: ListQuery, _ context: ReadContext) throws -> [Key]
    {
        let order = order(query)
        let deepest = query.skip + query.limit + 1
        let parts: [SQL] = try branches.enumerated().map { index, branch in
            var condition = try context.condition(branch.resource, query)
            if let more = branch.condition { condition += " AND \(more)" }
            return """
                SELECT * FROM (
                    SELECT '\(SQL(trusted: branch.resource.path))' AS path,
                        "id", "date_created", "activity_at"
                    FROM \(name: branch.resource.table) WHERE \(condition)
                    ORDER BY \(order) LIMIT \(deepest)) AS \(name: "branch\(index)")
                """
        }
        let rows = try context.reader.rows(
            "\(parts.joined(" UNION ALL ")) ORDER BY \(order) LIMIT \(query.limit + 1) OFFSET \(query.skip)")
        return rows.map { Key(path: $0.text("path"), id: $0.text("id")) }
    }

    private static func order(_ query: ListQuery) -> SQL {
        let isAscending =
            query.parameters["_order_by"].map { $0 == "date_created" || $0 == "activity_at" } ?? false
        let column =
            query.parameters["_order_by"]?.hasSuffix("activity_at") == true ? "activity_at" : "date_created"
        return isAscending ? "\(name: column), \"id\"" : "\(name: column) DESC, \"id\" DESC"
    }

    // MARK: - The records of the page

    private static func records(
        _ keys: [Key], _ query: ListQuery, _ threads: Threads, _ context: ReadContext
    ) throws -> [String: [UInt8]] {
        var written: [String: [UInt8]] = [:]
        for (path, keys) in Dictionary(grouping: keys, by: \.path) {
            guard let resource = context.resources.byPath[path] else { continue }
            // Beside their threads, emails come without what is long.
            let isStripped = path == EmailActivity.resource.path && threads == .both
            let renderer = Renderer(
                resource, fields: query.fields ?? (isStripped ? EmailThread.strippedFields : nil))
            var records = try context.all(
                resource, where: "\"id\" IN (\(list: keys.map(\.id)))", order: "\"id\"")
            try context.completePage(&records, resource, renderer)
            for record in records {
                var writer = JSONWriter(capacity: 1024)
                renderer.write(record, into: &writer)
                written[record.id.text] = writer.bytes
            }
        }
        return written
    }
}
