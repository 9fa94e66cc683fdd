import AjarCore
import AjarResource
import AjarStore

/// What goes with a lead or a contact when it goes.
enum Cascade {
    /// Everything that belongs to a deleted lead is deleted with it, each with its own event.
    @Sendable static func fromLead(_ change: Change, _ context: WriteContext) throws {
        guard change.isDeletion else { return }
        for resource in context.resources.all
        where resource.path != "lead" && resource.layout.spec("lead_id")?.stored == true {
            for record in try context.all(resource, where: "lead_id = \(change.id)", order: "id") {
                // A child may have gone with one before it: an email with its thread.
                guard let record = try context.all(resource, where: "id = \(record.id)", order: "id").first
                else { continue }
                try context.remove(resource, record)
            }
        }
    }
}
