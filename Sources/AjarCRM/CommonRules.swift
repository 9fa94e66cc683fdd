import AjarCore
import AjarResource
import AjarStore

/// Rules that several resources share.
enum Rules {
    /// No two objects of the organization have the same text here, whatever its case.
    static func unique(_ name: String) -> Rule {
        { change, context in
            guard !change.isDeletion, change.changes(name), let text = change.new[name].string else { return }
            let key = text.lowercased()
            let others = try context.all(change.resource, where: "id <> \(change.id)", order: "id")
            if others.contains(where: { $0[name].string?.lowercased() == key }) {
                change.refuse(name, "There is one with this \(name) already.")
            }
        }
    }
}
