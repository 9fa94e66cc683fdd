import AjarCore
import AjarResource
import AjarStore

/// What a lead shows of the objects that hang off it.
enum LeadEmbeds {
    static let loads: [Load] =
        [
            embed("opportunities", Opportunity.resource, where: "1 = 1"),
            // Only what is still to be done.
            embed("tasks", LeadTask.resource, where: "is_complete = 0"),
        ] + LeadCounts.loads

    /// The objects of all leads of a page at once, the newest first.
    private static func embed(_ name: String, _ resource: Resource, where condition: SQL) -> Load {
        Load([name]) { records, context in
            let ids = records.map(\.id.text)
            var found = try context.all(
                resource, where: "lead_id IN (\(list: ids)) AND \(condition)",
                order: "date_created DESC, id DESC")
            let renderer = Renderer(resource, fields: nil)
            try context.complete(&found, resource, wanted: renderer.names)
            let byLead = Dictionary(grouping: found) { $0["lead_id"].string ?? "" }
            for index in records.indices {
                records[index][name] = .array((byLead[records[index].id.text] ?? []).map(renderer.json))
            }
        }
    }
}
