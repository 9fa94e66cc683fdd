import AjarCore
import AjarResource
import AjarStore

/// One lead going into another: everything that belongs to the first belongs to the second afterwards
/// (reference 9.7).
enum LeadMerge {
    private static let sourceID: Field<String?> = Field(
        "source_lead_id", .text(), writable: .never, filter: .id)

    static let resource: Resource = Resource(
        "activity/lead_merge", model: "LeadMerge", id: .classic("acti"), table: "lead_merge",
        extends: Activity.base("LeadMerge"),
        fields: [
            sourceID, Plain.kept("source_lead_name", .text(), standard: ""),
            Plain.kept("destination_lead_id", .text(), filter: .id),
            Plain.kept("status", .text(), standard: "completed"),
        ],
        operations: [.list, .get], permissions: Permissions(read: .ofVisibleLeads, write: .nobody),
        events: .named("lead_merge"),
        list: Activity.list, rules: [Activity.fillIn], loads: Activity.loads)

    static let endpoints: [Endpoint] = [
        Endpoint(.post, "lead/merge", "Merge one lead into another") { request, engine in
            let body = request.body ?? JSONObject()
            return try await engine.write(request.caller) { try answer(body, $0) }
        }
    ]

    private static func answer(_ body: JSONObject, _ context: WriteContext) throws -> APIAnswer {
        guard context.caller.may("merge_leads") else { throw AjarError.forbidden(WriteContext.noPermission) }
        var errors = FieldErrors()
        for name in ["source", "destination"] where body[name]?.string == nil { errors.add(name, .required) }
        guard errors.isEmpty, let source = body["source"]?.string,
            let destination = body["destination"]?.string
        else {
            throw AjarError.invalid(errors)
        }
        guard source != destination else {
            throw AjarError.invalid(FieldErrors(sentence: "A lead can't be merged with itself."))
        }
        // Always in the same order: two merges that cross each other wait instead of blocking each other.
        var found: [String: Record] = [:]
        for id in [source, destination].sorted() {
            found[id] = try context.find(Lead.resource, id, lock: true)
        }
        guard let from = found[source] else { return missing("Source") }
        guard let into = found[destination] else { return missing("Destination") }
        try merge(from, into: into, context)
        return .json(["status": "ok"])
    }

    private static func missing(_ which: String) -> APIAnswer {
        .json(["errors": [.string("\(which) lead does not exist.")], "field-errors": [:]], status: 404)
    }

    // MARK: - The steps

    /// All in one transaction: there is never a moment in which half of a lead has moved.
    private static func merge(_ source: Record, into destination: Record, _ context: WriteContext) throws {
        let name = try Lead.names([source.id.text], context)[source.id.text] ?? ""
        for resource in context.resources.all
        where resource.path != "lead" && resource.layout.spec("lead_id")?.stored == true {
            for record in try context.all(resource, where: "lead_id = \(source.id)", order: "id") {
                try context.update(resource, record) { $0["lead_id"] = destination.id.json }
            }
        }
        let merged = try context.update(Lead.resource, destination) { fill(&$0, from: source) }
        try context.create(resource) { activity in
            activity[Activity.leadID] = destination.id.text
            activity[Activity.userID] = context.caller.userID?.text
            activity[sourceID] = source.id.text
            activity["source_lead_name"] = .string(name)
            activity["destination_lead_id"] = destination.id.json
        }
        try context.writeEvent(
            objectType: "lead", objectID: destination.id.text, leadID: destination.id.text, action: "merged",
            data: try context.json(merged, Lead.resource),
            meta: JSONObject([
                ("merge_source_lead_id", source.id.json), ("merge_destination_lead_id", destination.id.json),
            ]))
        try context.remove(Lead.resource, source)
    }

    /// What the destination has stays; what it lacks is taken over. Addresses of both are kept, once each.
    private static func fill(_ destination: inout Record, from source: Record) {
        for name in ["name", "description", "url"] {
            if destination[name].isNull || destination[name] == "" { destination[name] = source[name] }
        }
        var addresses = destination["addresses"].array ?? []
        for address in source["addresses"].array ?? [] where !addresses.contains(address) {
            addresses.append(address)
        }
        destination["addresses"] = .array(addresses)
        var custom = destination["custom"].object ?? JSONObject()
        for member in source["custom"].object?.members ?? [] where custom[member.key] == nil {
            custom.append(member.key, member.value)
        }
        destination["custom"] = .object(custom)
    }
}
