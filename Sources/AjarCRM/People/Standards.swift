import AjarCore
import AjarResource
import AjarStore

/// What every new organization begins with.
enum Standards {
    static func write(_ context: WriteContext) throws {
        for label in ["Potential", "Bad Fit", "Qualified", "Customer", "Interested", "Canceled", "Not Interested"] {
            try context.create(LeadStatus.resource) { $0["label"] = .string(label) }
        }
    }
}
