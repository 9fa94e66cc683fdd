import AjarCore

/// What changed in one transaction, in the order in which it first changed. From it the event log is told at
/// the end: of each object once, as it is then.
struct ChangeLog {
    enum Entry {
        case object(ObjectChange)
        /// An event that is more than the change of an object.
        case event(EventRow)
    }

    /// One object from the beginning of the transaction to its end.
    struct ObjectChange {
        let resource: Resource
        let objectType: String
        /// Nil when the transaction made it.
        let old: Record?
        var new: Record
        /// Actions beside created and updated.
        var more: [String]
        /// As its answer shows it, where that is known already.
        var completed: Record?
    }

    private var entries: [Entry?] = []
    private var positions: [String: Int] = [:]

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ event: EventRow) { entries.append(.event(event)) }

    mutating func add(_ change: Change, _ objectType: String) {
        let more = change.resource.events.more(change)
        if let position = positions[change.id.text], case .object(var known) = entries[position] {
            known.new = change.new
            known.more += more
            known.completed = nil
            entries[position] = .object(known)
        } else {
            positions[change.id.text] = entries.count
            entries.append(
                .object(
                    ObjectChange(
                        resource: change.resource, objectType: objectType, old: change.old, new: change.new,
                        more: more)))
        }
    }

    /// What was made and removed in one transaction was never there for others: nothing is told of it.
    mutating func remove(_ id: ID, _ deleted: EventRow) {
        var wasHere = true
        if let position = positions.removeValue(forKey: id.text), case .object(let known) = entries[position]
        {
            wasHere = known.old != nil
            entries[position] = nil
        }
        if wasHere { entries.append(.event(deleted)) }
    }

    mutating func complete(_ record: Record) {
        guard let position = positions[record.id.text], case .object(var known) = entries[position] else {
            return
        }
        known.completed = record
        entries[position] = .object(known)
    }

    mutating func takeAll() -> [Entry] {
        defer { self = ChangeLog() }
        return entries.compactMap { $0 }
    }
}
